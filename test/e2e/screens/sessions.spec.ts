// Sessions and Compare: runs are found, annotated, looked into and deleted, and two of them compared from the first difference on.
import type { Page } from '@playwright/test';
import { expect, test } from './scripted-window.ts';

const rows = (page: Page) => page.getByRole('grid', { name: 'Sessions' }).locator('[data-index]');

async function compareTwelveWithEleven(page: Page): Promise<void> {
  await page.keyboard.press('Control+8');
  await page.getByRole('grid', { name: 'Sessions' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.press('c');
}

test('the list is filtered by words and sorted by its heads', async ({ open, page }) => {
  await open('work');
  await page.keyboard.press('Control+8');
  await expect(rows(page)).toHaveCount(6);
  await expect(page.getByText('the last 100 are kept')).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('memory limit');
  await expect(rows(page)).toHaveText([/run 8.*hog\.wasm.*memory limit/]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sort by Denied' }).click();
  await expect(rows(page).nth(1)).toHaveText(/run 7/);
});

test('tags and a note are kept and found', async ({ open, page }) => {
  await open('work');
  await page.keyboard.press('Control+8');
  await rows(page).filter({ hasText: 'run 9' }).click();
  await page.getByRole('textbox', { name: 'Tags' }).fill('broken, look again');
  await page.getByRole('textbox', { name: 'Note' }).fill('draw is at fault');
  await page.getByRole('button', { name: 'Keep in the file' }).click();
  await expect(rows(page).filter({ hasText: 'run 9' })).toContainText('broken · look again · draw is at fault');
});

test('a written file is shown as text or bytes, with what is missing', async ({ open, page }) => {
  await open('work');
  await page.keyboard.press('Control+8');
  const files = page.getByRole('grid', { name: 'Files' });
  await files.getByText('/tmp/report.txt').click();
  const changes = page.getByRole('region', { name: 'Changes of /tmp/report.txt' });
  await expect(changes).toContainText('− probe: 38 of 40 pictures');
  await expect(changes).toContainText('+ ␛[31mskipped␛[0m /etc/hosts');
  await page.getByRole('button', { name: 'Text', exact: true }).click();
  await expect(page.getByText('␛[31mskipped␛[0m /etc/hosts')).toBeVisible();
  await files.getByText('/tmp/cat-400.webp').click();
  await expect(page.getByText('4 KiB from 0x1000: written, and not kept in the recording')).toBeAttached();
  await page.getByRole('tab', { name: 'Follow a descriptor' }).click();
  await expect(page.getByText('cat-0401.jpg 640×480')).toBeVisible();
});

test('a run is deleted only when it is said twice, and opens in Trace', async ({ open, page }) => {
  await open('work');
  await page.keyboard.press('Control+8');
  await rows(page).filter({ hasText: 'run 11' }).click();
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  await expect(rows(page)).toHaveCount(6);
  await page.getByRole('grid', { name: 'Sessions' }).focus();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(rows(page)).toHaveCount(5);
  await page.getByRole('grid', { name: 'Sessions' }).press('Enter');
  await expect(page.getByRole('button', { name: 'run 10' })).toBeVisible();
});

test('comparing begins at the first difference and goes from one to the next', async ({ open, page }) => {
  await open('work');
  await compareTwelveWithEleven(page);
  await expect(page.getByRole('heading', { name: /^First of 4 differences/ })).toBeVisible();
  const selected = page.getByRole('grid', { name: 'Both runs, line by line' }).locator('.rows-row.selected');
  await expect(selected).toContainText('path_filestat_get');
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  await expect(page.getByText('Only A calls fd_read here').first()).toBeAttached();
  await page.keyboard.press('Shift+N');
  await expect(selected).toContainText('path_open');
  await expect(page.getByRole('combobox', { name: 'Run A' })).toHaveValue('r000000000011');
});

test('while it aligns it says how far it is, and can be cancelled', async ({ open, page }) => {
  await open('slow');
  await compareTwelveWithEleven(page);
  await expect(page.getByText('Aligning run 11 with run 12')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Comparing was cancelled')).toBeVisible();
});

test('without runs both screens say how to make one', async ({ open, page }) => {
  await open('first');
  await page.keyboard.press('Control+8');
  await expect(page.getByText('No run is kept yet')).toBeVisible();
  await page.keyboard.press('Alt+c');
  await expect(page.getByText('Fewer than two runs are kept')).toBeVisible();
});
