// The stand-in keeps Electron's rules: a small app that breaks them one by one sees what it would see in Electron.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { projectFolder, RunningStandIn } from './launch.ts';

interface FixtureBridge {
  readonly refused: string;
  requestPort(): void;
  rules(): Promise<unknown>;
  kill(): Promise<unknown>;
}

declare global {
  interface Window {
    readonly fixture: FixtureBridge;
    fixturePort: MessagePort;
    fixtureHeard: unknown[];
  }
}

test.describe.configure({ mode: 'serial' });

let userData: string;
let app: RunningStandIn;

test.beforeAll(() => {
  userData = mkdtempSync(join(tmpdir(), 'stand-in-spec-'));
  app = new RunningStandIn({ main: join(projectFolder, 'test/e2e/electron/stand-in/fixture/main.mjs'), userData });
});
test.afterAll(async () => {
  await app.close();
  rmSync(userData, { recursive: true, force: true });
});

test('the page sees what the preload exposed, frozen, and nothing else of its world', async () => {
  const page = await app.page();
  expect(
    await page.evaluate(() => ({
      origin: window.origin,
      frozen: Object.isFrozen(window.fixture),
      writable: Object.getOwnPropertyDescriptor(window, 'fixture')?.writable,
      secret: 'secretOfThePreload' in window,
      send: 'standInSend' in window,
    })),
  ).toEqual({ origin: 'http://fixture.app.localhost', frozen: true, writable: false, secret: false, send: false });
});

test('a sandboxed preload requires electron and nothing else', async () => {
  expect(await (await app.page()).evaluate(() => window.fixture.refused)).toBe('module not found: node:fs');
});

test('utility processes: an empty environment inherits, flags of Node are not passed on, kill() reports 0, sharing throws', async () => {
  const rules = await (await app.page()).evaluate(() => window.fixture.rules());
  expect(rules).toEqual({
    unlocked: 'Error',
    inherited: true,
    shared: 'DataCloneError',
    killCode: 0,
    own: { names: ['ONLY'], execArgv: expect.arrayContaining(['--stack-size=500']), send: 'undefined' },
    signalCode: 9,
  });
  expect(JSON.stringify(rules)).not.toContain('--permission');
  expect(app.happened.filter(({ kind }) => kind === 'lost').length).toBe(1);
});

test('a port joins page and utility process; a listed ArrayBuffer loses the message, shared memory throws, death closes it', async () => {
  const page = await app.page();
  const heard = await page.evaluate(async () => {
    const port = await new Promise<MessagePort>((resolve) => {
      window.addEventListener('message', (event) => event.ports[0] && resolve(event.ports[0]), { once: true });
      window.fixture.requestPort();
    });
    window.fixturePort = port;
    const answers: unknown[] = [];
    const next = (): Promise<unknown> =>
      new Promise((resolve) => (port.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data)));
    port.postMessage(new Uint8Array([1, 2, 255]));
    answers.push(Array.from((await next()) as Uint8Array));
    const lost = new Uint8Array([50]);
    port.postMessage(lost, [lost.buffer]);
    port.postMessage('text');
    answers.push(await next());
    return answers;
  });
  expect(heard).toEqual([[2, 3, 0], 'not bytes']);
  const closed = await page.evaluate(async () => {
    const gone = new Promise((resolve) => window.fixturePort.addEventListener('close', () => resolve('closed')));
    await window.fixture.kill();
    return gone;
  });
  expect(closed).toBe('closed');
});

test('the page goes nowhere, opens nothing, and reaches no network', async () => {
  const page = await app.page();
  await page.evaluate(() => {
    window.location.href = 'http://127.0.0.1:9/';
  });
  await app.until('refused-navigation', ({ url }) => url === 'http://127.0.0.1:9/');
  expect(await page.evaluate(() => fetch('http://127.0.0.1:9/').catch((error: Error) => error.name))).toBe('TypeError');
  await app.until('refused-request', ({ url }) => url === 'http://127.0.0.1:9/');
  expect(await page.title()).toBe('fixture');
});
