// Runs of like calls: folded, unfolded by key and by click; columns chosen; calls copied.
import { expect, test } from './scripted-window.ts';

test('a run of like calls is one line, → unfolds it, ← and a click fold it', async ({ open }) => {
  const { page } = await open('work');
  await page.keyboard.press('Control+4');
  const grid = page.getByRole('grid', { name: 'Host calls' });
  await grid.focus();
  await page.keyboard.press('Home');
  const first = page.locator('[role=row][aria-selected=true]');
  const opens = first.getByRole('gridcell').first();
  await expect(first).toContainText('× 4 alike');
  await expect(opens).toHaveAttribute('aria-expanded', 'false');
  const rows = Number(await grid.getAttribute('aria-rowcount'));
  await page.keyboard.press('ArrowRight');
  await expect(grid).toHaveAttribute('aria-rowcount', String(rows + 3));
  await expect(opens).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('heading', { name: 'environ_get' })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(grid).toHaveAttribute('aria-rowcount', String(rows));
  await expect(first).toHaveAttribute('aria-rowindex', '2');
  await first.locator('.alike').click();
  await expect(grid).toHaveAttribute('aria-rowcount', String(rows + 3));
  await page.keyboard.press('u');
  await expect(grid).toHaveAttribute('aria-rowcount', '18205');
});

test('columns are chosen and moved, and stay so after a reload', async ({ open }) => {
  const { page, host } = await open('work');
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Host calls' }).waitFor();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Memory' }).click();
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Escape');
  const heads = page.getByRole('columnheader');
  await expect(heads.nth(7)).toHaveText('Memory');
  await page.goto('about:blank');
  await page.goto(host.url);
  await page.locator('.workbench').waitFor();
  await page.keyboard.press('Control+4');
  await expect(heads.nth(7)).toHaveText('Memory');
});

test('the selected call is copied as the command line that shows it', async ({ open }) => {
  const { page } = await open('work');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Host calls' }).focus();
  await page.keyboard.press(']');
  await page.getByRole('heading', { name: 'path_open' }).waitFor();
  await page.keyboard.press('Control+Shift+C');
  await page.getByRole('menuitem', { name: /Command line/ }).click();
  await expect(page.locator('[aria-live=polite]')).toContainText('Command line copied');
  const line = await page.evaluate(() => navigator.clipboard.readText());
  expect(line).toBe('wasm-sandbox trace 12-r000000000012.session --where "seq:12"');
});

test('a column is made wider by its edge and by keys, and those that are frozen stay in sight', async ({ open }) => {
  const { page } = await open('work');
  await page.setViewportSize({ width: 900, height: 700 });
  await page.keyboard.press('Control+4');
  const grid = page.getByRole('grid', { name: 'Host calls' });
  const head = (name: string) => grid.getByRole('columnheader', { name, exact: true });
  const widthOf = async (name: string) => Math.round((await head(name).boundingBox())?.width ?? 0);
  expect(await widthOf('Call')).toBe(184);
  const box = await head('Call').boundingBox();
  if (box === null) throw new Error('the head is not drawn');
  await page.mouse.move(box.x + box.width - 3, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width + 57, box.y + 10, { steps: 4 });
  await page.mouse.up();
  expect(await widthOf('Call')).toBe(244);
  await page.getByRole('button', { name: 'Columns' }).click();
  const menu = page.getByRole('menu', { name: 'Columns' });
  await menu.press('f');
  for (let presses = 0; presses < 4; presses += 1) await menu.press('Alt+ArrowRight');
  await expect(menu.getByRole('menuitemcheckbox', { name: 'Number' })).toContainText('frozen, 156 px');
  for (let presses = 0; presses < 5; presses += 1) await menu.press('ArrowDown');
  for (let presses = 0; presses < 30; presses += 1) await menu.press('Alt+ArrowRight');
  await menu.press('Escape');
  expect(await widthOf('Number')).toBe(156);
  const left = async (name: string) => Math.round((await head(name).boundingBox())?.x ?? 0);
  const before = await left('Number');
  await grid.evaluate((element) => element.scrollTo({ left: 1000 }));
  await expect.poll(() => left('Number')).toBe(before);
  expect(await left('Call')).toBe(before + 156);
  await page.reload();
  await expect.poll(() => widthOf('Call')).toBe(244);
});
