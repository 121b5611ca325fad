// The policy: form, manifest and rules are one document with one undo, and findings lead to their place.
import { editorOf, expectText, openPolicy, RULES, textOf } from './policy-text.ts';
import { expect, test } from './scripted-window.ts';

test('the form rewrites the text and leaves the rest of it as it was', async ({ open }) => {
  const { page } = await open('work');
  const text = await openPolicy(page);
  const before = await textOf(text);
  await page.getByRole('textbox', { name: 'Time', exact: true }).fill('9s');
  await expectText(text, before.replace('"5s"', '"9s"'));
  await page.getByRole('button', { name: 'is stopped' }).click();
  await expectText(text, before.replace('"5s"', '"9s"').replace('"deny"', '"stop"'));
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expectText(text, before);
});

test('a finding names its place and leads there, and no run starts', async ({ open }) => {
  const { page } = await open('work');
  const text = await openPolicy(page);
  await text.fill((await textOf(text)).replace('wallTime', 'wallTme'));
  await page.getByRole('button', { name: /^13:5/ }).click();
  await expect(text).toBeFocused();
  await page.keyboard.type('x');
  await expectText(text, / {4}x"wallTme"/);
  await expect(page.getByRole('button', { name: /with this/ })).toBeDisabled();
});

test('a mount is added, given rights and taken away', async ({ open }) => {
  const { page } = await open('work');
  const text = await openPolicy(page);
  const before = await textOf(text);
  await page.getByRole('button', { name: 'Add a mount' }).click();
  await expectText(text, / {4}\{ "guest": "\/data-3", "grant": "pictures", "rights": \["read"\] \}/);
  await page.getByRole('button', { name: 'Remove mount 3' }).click();
  await expectText(text, before);
});

test('rules in Cedar are completed, judged at exact places, and share the undo of the manifest', async ({ open }) => {
  const { page } = await open('work');
  await openPolicy(page);
  await page.getByRole('tab', { name: 'Rules' }).click();
  const rules = editorOf(page, RULES);
  await rules.click();
  await page.keyboard.type('forb');
  await page.getByRole('option', { name: /^forbid/ }).waitFor();
  // A list that has just come takes no key yet: whoever meant a new line shall get one.
  await page.waitForTimeout(300);
  await page.keyboard.press('Enter');
  await expectText(rules, /^forbid \(\n {2}principal,\n {2}action == Action::"fs.read",\n {2}resource in Dir::"\/data"\n\);$/);
  await expect(page.getByRole('list', { name: 'Rules' })).toContainText('reading files under /data is forbidden');

  // Changes of one kind within 800 ms are undone together.
  await page.waitForTimeout(900);
  await rules.fill('// ärger\npermit (principal, action == Action::"fs.raed", resource);');
  await page.getByRole('button', { name: /^2:/ }).first().click();
  await expect(rules).toBeFocused();

  await page.getByRole('textbox', { name: 'Time', exact: true }).fill('9s');
  await expect(page.getByRole('tab', { name: /^Manifest/ })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('tab', { name: /^Rules/ })).toHaveAttribute('aria-selected', 'true');
  await expectText(rules, /^forbid/);
});

test('the manifest stands in Cedar beside, and cannot be written there', async ({ open }) => {
  const { page } = await open('work');
  await openPolicy(page);
  await page.getByRole('tab', { name: 'As Cedar' }).click();
  const cedar = editorOf(page, 'Manifest as Cedar');
  await expectText(cedar, /resource in Dir::"\/data"/);
  const before = await textOf(cedar);
  await cedar.click();
  await page.keyboard.type('x');
  await expectText(cedar, before);
});

test('the last run is judged again while one types, and a changed call leads to the trace', async ({ open }) => {
  const { page } = await open('work');
  await openPolicy(page);
  const verdicts = page.getByRole('table', { name: /^Verdicts/ });
  await expect(verdicts).toContainText('denied', { timeout: 20_000 });
  await page.getByRole('tab', { name: 'Rules' }).click();
  await editorOf(page, RULES).fill('forbid (principal, action == Action::"fs.read", resource in Dir::"/data/in");');
  const changed = page.getByRole('list', { name: 'Changed verdicts' });
  await expect(changed).toContainText('/data/in/cat-0000.jpg', { timeout: 20_000 });
  await expect(changed.getByText('past this point the guest might have gone another way')).toHaveCount(1);
  await changed.getByRole('button').first().click();
  await expect(page.getByRole('grid', { name: 'Host calls' })).toBeVisible();
});

test('parts of the least policy are accepted one by one, and each can be undone', async ({ open }) => {
  const { page } = await open('work');
  await openPolicy(page);
  await page.getByRole('tab', { name: 'Least policy' }).click();
  const parts = page.getByRole('list', { name: 'Parts of the least policy' });
  await parts.getByRole('button', { name: /^Accept fs.read forbidden under/ }).click();
  await expectText(editorOf(page, RULES), /@id\("only-0-0"\)[^]*unless/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('tab', { name: 'Rules' })).toHaveAttribute('aria-selected', 'true');
  await expectText(editorOf(page, RULES), '');
});

test('capabilities show what is granted for nothing and what was denied, by keyboard alone', async ({ open }) => {
  const { page } = await open('work');
  await openPolicy(page);
  await page.getByRole('tab', { name: 'What if' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Capabilities' })).toBeFocused();
  const table = page.getByRole('table', { name: /^For each action/ });
  const link = table.getByRole('button', { name: 'fs.link' });
  await expect(link).toHaveAttribute('aria-expanded', 'true', { timeout: 20_000 });
  await expect(table.getByText('Granted for nothing: no import asks for it.').first()).toBeVisible();
  await expect(table.getByText('Asked for and denied.').first()).toBeVisible();
  await link.press('Enter');
  await expect(link).toHaveAttribute('aria-expanded', 'false');
});

test('a version that was kept is compared by a witness, and brought back', async ({ open }) => {
  const { page } = await open('work');
  await openPolicy(page);
  await page.keyboard.press('Control+s');
  await page.getByRole('tab', { name: 'Versions' }).click();
  await expect(page.getByRole('list', { name: 'Versions' })).toContainText('v1');
  await page.getByRole('tab', { name: 'Rules' }).click();
  const rules = editorOf(page, RULES);
  await rules.fill('forbid (principal, action == Action::"fs.read", resource in Dir::"/data/in");');
  await page.getByRole('button', { name: 'Compare version 1' }).click();
  await expect(page.getByRole('list', { name: 'Allowed in v1, denied now' })).toContainText('/data/in', { timeout: 20_000 });
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await expectText(rules, '');
});

test('a rule leads to what it decided, in the audit log, and to what of it is to be exported', async ({ open }) => {
  const { page } = await open('work');
  await openPolicy(page);
  await page
    .getByRole('list', { name: 'Rules' })
    .getByRole('button', { name: /\/data/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'What it decided, in Audit' }).click();
  const filter = page.getByRole('combobox', { name: /filter/i });
  await expect(filter).toHaveValue(/^module:\S+ rule:\d+$/);
  await filter.fill('lane:denials');
  await filter.press('Enter');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export…' }).click();
  await expect(page.getByText(/^the \d+ entries that match the filter$/)).toBeVisible();
  await page.getByRole('menuitem', { name: /^JSON lines/ }).click();
  expect((await saving).suggestedFilename()).toBe('audit-filtered.jsonl');
});
