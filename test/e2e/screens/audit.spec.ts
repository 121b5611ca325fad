// Audit: entries are found, explained and followed to their calls; the log is verified, cut where it breaks, and taken out.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './scripted-window.ts';

const grid = (page: Page) => page.getByRole('grid', { name: 'Audit entries' });
const rows = (page: Page) => grid(page).locator('[data-index]:not(.unseen)');

async function openLog(page: Page): Promise<void> {
  await page.keyboard.press('Control+6');
  await expect(grid(page)).toBeVisible({ timeout: 30_000 });
  await expect(rows(page).last()).toContainText('…');
}

test('runs fold, a denial says why, and leads to its call in Trace', async ({ open, page }) => {
  await open('work');
  await openLog(page);
  await expect(rows(page).filter({ hasText: /Run 12.*img/ })).toContainText('unfolded');
  await expect(rows(page).filter({ hasText: 'Run 7' })).toContainText(', folded');
  await grid(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(rows(page).filter({ hasText: 'run 7 of thief.wasm started' })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(rows(page).filter({ hasText: 'run 7 of thief.wasm started' })).toHaveCount(0);
  await rows(page)
    .filter({ hasText: /path_open "\/etc\/hosts"default/ })
    .click();
  await expect(page.getByRole('heading', { name: 'denied' })).toBeVisible();
  await expect(page.locator('#why')).toContainText('No rule of policy v1 permits it');
  await expect(page.getByRole('region', { name: 'Text of the policy' })).toContainText('"guest": "/data"');
  await grid(page).press('Enter');
  await expect(page.getByRole('grid', { name: 'Host calls' })).toBeVisible();
  await expect(page).toHaveTitle('Wasm Sandbox');
});

test('a call that is selected in Trace is the entry that is selected in the log', async ({ open, page }) => {
  await open('work');
  await openLog(page);
  await rows(page).filter({ hasText: '"/data/out/cat-402.webp"' }).click();
  await page.keyboard.press('g');
  await expect(page.getByRole('grid', { name: 'Host calls' })).toBeVisible();
  await openLog(page);
  await expect(grid(page).locator('.selected')).toContainText('cat-402.webp');
});

test('the filter has the fields of the log, and says what is wrong with a text', async ({ open, page }) => {
  await open('work');
  await openLog(page);
  await page.keyboard.press('/');
  await page.keyboard.type('lane:denials run:12 ');
  await expect(page.getByText(/^5 of 45 entries/)).toBeVisible();
  await expect(rows(page)).toHaveCount(6);
  await page.keyboard.type('rule:x');
  await expect(page.locator('.answer .cut')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Filter the entries' })).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByText(/^45 entries/).first()).toBeVisible();
});

test('the lanes go from entry to entry and zoom by keyboard', async ({ open, page }) => {
  await open('work');
  await openLog(page);
  await page.keyboard.press('0');
  const lanes = page.getByRole('slider', { name: /lane each for grants/ });
  await expect(lanes).toHaveAccessibleName(/^\d\d entries from/);
  await lanes.focus();
  await page.keyboard.press('Home');
  await expect(grid(page).locator('.selected')).toContainText('changed for thief.wasm');
  const before = await lanes.getAttribute('aria-label');
  await page.keyboard.press('w');
  await expect(lanes).not.toHaveAttribute('aria-label', before ?? '');
});

test('the log is verified, and leaves with its chain or as a page', async ({ open, page }) => {
  await open('work');
  await openLog(page);
  await expect(page.getByText('Not verified yet')).toBeVisible();
  await page.keyboard.press('v');
  await expect(page.getByText('Chain verified')).toBeVisible();
  for (const [choice, name, says] of [
    ['With its chain', 'audit-chain.jsonl', '"checkpoint":'],
    ['Readable page', 'audit.html', 'path_open denied on /etc/hosts'],
  ] as const) {
    await page.keyboard.press('x');
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: choice }).press('Enter');
    const file = await download;
    expect(file.suggestedFilename()).toBe(name);
    expect(readFileSync(await file.path(), 'utf8')).toContain(says);
    await expect(page.getByRole('button', { name: 'Export…' })).toBeEnabled();
  }
});

test('a changed entry is named, and the lanes are cut there', async ({ open, page }) => {
  await open('broken');
  await openLog(page);
  await page.keyboard.press('v');
  await expect(page.getByText('Chain broken at entry 38')).toBeVisible();
  await expect(page.getByRole('list', { name: 'What verifying found' })).toContainText(
    'entry 38 was changed: it does not match its hash',
  );
  await expect(page.getByRole('slider', { name: /the chain is cut at/ })).toBeVisible();
  await page.getByRole('button', { name: 'Show entry 38' }).click();
  await expect(page.getByText('Its hash does not follow from the one before it and its text.')).toBeVisible();
});

test('verifying a long log says how far it is, and can be cancelled', async ({ open, page }) => {
  await open('slow');
  await openLog(page);
  await page.keyboard.press('v');
  await expect(page.getByText('Verifying the log', { exact: true })).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('Escape');
  await expect(page.getByText('Verifying the log', { exact: true })).toHaveCount(0);
  await expect(page.getByText('Not verified yet')).toBeVisible();
});

test('a hundred thousand entries are a list like any other', async ({ open, page }) => {
  test.setTimeout(120_000);
  await open('million');
  await page.keyboard.press('Control+6');
  await expect(grid(page)).toBeVisible({ timeout: 60_000 });
  await grid(page).focus();
  await page.keyboard.press('End');
  await expect(grid(page).locator('.selected')).toContainText('/etc/99999/', { timeout: 20_000 });
});

test('without an entry the screen says what would be here', async ({ open, page }) => {
  await open('first');
  await page.keyboard.press('Control+6');
  await expect(page.getByText('Nothing was audited yet')).toBeVisible();
});
