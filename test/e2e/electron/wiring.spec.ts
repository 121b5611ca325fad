// The built main process, preload, engine and guests, joined as in Electron and run on the stand-in. It proves the wiring;
// what Electron itself does is proved by real.spec.ts where its binary is.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { buildUnlessThere, builtMain } from './built.ts';
import { projectFolder, RunningStandIn } from './launch.ts';
import { installPageClient } from './page-client.ts';

const ENGINE = 'Wasm Sandbox engine';
const GUEST = 'Wasm Sandbox guest';

test.describe.configure({ mode: 'serial' });

let folder: string;
let state: string;
let app: RunningStandIn;
let page: Page;

test.beforeAll(async () => {
  buildUnlessThere();
  folder = mkdtempSync(join(tmpdir(), 'wiring-'));
  state = join(folder, 'state');
  const granted = join(folder, 'granted');
  for (const one of [granted, join(folder, 'smuggled'), join(folder, 'chosen')]) mkdirSync(one);
  app = new RunningStandIn({
    main: builtMain,
    userData: join(folder, 'user-data'),
    switches: ['--root', join(folder, 'smuggled')],
    arguments: ['--root', granted],
    environment: { XDG_STATE_HOME: state, XDG_CONFIG_HOME: join(folder, 'config') },
  });
  page = await app.page();
  // Ports are told to all who listen: the window has its own before the test asks for one.
  await page.getByText('thief').first().waitFor();
  await installPageClient(page);
  await page.evaluate(() => window.pageClient.connect());
});

test.afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const processes = (service: string): number[] =>
  app.happened.flatMap((one) => (one.kind === 'utility-spawned' && one.service === service && isAlive(one.pid) ? [one.pid] : []));

test('the window opens on the page of app://, with its title and its content policy', async () => {
  expect((await app.until('window')).title).toBe('Wasm Sandbox');
  // The place in view follows behind the mark.
  expect(page.url().split('#')[0]).toBe('http://wasm-sandbox.app.localhost/index.html');
  const policy = await page.evaluate(async () => (await fetch('./index.html')).headers.get('content-security-policy'));
  expect(policy).toContain("script-src 'self'");
});

test('a person tries thief in the window and sees its denied calls', async () => {
  await page.getByRole('button', { name: /thief/ }).first().click();
  await page.keyboard.press('F5');
  await expect(page.getByText('/etc/passwd').first()).toBeVisible();
});

test('the page has the three members of the bridge and no more of Electron', async () => {
  expect(
    await page.evaluate(() => ({
      members: Object.keys(window.sandboxNative ?? {}),
      node: ['require', 'process', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in window),
    })),
  ).toEqual({ members: ['kind', 'requestPort', 'grantFolder', 'pathsAllowed'], node: [] });
});

test('engine and guests inherit nothing', () => {
  const environments = app.happened.flatMap((one) => (one.kind === 'utility-spawned' ? [one.environment] : []));
  expect(environments.length).toBeGreaterThan(0);
  expect(environments.flat().filter((name) => name !== 'WASM_SANDBOX_PROCESS')).toEqual([]);
});

test('the page reaches the engine: samples are listed, and what stood before -- is not granted', async () => {
  const { host, samples, grants } = await page.evaluate(() => window.pageClient.info());
  expect({ host, grants }).toEqual({ host: 'electron', grants: ['granted'] });
  expect(samples).toEqual(expect.arrayContaining(['hello', 'thief', 'hog', 'spinner', 'maze']));
});

test('hello runs in a guest process, prints and returns', async () => {
  const { run, output, rows } = await page.evaluate(async () => {
    const id = await window.pageClient.start('hello');
    const output = await window.pageClient.output(id);
    return { run: await window.pageClient.ended(id), output, rows: await window.pageClient.rows(id) };
  });
  expect(run.ending?.kind).toMatch(/returned|exited/);
  expect(output.toLowerCase()).toContain('hello');
  expect(rows.all).toBe(run.calls);
  expect(rows.bytes).toBeGreaterThan(0);
});

test('thief is denied, and its rows are there', async () => {
  const { run, rows } = await page.evaluate(async () => {
    const id = await window.pageClient.start('thief');
    return { run: await window.pageClient.ended(id), rows: await window.pageClient.rows(id) };
  });
  expect(run.denials).toBeGreaterThan(0);
  expect(rows.all).toBe(run.calls);
});

test('a guest killed mid-run is a crashed run; the app and the next run are unharmed', async () => {
  const id = await page.evaluate(() => window.pageClient.start('spinner'));
  await expect.poll(async () => (await page.evaluate((run) => window.pageClient.run(run), id)).state).toBe('running');
  for (const pid of processes(GUEST)) process.kill(pid, 'SIGKILL');
  const run = await page.evaluate((run) => window.pageClient.ended(run), id);
  expect(run.ending).toMatchObject({ kind: 'crashed' });
  const next = await page.evaluate(async () => window.pageClient.ended(await window.pageClient.start('hello')));
  expect(next.ending?.kind).toMatch(/returned|exited/);
});

test('a folder chosen in the native dialog becomes a grant, by menu and by page', async () => {
  app.ask({ kind: 'next-dialog', paths: [join(folder, 'chosen')] });
  await page.evaluate(() => window.sandboxNative?.grantFolder());
  await expect.poll(async () => (await page.evaluate(() => window.pageClient.info())).grants).toEqual(['granted', 'chosen']);
  app.ask({ kind: 'next-dialog', paths: [state] });
  app.ask({ kind: 'click-menu', label: 'Grant a folder…' });
  expect((await app.until('message-box')).message).toContain('cannot be granted');
  expect((await page.evaluate(() => window.pageClient.info())).grants).toEqual(['granted', 'chosen']);
});

test('a module chosen in the native dialog is opened', async () => {
  app.ask({ kind: 'next-dialog', paths: [join(projectFolder, 'resources/samples/maze.wasm')] });
  app.ask({ kind: 'click-menu', label: 'Open modules…' });
  await expect.poll(() => page.evaluate(() => window.pageClient.modules())).toContain('maze.wasm');
});

test('an engine that dies takes its guests along, starts again, and the page connects anew with its grants', async () => {
  const guests = processes(GUEST);
  const [engine] = processes(ENGINE);
  const before = app.happened.length;
  const closed = page.evaluate(() => window.pageClient.closed());
  process.kill(engine ?? 0, 'SIGKILL');
  await closed;
  await app.until('utility-spawned', ({ service }) => service === ENGINE, before);
  await page.evaluate(() => window.pageClient.connect());
  const { samples, grants } = await page.evaluate(() => window.pageClient.info());
  expect(samples).toContain('hello');
  expect(grants).toEqual(['granted', 'chosen']);
  // The refused folder was not asked for again.
  expect(app.happened.filter(({ kind }) => kind === 'message-box').length).toBe(1);
  await expect.poll(() => guests.filter(isAlive)).toEqual([]);
  const run = await page.evaluate(async () => window.pageClient.ended(await window.pageClient.start('hello')));
  expect(run.ending?.kind).toMatch(/returned|exited/);
});

test('the window says that the engine was gone, and connects again at a click', async () => {
  await page.getByRole('button', { name: 'Connect again' }).click();
  await expect(page.getByRole('button', { name: 'Connect again' })).toBeHidden();
  await expect(page.getByText('hello', { exact: false }).first()).toBeVisible();
});

test('junk on a port closes that port; engine and other connections go on', async () => {
  const engines = processes(ENGINE);
  expect(await page.evaluate(() => window.pageClient.junk())).toBe(6);
  expect((await page.evaluate(() => window.pageClient.info())).samples).toContain('hello');
  expect(processes(ENGINE)).toEqual(engines);
});

test('until here the page had no fault and broke no content policy', () => {
  expect(app.happened.filter(({ kind }) => kind === 'page-fault')).toEqual([]);
});

test('the page is refused every way out', async () => {
  await page.evaluate(() => void window.open('https://example.com/window'));
  // Chromium tells of the window or of its first request, whichever is refused first.
  const refused = (): boolean =>
    app.happened.some(
      (one) => one.kind === 'refused-window' || (one.kind === 'refused-navigation' && one.url.endsWith('/window')),
    );
  await expect.poll(refused).toBe(true);
  await expect.poll(() => page.context().pages().length).toBe(1);
  const framed = await page.evaluate(
    () =>
      new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ blockedURI }) => resolve(blockedURI), { once: true });
        const frame = document.createElement('iframe');
        frame.src = 'https://example.com/frame';
        document.body.append(frame);
      }),
  );
  // A policy report names only the origin of another site.
  expect(framed).toBe('https://example.com');
  expect(await page.evaluate(() => fetch('https://example.com/').catch((error: Error) => error.name))).toBe('TypeError');
  await page.evaluate(() => {
    window.location.href = 'https://example.com/leave';
  });
  await app.until('refused-navigation', ({ url }) => url === 'https://example.com/leave');
  expect(page.url()).toMatch(/^http:\/\/wasm-sandbox\.app\.localhost\/index\.html/);
});

test('Electron lost no message, and closing the window ends every process', async () => {
  expect(app.happened.filter(({ kind }) => kind === 'lost')).toEqual([]);
  const running = [...processes(ENGINE), ...processes(GUEST)];
  expect(running.length).toBeGreaterThan(0);
  expect(await app.close()).toBe(0);
  await expect.poll(() => running.filter(isAlive)).toEqual([]);
});
