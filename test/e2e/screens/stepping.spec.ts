// Stepping in the gate: standing at a call, deciding what becomes of it, and breakpoints; by keyboard, and nothing takes the focus.
import type { Page } from '@playwright/test';
import { expect, test } from './scripted-window.ts';

async function stepThief(page: Page): Promise<void> {
  await page.getByRole('row', { name: /thief/ }).first().click();
  await page.keyboard.press('F10');
  await standsAt(page, 'before', 1);
  await isShown(page, 1);
}

async function standsAt(page: Page, phase: 'before' | 'after', call: number): Promise<void> {
  await expect(page.getByText(new RegExp(`^Stopped ${phase} call ${call},`))).toBeVisible();
}

/** Keys that decide about a call are meant for what stands in the details. */
async function isShown(page: Page, call: number): Promise<void> {
  await expect(page.locator('.details-number')).toHaveText(`#${call}`);
  await expect(page.locator('#held-arguments')).toBeAttached();
}

async function stepTo(page: Page, call: number): Promise<void> {
  for (let next = 2; next <= call; next += 1) {
    await page.keyboard.press('F10');
    await standsAt(page, 'before', next);
  }
  await isShown(page, call);
}

test('stepping stands before each call, says so, and takes no focus', async ({ open }) => {
  const { page } = await open('work');
  await stepThief(page);
  const focused = await page.evaluate(() => document.activeElement?.tagName);
  await stepTo(page, 2);
  await page.keyboard.press('F11');
  await standsAt(page, 'after', 2);
  await expect(page.locator('[aria-live=polite]').first()).toContainText(
    'stopped after call 2, environ_sizes_get; its clocks stand still',
  );
  await expect(page.locator('.status')).toContainText('stopped after call 2');
  await expect(page.getByRole('button', { name: /^Trace.*standing still/ })).toBeVisible();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe(focused);
  await page.keyboard.press('F5');
  await expect(page.getByText(/^Run 13: exit code 1/).first()).toBeVisible();
});

test('a call is answered by hand, and its row and details say that a person did', async ({ open }) => {
  const { page } = await open('work');
  await stepThief(page);
  await stepTo(page, 4);
  await page.keyboard.press('r');
  await expect(page.getByRole('combobox', { name: 'Errno' })).toBeFocused();
  await page.keyboard.press('Enter');
  await standsAt(page, 'before', 5);
  await page.keyboard.press('F8');
  const row = page.locator('.rows-box [role=row]', { hasText: 'ENOSPC' });
  await expect(row).toContainText('changed on purpose');
  await row.click();
  await expect(page.getByText('changed by a person: answered ENOSPC')).toBeVisible();
});

test('arguments are edited in decimal and hexadecimal; what is no number is said', async ({ open }) => {
  const { page } = await open('work');
  await stepThief(page);
  await page.keyboard.press('e');
  const first = page.getByRole('textbox', { name: 'Argument dirfd' });
  await expect(first).toBeFocused();
  await first.fill('4x');
  await expect(page.getByText(/is no whole number/)).toBeVisible();
  await first.press('Enter');
  await standsAt(page, 'before', 1);
  await first.fill('0x10');
  await first.press('Enter');
  await standsAt(page, 'before', 2);
  await page.locator('.rows-box [role=row]').first().click();
  await expect(page.getByText(/changed by a person: arguments 16,/)).toBeVisible();
});

test('an answer that cannot be written says why, and the call is still there', async ({ open }) => {
  const { page } = await open('work');
  await stepThief(page);
  await page.keyboard.press('r');
  await page.getByRole('combobox', { name: 'Errno' }).selectOption('0');
  await page.getByRole('textbox', { name: 'Bytes at opened_fd' }).fill('01 02 03 04 05');
  await page.getByRole('textbox', { name: 'Bytes at opened_fd' }).press('Enter');
  await expect(page.getByRole('alert')).toHaveText(
    'The last order could not be carried out: 0x10fffc with 5 bytes lies outside of memory.',
  );
  await standsAt(page, 'before', 1);
  await page.keyboard.press('x');
  await standsAt(page, 'before', 2);
  await expect(page.locator('.rows-box [role=row]').first()).toContainText('EACCES');
});

test('a breakpoint in the filter language stops a plain run; presets and the menu of a row make more', async ({ open }) => {
  const { page } = await open('work');
  await stepThief(page);
  await page.keyboard.press('Shift+F9');
  const panel = page.getByRole('region', { name: 'Breakpoints' });
  await panel.getByRole('button', { name: 'On denial' }).click();
  const condition = panel.getByRole('combobox', { name: 'Condition of the breakpoint' });
  await condition.fill('name:fd_write dur:>1mz');
  await expect(panel.getByText(/mz is not a unit of time/)).toBeVisible();
  await expect(panel.locator('.filter-wrong u')).toHaveText('mz');
  await expect(panel.getByRole('button', { name: 'Add' })).toBeDisabled();
  await condition.fill('name:fd_write');
  await panel.getByRole('textbox', { name: 'Matching calls that are let pass first' }).fill('1');
  await panel.getByRole('button', { name: 'Add' }).click();
  await expect(panel.getByRole('listitem')).toHaveCount(2);
  await panel.getByRole('button', { name: 'Close the breakpoints' }).click();
  await page.keyboard.press('F5');
  await standsAt(page, 'before', 5);
  await page.keyboard.press('F5');
  await standsAt(page, 'before', 6);
  await page.locator('.rows-box [role=row]').first().click();
  await page.keyboard.press('F9');
  await expect(page.getByRole('button', { name: 'Breakpoints, 3 on' })).toBeVisible();
  await page.locator('.rows-box').getByText('environ_sizes_get').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Stop at calls like this' }).click();
  await expect(page.getByRole('button', { name: 'Breakpoints, 4 on' })).toBeVisible();
  await page.keyboard.press('F5');
  await standsAt(page, 'before', 7);
  await page.keyboard.press('Shift+F5');
  await expect(page.getByText('Run 13: stopped').first()).toBeVisible();
});

test('a run goes to the call with the number of the selected one, and to a match of the filter', async ({ open }) => {
  const { page } = await open('work');
  await page.getByRole('row', { name: /thief/ }).first().click();
  await page.keyboard.press('Control+4');
  await page.locator('.rows-box [role=row]').nth(3).click();
  await page.getByRole('button', { name: 'Run to here' }).click();
  await standsAt(page, 'before', 4);
  await page.keyboard.press('/');
  await page.keyboard.type('name:environ_get');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+F11');
  await standsAt(page, 'before', 7);
});

test('a run is paused where it is and goes on', async ({ open }) => {
  const { page } = await open('first');
  await page.getByRole('button', { name: /^spinner/ }).click();
  await page.keyboard.press('F5');
  await expect(page.getByText('Run 1: running').first()).toBeVisible();
  await page.keyboard.press('F6');
  await expect(page.getByText(/^Stopped before call/)).toBeVisible();
  await page.keyboard.press('F8');
  await expect(page.getByText('Run 1: running').first()).toBeVisible();
  await page.keyboard.press('Shift+F5');
});
