// The Isolation screen: what each state says, how it is reached, and that it is tested again when asked.
import { expect, test } from './scripted-window.ts';

test('the status line leads to the report, which says what got out, why, and what to do', async ({ open, page }) => {
  await open('work');
  await page.getByRole('button', { name: '3 of 6 layers hold' }).click();
  await expect(page.getByRole('heading', { name: '1 way out' })).toBeVisible();
  const layers = page.getByRole('region', { name: 'Isolation report' }).getByRole('list', { name: 'Layers' });
  await expect(layers.getByRole('listitem')).toHaveCount(6);
  await expect(layers.getByText('Install bubblewrap')).toBeVisible();
  await expect(layers.getByText('switched off', { exact: true })).toBeVisible();
  await expect(layers.getByText('did not hold')).toBeVisible();
  // What got out stands first.
  const first = page.getByRole('table', { name: 'What a guest process tried' }).getByRole('row').nth(1);
  await expect(first).toHaveText(/signal the engine.*got out.*nothing/);
  await expect(page.getByRole('button', { name: 'Isolation' })).toHaveAttribute('aria-current', 'page');
});

test('one key tests again, and the answer is drawn and said', async ({ open, page }) => {
  await open('work');
  await page.keyboard.press('Alt+i');
  await page.keyboard.press('r');
  await expect(page.getByRole('button', { name: 'Testing…' })).toBeDisabled();
  await expect(page.getByRole('heading', { name: 'Nothing got out' })).toBeVisible();
  await expect(page.getByRole('button', { name: '6 of 6 layers hold' })).toBeVisible();
  await expect(page.getByText('Isolation: Nothing got out.')).toBeAttached();
});

test('before the first test, and after one that failed, it says so and offers to test', async ({ open, page }) => {
  await open('first');
  await page.keyboard.press('Alt+i');
  await expect(page.getByText('Nothing was tried yet')).toBeVisible();
  await open('broken');
  await page.keyboard.press('Alt+i');
  await expect(page.getByRole('heading', { name: 'The test gave no answer' })).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing got out' })).toBeVisible();
});

test('why goes to the sentence in the details', async ({ open, page }) => {
  await open('work');
  await page.keyboard.press('Alt+i');
  await page.keyboard.press('Control+.');
  await expect(page.getByRole('region', { name: 'Why' })).toBeFocused();
});
