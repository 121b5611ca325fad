// Marks: made by key, with a note, listed, drawn, found by the filter and taken off.
import { expect, test } from './scripted-window.ts';

test('M marks the selected call with a note, is:marked finds it, and the run lists it', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+4');
  const grid = page.getByRole('grid', { name: 'Host calls' });
  await grid.focus();
  await page.keyboard.press(']');
  await page.getByRole('heading', { name: 'path_open' }).waitFor();
  await page.keyboard.press('m');
  const note = page.getByRole('textbox', { name: 'Note on the marked call' });
  await expect(note).toBeFocused();
  await page.keyboard.type('reaches for the hosts');
  await page.keyboard.press('Enter');
  await expect(grid).toBeFocused();
  await expect(page.locator('[role=row][aria-selected=true]')).toContainText('marked');
  await page.keyboard.press('Escape');
  const entry = page.getByRole('button', { name: /#12 ?reaches for the hosts/ });
  await expect(entry).toBeVisible();
  await page.getByRole('button', { name: 'Show only these' }).click();
  await expect(page.getByText(/^1 of 18204$/)).toBeVisible();
  await entry.click();
  await page.getByRole('button', { name: 'Take the mark off' }).click();
  await expect(page.getByRole('button', { name: 'Mark this call' })).toBeVisible();
});
