// The real Chromium that stands in for Electron's: one persistent profile, headless, with a debugging port by which the
// test reaches the same page.
import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from '@playwright/test';
import { report } from './control.ts';

const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--remote-debugging-port=0',
  // Electron's own Chromium tells a page when the other end of a port is gone; the plain one can, when asked.
  '--enable-blink-features=MessagePortCloseEvent',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

/** As in Electron, `--user-data-dir` moves it. */
export const userDataFolder = userDataOf(process.argv) ?? mkdtempSync(join(tmpdir(), 'stand-in-'));

export const chromiumReady: Promise<BrowserContext> = start();

export async function closeChromium(): Promise<void> {
  await (await chromiumReady).close();
}

async function start(): Promise<BrowserContext> {
  const profile = join(userDataFolder, 'chromium');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    headless: true,
    args: ARGUMENTS,
    // A service worker would be served behind the back of the routes.
    serviceWorkers: 'block',
    viewport: { width: 1440, height: 900 },
  });
  const [port] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
  report({ kind: 'browser', endpoint: `http://127.0.0.1:${port}` });
  return context;
}

function userDataOf(argv: readonly string[]): string | undefined {
  const prefix = '--user-data-dir=';
  const own = argv.indexOf('--');
  const switches = own < 0 ? argv : argv.slice(0, own);
  return switches.find((word) => word.startsWith(prefix))?.slice(prefix.length);
}
