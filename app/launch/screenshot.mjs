// Takes the README's picture: starts the browser host, runs the thief in a real Chromium, and photographs the trace with
// the first denial explained. `node app/launch/screenshot.mjs [FILE]`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { ensureBrowser } from './browser-for-tests.mjs';
import { ensurePage } from './builds.mjs';
import { ensurePackages } from './packages.mjs';
import { at, ended, Refusal, runScript, say, spawnNode } from './project.mjs';

await runScript(async ([file = at('docs/screenshot.png')]) => {
  await ensurePackages();
  await ensureBrowser();
  await ensurePage();
  const sessions = mkdtempSync(path.join(tmpdir(), 'screenshot-'));
  const host = spawnNode(['app/node-host/main.ts', '--no-open', '--sessions', sessions], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const over = ended(host);
  try {
    await photograph(await linkOf(host.stdout), file);
    say(`The picture is ${file}.`);
  } finally {
    host.kill();
    await over;
    rmSync(sessions, { recursive: true, force: true });
  }
});

async function linkOf(stream) {
  let said = '';
  for await (const bytes of stream) {
    said += bytes;
    const link = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(said);
    if (link) return link[0];
  }
  throw new Refusal('The browser host did not start; what it said stands above.');
}

async function photograph(link, file) {
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--font-render-hinting=none', '--force-color-profile=srgb'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
    await page.goto(link);
    await page.getByRole('button', { name: /^thief/ }).click();
    // F5 runs the module that is open: before that it has nothing to run.
    await page.getByText('thief.wasm').first().waitFor();
    await page.waitForTimeout(500);
    await page.keyboard.press('F5');
    const denied = page.getByRole('grid', { name: 'Host calls' }).getByText('/etc/passwd');
    await denied.first().click();
    await page.keyboard.press('Control+.');
    // Fonts and the overview are there by then; nothing moves any more.
    await page.waitForTimeout(1000);
    await page.screenshot({ path: file });
  } finally {
    await browser.close();
  }
}
