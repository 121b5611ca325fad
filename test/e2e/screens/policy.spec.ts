// The policy: form and text are one document with one undo, and findings lead to their place.
import { expect, test } from './scripted-window.ts';

test('the form rewrites the text and leaves the rest of it as it was', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+3');
  const text = page.getByRole('textbox', { name: 'Manifest as text' });
  const before = await text.inputValue();
  await page.getByRole('textbox', { name: 'Time', exact: true }).fill('9s');
  await expect(text).toHaveValue(before.replace('"5s"', '"9s"'));
  await page.getByRole('button', { name: 'is stopped' }).click();
  await expect(text).toHaveValue(before.replace('"5s"', '"9s"').replace('"deny"', '"stop"'));
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(text).toHaveValue(before);
});

test('a finding names its place and leads there, and no run starts', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+3');
  const text = page.getByRole('textbox', { name: 'Manifest as text' });
  await text.fill((await text.inputValue()).replace('wallTime', 'wallTme'));
  await page.getByRole('button', { name: /^13:5/ }).click();
  await expect(text).toBeFocused();
  expect(
    await text.evaluate((element) => (element instanceof HTMLTextAreaElement ? element.selectionStart : -1)),
  ).toBeGreaterThan(100);
  await expect(page.getByRole('button', { name: /with this/ })).toBeDisabled();
});

test('a mount is added, given rights and taken away', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+3');
  const text = page.getByRole('textbox', { name: 'Manifest as text' });
  const before = await text.inputValue();
  await page.getByRole('button', { name: 'Add a mount' }).click();
  await expect(text).toHaveValue(/ {4}\{ "guest": "\/data-3", "grant": "pictures", "rights": \["read"\] \}/);
  await page.getByRole('button', { name: 'Remove mount 3' }).click();
  await expect(text).toHaveValue(before);
});
