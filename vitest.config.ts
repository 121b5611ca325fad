import { defineConfig } from 'vitest/config';

// Three projects, by how long they take: `unit` is part of `npm run check`, `flow` of `npm test`, `long` of `npm run test:long`.
// Time limits only end what hangs: they leave room for a machine that does much else at once, on which the linter that
// test/architecture starts in a hook needs over 10 s.
const HOOK_TIMEOUT = 120_000;
const everywhere = '{sandbox-core,app,main,preload,renderer}';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${everywhere}/**/*.test.ts`, `${everywhere}/**/*.test.tsx`, 'test/unit/**/*.test.ts'],
          testTimeout: 10_000,
          hookTimeout: HOOK_TIMEOUT,
        },
      },
      {
        test: {
          name: 'flow',
          include: ['test/{flow,contract,hostile,architecture,documents}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: HOOK_TIMEOUT,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/{conformance,long}/**/*.test.ts'],
          testTimeout: 20 * 60_000,
          hookTimeout: HOOK_TIMEOUT,
          fileParallelism: false,
        },
      },
    ],
  },
});
