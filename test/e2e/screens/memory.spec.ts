// Looking back at a guest's memory, with the real engine: before and after a call, by keyboard, who wrote it, and where it ends.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { startBrowserHost, type BrowserHost } from './browser-host.ts';

let host: BrowserHost;
test.beforeAll(async () => {
  host = await startBrowserHost();
});
test.afterAll(() => host.end());

/** Draws 8 random bytes to 0x110 three times, with the number of the turn at 0x200. */
const GUEST = `(module
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0x118) "hello")
  (func (export "_start") (local $i i32)
    (loop $again
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (i32.store (i32.const 0x200) (local.get $i))
      (drop (call $random (i32.const 0x110) (i32.const 8)))
      (drop (call $yield))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 3))))))`;

async function memoryOfSecondCall(page: Page): Promise<Locator> {
  await page.goto(host.link);
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Open…/ }).click();
  await (await chosen).setFiles({ name: 'dice.wat', mimeType: 'text/plain', buffer: Buffer.from(GUEST) });
  await expect(page.getByRole('button', { name: 'dice.wat', exact: true })).toBeVisible();
  await page.keyboard.press('F5');
  await expect(page.getByText(/^Run \d+: ended/).first()).toBeVisible({ timeout: 20_000 });
  await page.locator('.rows-box [role=row]', { hasText: 'random_get' }).nth(1).click();
  await page.getByRole('tab', { name: 'Memory' }).click();
  const memory = page.getByRole('group', { name: 'Memory', exact: true });
  await expect(memory).toBeVisible({ timeout: 20_000 });
  return memory;
}

test('memory before and after a call, with who wrote it, the stack, and numbers at an address', async ({ page }) => {
  const memory = await memoryOfSecondCall(page);
  await expect(memory).toContainText('call #3, random_get');
  await expect(memory).toContainText(/run \d+ ended after 6 calls/);
  await expect(memory.getByRole('button', { name: 'random_get #3' })).toBeVisible();
  await expect(memory.locator('.hex-bytes .marked')).toHaveCount(8);
  await expect(memory.locator('.hex-bytes .changed').first()).toBeVisible();
  await expect(memory).toContainText('_start');
  const after = await memory.locator('.hex-row', { hasText: '00000110' }).innerText();
  await memory.focus();
  await page.keyboard.press('b');
  await expect(memory.getByRole('button', { name: 'random_get #1' })).toBeVisible();
  await expect(memory.locator('.hex-row', { hasText: '00000110' })).not.toHaveText(after);

  const address = memory.getByRole('textbox', { name: /^Address/ });
  await address.fill('0x200');
  await address.press('Enter');
  await expect(memory).toContainText('u32 2');
  await memory.focus();
  await page.keyboard.press('PageDown');
  await expect(memory.getByRole('group', { name: /^Memory before call 3, from 0x2F0/ })).toBeVisible();
  await address.fill('somewhere');
  await expect(address).toHaveAttribute('aria-invalid', 'true');
});

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in it, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await memoryOfSecondCall(page);
    await page.screenshot({ path: `test-results/memory-${theme}.png` });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
}
