// The window around the screens: keys, palette, panes, themes, narrow windows, and an engine that goes away.
import { expect, test } from './scripted-window.ts';

test('a first start: thief is opened, run and caught without a pointer leaving the page', async ({ open }) => {
  const { page } = await open('first');
  await page.getByRole('button', { name: /^thief/ }).click();
  await page.keyboard.press('F5');
  await expect(page.getByText('Run 1: exit code 1, 3 denied').first()).toBeVisible();
  await page.keyboard.press(']');
  await expect(page.locator('#why')).toContainText('/etc/passwd');
});

test('every screen has its key, and Alt with an arrow goes back and forward', async ({ open }) => {
  const { page } = await open('work');
  for (const [key, title] of [
    ['2', 'Module'],
    ['3', 'Policy'],
    ['4', 'Trace'],
    ['1', 'Modules'],
  ] as const) {
    await page.keyboard.press(`Control+${key}`);
    await expect(page.locator('main')).toHaveAttribute('aria-label', title);
  }
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.locator('main')).toHaveAttribute('aria-label', 'Trace');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.locator('main')).toHaveAttribute('aria-label', 'Modules');
});

test('the palette finds a command by letters, runs it, and gives the focus back', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('pol');
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toHaveAttribute('aria-label', 'Policy');
});

test('panes close by key and stay closed for that screen', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+\\');
  await page.keyboard.press('Control+j');
  await expect(page.locator('.details')).toHaveCount(0);
  await expect(page.getByRole('tabpanel')).toHaveCount(0);
  await page.reload();
  await expect(page.locator('.workbench')).toBeVisible();
  await expect(page.locator('.details')).toHaveCount(0);
});

test('the token leaves the address at once', async ({ open }) => {
  const { page } = await open('work');
  // In its place comes the one in view.
  await expect(page).toHaveURL(/#\/modules/);
  expect(page.url()).not.toContain(await page.evaluate(() => sessionStorage.getItem('wasm-sandbox:token') ?? ''));
});

test('the theme follows the system until one is chosen', async ({ open }) => {
  const { page } = await open('work');
  const theme = (): Promise<string | undefined> => page.evaluate(() => document.documentElement.dataset['theme']);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await theme()).toBe('light');
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await theme()).toBe('dark');
});

test('hostile names are letters and nothing else', async ({ open }) => {
  const { page } = await open('hostile');
  await expect(page.getByText('<img src=x onerror="document.title=1">.wasm').first()).toBeVisible();
  expect(await page.locator('main img, main script, main b').count()).toBe(0);
  expect(await page.title()).toBe('Wasm Sandbox');
});

test('a narrow window turns panes into tabs', async ({ open }) => {
  const { page } = await open('work');
  await page.setViewportSize({ width: 860, height: 700 });
  await expect(page.locator('.details')).toHaveCount(0);
  await expect(page.getByRole('tab', { name: 'Details' })).toBeVisible();
  await page.keyboard.press('Control+3');
  await expect(page.getByRole('tab', { name: 'Rules' })).toBeVisible();
});

test('an engine that is gone is said, and can be connected to again', async ({ open }) => {
  const { page, host } = await open('work');
  host.cut();
  await expect(page.getByRole('heading', { name: 'The engine is gone' })).toBeVisible();
  await page.getByRole('button', { name: 'Connect again' }).click();
  await expect(page.locator('.workbench')).toBeVisible();
});
