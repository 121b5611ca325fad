// The built application on real Electron, where its binary is. Elsewhere each test says by name why it did not run.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { buildUnlessThere, builtMain } from './built.ts';
import { projectFolder } from './launch.ts';
import { installPageClient } from './page-client.ts';

/** The binary that npm fetched, or the one named by ELECTRON_BINARY. Nothing is fetched by a test. */
function electronBinary(): string | undefined {
  const named = process.env['ELECTRON_BINARY'];
  if (named !== undefined) return existsSync(named) ? named : undefined;
  const folder = join(projectFolder, 'node_modules/electron');
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return undefined;
  const binary = join(folder, 'dist', readFileSync(note, 'utf8'));
  return existsSync(binary) ? binary : undefined;
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

const binary = electronBinary();
const runs = binary !== undefined && hasDisplay();
let folder: string;
let app: ElectronApplication;
let page: Page;

test.describe.configure({ mode: 'serial' });
test.skip(binary === undefined, 'skipped: no Electron binary');
test.skip(!hasDisplay(), 'skipped: no display for a window');

test.beforeAll(async () => {
  if (!runs) return;
  buildUnlessThere();
  folder = mkdtempSync(join(tmpdir(), 'real-'));
  app = await _electron.launch({
    executablePath: binary,
    args: [builtMain, `--user-data-dir=${join(folder, 'user-data')}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...process.env, XDG_STATE_HOME: join(folder, 'state'), XDG_CONFIG_HOME: join(folder, 'config') },
  });
  page = await app.firstWindow();
  await installPageClient(page);
  await page.evaluate(() => window.pageClient.connect());
});

test.afterAll(async () => {
  if (!runs) return;
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test('Electron: the page is app://, locked down, and has the bridge', async () => {
  expect(page.url()).toBe('app://wasm-sandbox/index.html');
  expect(await page.evaluate(() => ['require', 'process', 'ipcRenderer'].filter((name) => name in window))).toEqual([]);
  expect(await page.evaluate(() => Object.keys(window.sandboxNative ?? {}))).toEqual([
    'kind',
    'requestPort',
    'grantFolder',
    'pathsAllowed',
  ]);
});

test('Electron: samples are listed', async () => {
  expect((await page.evaluate(() => window.pageClient.info())).samples).toContain('thief');
});

test('Electron: hello prints and returns, thief is denied', async () => {
  const output = await page.evaluate(async () => window.pageClient.output(await window.pageClient.start('hello')));
  expect(output.toLowerCase()).toContain('hello');
  const run = await page.evaluate(async () => window.pageClient.ended(await window.pageClient.start('thief')));
  expect(run.denials).toBeGreaterThan(0);
});

test('Electron: a guest killed mid-run is a crashed run, and the next run is unharmed', async () => {
  const id = await page.evaluate(() => window.pageClient.start('spinner'));
  await expect.poll(async () => (await page.evaluate((run) => window.pageClient.run(run), id)).state).toBe('running');
  const guests = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().flatMap(({ name, pid }) => (name === 'Wasm Sandbox guest' ? [pid] : [])),
  );
  for (const pid of guests) process.kill(pid, 'SIGKILL');
  expect((await page.evaluate((run) => window.pageClient.ended(run), id)).ending).toMatchObject({ kind: 'crashed' });
  const next = await page.evaluate(async () => window.pageClient.ended(await window.pageClient.start('hello')));
  expect(next.ending?.kind).toMatch(/returned|exited/);
});

test('Electron: an engine that dies is started again', async () => {
  const closed = page.evaluate(() => window.pageClient.closed());
  const engines = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().flatMap(({ name, pid }) => (name === 'Wasm Sandbox engine' ? [pid] : [])),
  );
  for (const pid of engines) process.kill(pid, 'SIGKILL');
  await closed;
  await page.evaluate(() => window.pageClient.connect());
  expect((await page.evaluate(() => window.pageClient.info())).samples).toContain('hello');
});
