// The first minute with the real engine in the browser host: thief is opened, run, caught and explained; spinner is stopped.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

let host: ChildProcess;
let link = '';
let sessions = '';

test.beforeAll(async () => {
  sessions = mkdtempSync(join(tmpdir(), 'wasm-sandbox-e2e-'));
  const node = join(ROOT, 'node_modules/.bin/node');
  host = spawn(node, ['app/node-host/main.ts', '--no-open', '--sessions', sessions], { cwd: ROOT });
  link = await new Promise<string>((resolve, reject) => {
    let heard = '';
    host.stdout?.on('data', (data: Buffer) => {
      heard += data.toString();
      const found = /http:\/\/\S+/.exec(heard)?.[0];
      if (found !== undefined) resolve(found);
    });
    host.once('exit', () => reject(new Error(`the host ended: ${heard}`)));
  });
});

test.afterAll(async () => {
  const ended = new Promise((resolve) => host.once('exit', resolve));
  host.kill('SIGTERM');
  await ended;
  rmSync(sessions, { recursive: true, force: true });
});

test('thief is caught and the window says why; spinner stops when told to', async ({ page }) => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(link);
  await page.getByRole('button', { name: /^thief/ }).click();
  await page.keyboard.press('F5');
  await expect(page.getByText(/^Run 1: ended, \d+ denied$/).first()).toBeVisible({ timeout: 20_000 });
  await page.locator('.rows-box [role=row].hatch').first().click();
  await page.keyboard.press('Control+.');
  await expect(page.locator('#why')).toBeFocused();
  await expect(page.locator('#why')).toContainText('/etc/passwd');
  await expect(page.getByRole('log', { name: 'Output of the guest' })).toContainText('I got nothing');

  await page.keyboard.press('Control+1');
  await page.getByRole('button', { name: /^spinner/ }).click();
  await page.keyboard.press('F5');
  await expect(page.getByText('Run 2: running').first()).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('Shift+F5');
  await expect(page.getByText('Run 2: stopped').first()).toBeVisible({ timeout: 20_000 });
  expect(faults).toEqual([]);
});
