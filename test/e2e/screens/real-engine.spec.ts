// The first minute with the real engine in the browser host: thief is opened, run, caught and explained; spinner is stopped.
import { expect, test, type Locator, type Page } from '@playwright/test';
import { startBrowserHost, type BrowserHost } from './browser-host.ts';

let host: BrowserHost;
test.beforeAll(async () => {
  host = await startBrowserHost();
});
test.afterAll(() => host.end());

/** Its tile: what an earlier test of this host has opened bears the name as well. */
function sample(page: Page, name: string): Locator {
  return page.locator('button.sample', { hasText: name });
}

test('thief is stepped through: a call is answered by a person, which its row says afterwards', async ({ page }) => {
  await page.goto(host.link);
  await sample(page, 'thief').click();
  await expect(page.getByText('thief.wasm').first()).toBeVisible();
  await page.keyboard.press('F10');
  await expect(page.getByText(/^Stopped before call 1,/)).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('/');
  await page.keyboard.type('name:path_open');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+F11');
  await expect(page.getByText(/^Stopped before call \d+, path_open/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('region', { name: 'Stack' })).toContainText('func');
  await page.getByRole('button', { name: 'Answer by hand' }).click();
  await page.getByRole('combobox', { name: 'Errno' }).selectOption({ label: 'ENOSPC, 51' });
  await page.keyboard.press('Enter');
  const changed = page.locator('.rows-box [role=row]', { hasText: 'changed on purpose' });
  await changed.first().click({ timeout: 20_000 });
  await expect(page.getByText('changed by a person: answered ENOSPC')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'path_open' })).toBeVisible();
});

test('thief is caught and the window says why; spinner stops when told to', async ({ page }) => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(host.link);
  await sample(page, 'thief').click();
  await page.keyboard.press('F5');
  await expect(page.getByText(/^Run \d+: ended, \d+ denied$/).first()).toBeVisible({ timeout: 20_000 });
  await page.locator('.rows-box [role=row].hatch').first().click();
  await expect(page.getByRole('heading', { name: 'path_open' })).toBeVisible();
  await page.keyboard.press('Control+.');
  await expect(page.locator('#why')).toBeFocused();
  await expect(page.locator('#why')).toContainText('/etc/passwd');
  await expect(page.getByRole('log', { name: 'Output of the guest' })).toContainText('I got nothing');

  await page.keyboard.press('Control+1');
  await sample(page, 'spinner').click();
  await expect(page.getByRole('button', { name: 'spinner.wasm', exact: true })).toBeVisible();
  // Its own manifest ends it after 10 s, which a busy machine can spend before the key arrives.
  await page.keyboard.press('Control+3');
  await page.getByRole('textbox', { name: 'Time', exact: true }).fill('2min');
  await page.keyboard.press('F5');
  await expect(page.getByText(/^Run \d+: running/).first()).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('Shift+F5');
  await expect(page.getByText(/^Run \d+: stopped/).first()).toBeVisible({ timeout: 20_000 });
  expect(faults).toEqual([]);
});

test('the denials of thief stand in the audit log, which verifies', async ({ page }) => {
  await page.goto(host.link);
  await sample(page, 'thief').click();
  await expect(page.getByText('thief.wasm').first()).toBeVisible();
  await page.keyboard.press('F5');
  await expect(page.getByText(/^Run \d+: ended, \d+ denied$/).first()).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('Control+6');
  const entries = page.getByRole('grid', { name: 'Audit entries' });
  await entries.locator('[data-index]', { hasText: '/etc/passwd' }).first().click({ timeout: 20_000 });
  await expect(page.locator('#why')).toContainText(/No rule of policy v\d+ permits it/);
  await page.keyboard.press('v');
  await expect(page.getByText('Chain verified')).toBeVisible({ timeout: 20_000 });
  await entries.press('Enter');
  await expect(page.getByRole('heading', { name: 'path_open' })).toBeVisible();
});

test('a copy of a session is saved, opened again from the file, and made into a test', async ({ page }, info) => {
  await page.goto(host.link);
  await sample(page, 'thief').click();
  await expect(page.getByText('thief.wasm').first()).toBeVisible();
  await page.keyboard.press('F5');
  await expect(page.getByText(/^Run \d+: ended, \d+ denied$/).first()).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('Control+8');
  await expect(page.getByRole('heading', { name: 'A copy for somebody else' })).toBeVisible();
  await page.getByRole('grid', { name: 'Sessions' }).focus();
  const saving = page.waitForEvent('download');
  await page.keyboard.press('s');
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^thief-\d+\.session$/);
  const copy = info.outputPath('thief-copy.session');
  await saved.saveAs(copy);
  const making = page.waitForEvent('download');
  await page.keyboard.press('t');
  expect((await making).suggestedFilename()).toMatch(/^thief-\d+\.sandboxtest\.zip$/);
  await expect(page.getByText('secrets included: a replay needs it.')).toBeVisible();

  const choosing = page.waitForEvent('filechooser');
  await page.keyboard.press('Control+o');
  await (await choosing).setFiles(copy);
  await expect(page.getByText(/^Run \d+: ended/).first()).toBeVisible();
  await expect(page.locator('.rows-box [role=row].hatch').first()).toContainText('/etc/passwd', { timeout: 20_000 });
  await page.keyboard.press('Control+8');
  await expect(page.getByRole('grid', { name: 'Sessions' }).locator('[data-index]').first()).toContainText('from a file');
});

test('a file that is no session is refused in words', async ({ page }) => {
  await page.goto(host.link);
  await sample(page, 'thief').click();
  await expect(page.getByText('thief.wasm').first()).toBeVisible();
  const choosing = page.waitForEvent('filechooser');
  await page.keyboard.press('Control+o');
  await (await choosing).setFiles({ name: 'odd.session', mimeType: '', buffer: Buffer.from('nothing of the kind') });
  await expect(page.getByRole('alert').or(page.getByText('odd.session was not opened')).first()).toContainText('odd.session', {
    timeout: 20_000,
  });
});
