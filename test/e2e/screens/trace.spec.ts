// The trace: reading, filtering, selecting and asking why, by keyboard and by pointer.
import { expect, test } from './scripted-window.ts';

test('the grid says how many calls there are, and End goes to the last', async ({ open }) => {
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

test('three million rows, past what Chromium lays out, reach their end by keyboard and wheel', async ({ open }) => {
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
  await page.keyboard.press('Control+.');
  await expect(page.locator('#why')).toBeFocused();
  await expect(page.locator('[aria-live=polite]')).toContainText('no rule permits reading /etc/hosts');
});

test('a filter answers n of m, a faulty one says why and leaves the rows, Esc clears', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Host calls' }).waitFor();
  await page.keyboard.press('/');
  const field = page.getByRole('textbox', { name: 'Filter the calls' });
  await expect(field).toBeFocused();
  await field.fill('denied');
  await expect(page.getByText(/^5 of 18204$/)).toBeVisible();
  await field.fill('dur:>1mz');
  await expect(page.getByText('column 6: mz is not a unit of time')).toBeVisible();
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
