// A run that asks, with the real engine: allowed once, for the run, for good, denied, stopped; and what axe says of the question.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { startBrowserHost, type BrowserHost } from './browser-host.ts';
import { editorOf, expectText, MANIFEST as TEXT } from './policy-text.ts';

let host: BrowserHost;
test.beforeAll(async () => {
  host = await startBrowserHost();
});
test.afterAll(() => host.end());

/** Makes the file `f`, eight times, and prints y or n each time. Each test has a module of its own. */
function asker(test: number): string {
  return `(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "f") (data (i32.const 8) "ny") (data (i32.const 100) "${test}")
  (func $print (param $at i32)
    (i32.store (i32.const 32) (local.get $at)) (i32.store (i32.const 36) (i32.const 1))
    (drop (call $write (i32.const 1) (i32.const 32) (i32.const 1) (i32.const 40))))
  (func $save_settings (result i32)
    (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 1) (i64.const 64) (i64.const 64)
      (i32.const 0) (i32.const 48)))
  (func (export "_start") (local $times i32)
    (loop $again
      (if (call $save_settings) (then (call $print (i32.const 8)))
        (else (call $print (i32.const 9)) (drop (call $close (i32.load (i32.const 48))))))
      (local.set $times (i32.add (local.get $times) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $times) (i32.const 8))))))`;
}

const MANIFEST = '{ "version": 1, "mounts": [{ "guest": "/data", "memory": true, "rights": ["read"] }], "onMiss": "ask" }';

/** Opens a module that asks, and starts it. */
async function asked(page: Page, number: number): Promise<Locator> {
  await page.goto(host.link);
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Open…/ }).click();
  await (await chosen).setFiles({ name: `asker-${number}.wat`, mimeType: 'text/plain', buffer: Buffer.from(asker(number)) });
  await expect(page.getByRole('button', { name: `asker-${number}.wat`, exact: true })).toBeVisible();
  await page.keyboard.press('Control+3');
  await editorOf(page, TEXT).fill(MANIFEST);
  await page.keyboard.press('Escape');
  await page.keyboard.press('F5');
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toBeVisible({ timeout: 20_000 });
  return dialog;
}

async function isArmed(dialog: Locator): Promise<void> {
  await expect(dialog.getByRole('button', { name: /^Deny/ })).toBeEnabled();
}

function output(page: Page): Locator {
  return page.getByRole('log', { name: 'Output of the guest' });
}

test('a call is allowed once and asked about again, then for the run; a key pressed too early answers nothing', async ({
  page,
}) => {
  const dialog = await asked(page, 1);
  await page.keyboard.press('d');
  await expect(dialog).toContainText('asker-1.wat asks to create and write /data/f');
  await expect(dialog).toContainText('the mount of /data lacks the right create');
  await expect(dialog).toContainText('path_open #1');
  await expect(dialog).toContainText('save_settings');
  await isArmed(dialog);
  await expect(dialog.getByRole('button', { name: /^Deny/ })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('[aria-live=polite]').first()).toContainText('waits for an answer');
  await page.keyboard.press('a');
  await expect(dialog).toContainText('path_open #4');
  await isArmed(dialog);
  await dialog.getByRole('radio', { name: /^This run/ }).check();
  await page.keyboard.press('a');
  await expect(dialog).toBeHidden();
  await expect(output(page)).toContainText('yyyyyyyy', { timeout: 20_000 });
  await page.locator('.rows-box [role=row]', { hasText: 'path_open' }).first().click();
  await expect(page.locator('#why')).toContainText('What no rule permits was asked about, and allowed');
});

test('what is allowed for good changes the policy, which the notice takes back; a reload asks again', async ({ page }) => {
  await asked(page, 2);
  await expect(page).toHaveURL(/#\/trace\?.*run=/);
  await page.reload();
  const dialog = page.getByRole('alertdialog');
  await isArmed(dialog);
  await dialog.getByRole('radio', { name: /^In the policy/ }).check();
  await page.keyboard.press('a');
  const notice = page.getByRole('region', { name: 'Notice' });
  await expect(notice).toContainText(
    'It permits creating, removing, linking, writing all files under /data, from the next run on.',
  );
  await page.keyboard.press('Control+3');
  await expectText(editorOf(page, TEXT), MANIFEST.replace('["read"]', '["read", "create", "write"]'));
  await notice.getByRole('button', { name: 'Undo' }).click();
  await expectText(editorOf(page, TEXT), MANIFEST);
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expectText(editorOf(page, TEXT), MANIFEST.replace('["read"]', '["read", "create", "write"]'));
});

test('after five that were denied the rest is, without a question', async ({ page }) => {
  const dialog = await asked(page, 3);
  for (let call = 1; call <= 5; call += 1) {
    await expect(dialog).toContainText(`path_open #${2 * call - 1}`);
    await isArmed(dialog);
    await page.keyboard.press('d');
  }
  await expect(dialog).toBeHidden();
  await expect(output(page)).toContainText('nnnnnnnn', { timeout: 20_000 });
});

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in a question, ${theme}; a run that asks is stopped`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    const dialog = await asked(page, theme === 'light' ? 4 : 5);
    await isArmed(dialog);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    await page.screenshot({ path: `test-results/asking-${theme}.png` });
    await page.keyboard.press('Shift+F5');
    await expect(dialog).toBeHidden({ timeout: 1000 });
    await expect(page.getByText(/^Run \d+: stopped/).first()).toBeVisible();
  });
}
