// The page client as one script, and its installation in a page. It is evaluated by the debugger, which no content policy binds.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { projectFolder } from './launch.ts';

let bundle: Promise<string> | undefined;

export async function installPageClient(page: Page): Promise<void> {
  bundle ??= bundlePageClient();
  await page.evaluate(await bundle);
}

async function bundlePageClient(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    root: projectFolder,
    build: {
      write: false,
      minify: false,
      lib: { entry: join(projectFolder, 'test/e2e/electron/page-client-entry.ts'), formats: ['iife'], name: 'pageClientEntry' },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  for (const one of outputs) {
    if (!('output' in one)) continue;
    for (const piece of one.output) if (piece.type === 'chunk') return piece.code;
  }
  throw new Error('the page client was not built');
}
