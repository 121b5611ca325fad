import { defineConfig } from 'vitest/config';

// Three projects, by how long they take: `unit` is part of `npm run check`, `flow` of `npm test`, `long` of `npm run test:long`.
const everywhere = '{sandbox-core,app,main,preload,renderer}';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${everywhere}/**/*.test.ts`, `${everywhere}/**/*.test.tsx`, 'test/unit/**/*.test.ts'],
          testTimeout: 10_000,
        },
      },
      {
        test: {
          name: 'flow',
          include: ['test/{flow,contract,hostile,architecture,documents}/**/*.test.ts'],
          testTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/{conformance,long}/**/*.test.ts'],
          testTimeout: 20 * 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
