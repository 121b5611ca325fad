// The overview: a range brushed, kept, linked to and taken off; zoomed and moved; all of it by keyboard too.
import type { Page } from '@playwright/test';
import { expect, test } from './scripted-window.ts';

async function brush(page: Page, from: number, to: number): Promise<void> {
  const box = await page.getByRole('slider', { name: /^Run 12/ }).boundingBox();
  const [left, top] = [box?.x ?? 0, (box?.y ?? 0) + 40];
  await page.mouse.move(left + from, top);
  await page.mouse.down();
  await page.mouse.move(left + (from + to) / 2, top, { steps: 3 });
  await page.mouse.move(left + to, top);
  await page.mouse.up();
}

test('a brushed range holds for rows, counts and failures; Z keeps it, a link restores it, Backspace takes it off', async ({
  open,
}) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+4');
  const grid = page.getByRole('grid', { name: 'Host calls' });
  await grid.waitFor();
  await brush(page, 300, 500);
  const tip = page.getByRole('group', { name: 'Range' });
  await expect(tip).toContainText(/^\d+ ms[\d\u202f]+ calls · 1 denied/);
  const within = page.getByText(/^\d+ of 18204$/);
  await expect(within).toBeVisible();
  const count = Number((await within.textContent())?.split(' ')[0]);
  expect(count).toBeGreaterThan(1000);
  await page.keyboard.press(']');
  await expect(page.locator('[role=row][aria-selected=true]')).toContainText('E');
  const first = await grid.getByRole('row').nth(1).textContent();
  expect(first).not.toMatch(/^1\D/);
  await page.keyboard.press('z');
  await expect(tip).toBeHidden();
  const crumb = page.getByRole('navigation', { name: 'Address' }).getByRole('button', { name: /–.* m?s$/ });
  await expect(crumb).toHaveCount(1);
  await expect(within).toHaveText(`${count} of 18204`);

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.keyboard.press('Control+Shift+L');
  await expect(page.locator('[aria-live=polite]')).toContainText('Link copied');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/range=\d+-\d+/);
  await page.goto('about:blank');
  await page.goto(link);
  await page.locator('.workbench').waitFor();
  await expect(within).toHaveText(`${count} of 18204`);
  await page.keyboard.press('Backspace');
  await expect(crumb).toHaveCount(0);
  await expect(within).toHaveCount(0);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(crumb).toHaveCount(1);
});

test('Esc ends the trial of a range before it takes the selection', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Host calls' }).focus();
  await page.keyboard.press(']');
  await brush(page, 300, 500);
  const tip = page.getByRole('group', { name: 'Range' });
  await expect(tip).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tip).toBeHidden();
  await expect(page.getByRole('heading', { name: 'path_open' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Run 12' })).toBeVisible();
});

test('a range is made, and the overview zoomed, moved and shown whole, by keyboard', async ({ open }) => {
  const { page } = await open('million');
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Host calls' }).waitFor();
  await page.keyboard.press('b');
  const overview = page.getByRole('slider', { name: /^Run 12/ });
  await expect(overview).toBeFocused();
  for (let press = 0; press < 3; press++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'Range' })).toContainText('12.3');
  await expect(page.locator('[aria-live=polite]')).toContainText(/Range of 12.3.* calls/);
  await page.keyboard.press('Escape');
  for (let press = 0; press < 8; press++) await page.keyboard.press('+');
  await expect(page.getByText('161 ms in view')).toBeVisible();
  const name = await overview.getAttribute('aria-label');
  await page.keyboard.press('ArrowRight');
  await expect(overview).not.toHaveAttribute('aria-label', name ?? '');
  await page.keyboard.press('0');
  await expect(overview).toHaveAttribute('aria-label', /0 to 41.2 s/);
});

test('the moment under the pointer of the overview is outlined in the rows', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+4');
  const grid = page.getByRole('grid', { name: 'Host calls' });
  await grid.waitFor();
  await expect(grid.getByRole('row').nth(5)).toBeVisible();
  const outline = page.locator('.rows-outline');
  await expect(outline).toBeHidden();
  const box = await page.getByRole('slider', { name: /^Run 12/ }).boundingBox();
  // The first pixels of the time axis: the calls at the top of the list.
  for (let x = 60; x < 160 && (await outline.isHidden()); x++) await page.mouse.move((box?.x ?? 0) + x, (box?.y ?? 0) + 40);
  await expect(outline).toBeVisible();
  const marked = await outline.boundingBox();
  const row = await grid.getByRole('row').nth(1).boundingBox();
  expect(((marked?.y ?? 0) - (row?.y ?? 0)) % 24).toBe(0);
  await page.mouse.move(0, 0);
  await expect(outline).toBeHidden();
});
