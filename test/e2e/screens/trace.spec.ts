// The trace: reading, filtering, selecting and asking why, by keyboard and by pointer.
import type { Page } from '@playwright/test';
import { expect, test } from './scripted-window.ts';

/** Before the window opens: no run of like calls is folded. */
async function showEachCall(page: Page): Promise<void> {
  await page.addInitScript(() => localStorage.setItem('wasm-sandbox:layout', '{"fold":false}'));
}

test('the grid says how many calls there are, and End goes to the last', async ({ open, page: first }) => {
  await showEachCall(first);
  const { page } = await open('million');
  await page.keyboard.press('Control+4');
  const grid = page.getByRole('grid', { name: 'Host calls' });
  await expect(grid).toHaveAttribute('aria-rowcount', '1000001');
  await grid.focus();
  await page.keyboard.press('End');
  const last = page.locator('[role=row][aria-selected=true]');
  await expect(last).toHaveAttribute('aria-rowindex', '1000001');
  await expect(last).toContainText('1000000');
});

test('three million rows, past what Chromium lays out, reach their end by keyboard and wheel', async ({ open, page: first }) => {
  await showEachCall(first);
  const { page } = await open('vast');
  await page.keyboard.press('Control+4');
  const grid = page.getByRole('grid', { name: 'Host calls' });
  await grid.focus();
  await page.keyboard.press('End');
  await expect(page.locator('[role=row][aria-selected=true]')).toContainText('3000000');
  await grid.hover();
  await page.mouse.wheel(0, -240);
  await expect(page.locator('.rows-box [role=row]').first()).toHaveAttribute('aria-rowindex', /^29999\d\d$/);
});

test('] selects the next denial, Ctrl+. answers why and says it', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Host calls' }).waitFor();
  await page.keyboard.press(']');
  await expect(page.locator('[role=row][aria-selected=true]')).toContainText('EACCES');
  await page.getByRole('heading', { name: 'path_open' }).waitFor();
  await page.keyboard.press('Control+.');
  await expect(page.locator('#why')).toBeFocused();
  await expect(page.locator('[aria-live=polite]')).toContainText('no rule permits reading /etc/hosts');
});

test('a filter answers n of m, a faulty one says why and leaves the rows, Esc clears', async ({ open, page: first }) => {
  await showEachCall(first);
  const { page } = await open('work');
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Host calls' }).waitFor();
  await page.keyboard.press('/');
  const field = page.getByRole('combobox', { name: 'Filter the calls' });
  await expect(field).toBeFocused();
  await field.fill('denied');
  await expect(page.getByText(/^5 of 18204$/)).toBeVisible();
  await field.fill('dur:>1mz');
  await expect(page.getByText(/mz is not a unit of time/)).toBeVisible();
  await expect(page.locator('.filter-wrong u')).toHaveText('mz');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('.rows-box [role=row]')).toHaveCount(5);
  await field.press('Escape');
  await expect(page.getByRole('grid', { name: 'Host calls' })).toHaveAttribute('aria-rowcount', '18205');
});

test('a selection survives the filter that hides the others', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Host calls' }).waitFor();
  await page.keyboard.press(']');
  await page.keyboard.press('/');
  await page.keyboard.type('EACCES');
  await expect(page.getByText(/^5 of 18204$/)).toBeVisible();
  await expect(page.locator('[role=row][aria-selected=true]')).toHaveAttribute('aria-rowindex', '2');
});

test('a click on a mark of the overview selects its call', async ({ open }) => {
  const { page } = await open('work');
  const overview = page.getByRole('slider', { name: /^Run 12/ });
  await overview.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('grid', { name: 'Host calls' })).toBeVisible();
  await expect(page.locator('[role=row][aria-selected=true]')).toContainText('EACCES');
});

test('a live list follows its end, stands still when something is selected, and offers what is newer', async ({ open }) => {
  const { page } = await open('first');
  await page.getByRole('button', { name: /^spinner/ }).click();
  await page.keyboard.press('F5');
  await expect(page.getByText('Run 1: running').first()).toBeVisible();
  await page.locator('.rows-box [role=row]').nth(3).click();
  await page.getByRole('button', { name: /newer/ }).click();
  await expect(page.getByRole('button', { name: /newer/ })).toHaveCount(0);
  await page.keyboard.press('Shift+F5');
  await expect(page.getByText('Run 1: stopped').first()).toBeVisible();
});

test('completions come with their counts and are taken by keyboard', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Host calls' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('outc');
  const list = page.getByRole('listbox', { name: 'Completions' });
  await expect(list.getByRole('option')).toContainText(['outcome:']);
  await page.keyboard.press('Tab');
  await expect(list.getByRole('option', { name: /denied/ })).toContainText('5');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('combobox', { name: 'Filter the calls' })).toHaveAttribute('aria-activedescendant', /-1$/);
  await page.keyboard.press('Enter');
  await expect(list).toHaveCount(0);
  const field = page.getByRole('combobox', { name: 'Filter the calls' });
  await expect(field).toHaveValue(/^outcome:\w+ $/);
  await page.keyboard.type('na');
  await expect(list).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(/ na$/);
});

test('a filter that nothing matches says what was meant', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Host calls' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('name:path_opne');
  await page.getByRole('button', { name: /^name:path_open/ }).click();
  await expect(page.getByRole('combobox', { name: 'Filter the calls' })).toHaveValue('name:path_open');
  await expect(page.locator('.rows-box [role=row]').first()).toContainText('path_open');
});

test('the menu of a cell filters by it, and goes to the next like it', async ({ open, page: first }) => {
  await showEachCall(first);
  const { page } = await open('work');
  await page.keyboard.press('Control+4');
  const grid = page.getByRole('grid', { name: 'Host calls' });
  await grid.focus();
  await page.keyboard.press(']');
  await expect(page.locator('[role=row][aria-selected=true]')).toContainText('path_open');
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu', { name: 'Call of the call' });
  await expect(menu.getByRole('menuitem')).toContainText(['name:path_open', '-name:path_open', 'Next']);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  // Past "Stop at calls like this", the last.
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(grid).toBeFocused();
  await expect(page.locator('[role=row][aria-selected=true]')).toHaveAttribute('aria-rowindex', '4014');
  await page.locator('[role=row][aria-selected=true] [role=gridcell]').nth(4).click({ button: 'right' });
  await page.getByRole('menuitem', { name: /Not this/ }).click();
  await expect(page.getByRole('combobox', { name: 'Filter the calls' })).toHaveValue('-name:path_open');
});

test('find keeps all rows, marks matches and counts through them', async ({ open, page: first }) => {
  await showEachCall(first);
  const { page } = await open('work');
  await page.keyboard.press('Control+4');
  const grid = page.getByRole('grid', { name: 'Host calls' });
  await grid.waitFor();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('outcome:denied');
  await expect(page.getByText(/^5 found$/)).toBeVisible();
  await expect(grid).toHaveAttribute('aria-rowcount', '18205');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('search').getByRole('status')).toHaveText('1 of5 ');
  await expect(page.locator('.rows-row.found.selected')).toContainText('EACCES');
  await grid.focus();
  await page.keyboard.press('n');
  await expect(page.locator('[role=row][aria-selected=true]')).toHaveAttribute('aria-rowindex', '4014');
  await page.keyboard.press('Shift+N');
  await expect(page.locator('[role=row][aria-selected=true]')).toHaveAttribute('aria-rowindex', '13');
});

test('a filter is kept by name, and comes back after a reload', async ({ open }) => {
  const { page, host } = await open('work');
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Host calls' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('outcome:denied');
  await expect(page.getByText(/^5 of 18204$/)).toBeVisible();
  await page.getByRole('button', { name: 'Kept filters' }).click();
  await page.getByRole('textbox', { name: 'Name of this filter' }).fill('what was denied');
  await page.keyboard.press('Enter');
  await page.goto('about:blank');
  await page.goto(host.url);
  await page.locator('.workbench').waitFor();
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Host calls' }).waitFor();
  await page.getByRole('button', { name: 'Kept filters' }).click();
  await page.getByRole('button', { name: /^what was denied/ }).click();
  await expect(page.getByText(/^5 of 18204$/)).toBeVisible();
});

test('a filter that takes long says so, and can be cancelled', async ({ open }) => {
  const { page } = await open('slow');
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Host calls' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('outcome:denied');
  const cancel = page.getByRole('button', { name: 'Cancel the filter' });
  await expect(cancel).toBeVisible();
  await expect(page.getByText(/^Looking through/)).toBeVisible();
  await cancel.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Filter the calls' })).toHaveValue('');
  await expect(cancel).toBeHidden();
});
