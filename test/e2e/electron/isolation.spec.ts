// The isolation report of the app: tried in a process that is started as a guest's is, of whichever kind guests are there.
// What the stand-in's utility process can do is what a child of Node can; in Electron it may be less.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { IsolationStatus } from '../../../app/contract/isolation-schema.ts';
import { buildUnlessThere, builtMain } from './built.ts';
import { RunningStandIn } from './launch.ts';
import { installPageClient } from './page-client.ts';

let folder: string;

test.beforeAll(() => {
  buildUnlessThere();
  folder = mkdtempSync(join(tmpdir(), 'isolation-spec-'));
  mkdirSync(join(folder, 'shipped/node/bin'), { recursive: true });
  mkdirSync(join(folder, 'bare'));
  symlinkSync(process.execPath, join(folder, 'shipped/node/bin/node'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Seen {
  readonly status: IsolationStatus;
  readonly ending: string | undefined;
  /** The services of the utility processes that were started. */
  readonly services: ReadonlySet<string>;
}

async function seenWith(resources: string, given: readonly string[] = []): Promise<Seen> {
  const app = new RunningStandIn({
    main: builtMain,
    userData: mkdtempSync(join(folder, 'user-data-')),
    arguments: given,
    environment: {
      STAND_IN_RESOURCES: join(folder, resources),
      XDG_STATE_HOME: mkdtempSync(join(folder, 'state-')),
      XDG_CONFIG_HOME: mkdtempSync(join(folder, 'config-')),
    },
  });
  try {
    const page = await app.page();
    // Ports are told to all who listen: the window has its own before the test asks for one.
    await page.getByText('thief').first().waitFor();
    await installPageClient(page);
    await page.evaluate(() => window.pageClient.connect());
    const status = await page.evaluate(() => window.pageClient.testIsolation());
    const run = await page.evaluate(async () => window.pageClient.ended(await window.pageClient.start('hello')));
    const services = app.happened.flatMap((one) => (one.kind === 'utility-spawned' ? [one.service] : []));
    return { status, ending: run.ending?.kind, services: new Set(services) };
  } finally {
    await app.close();
  }
}

const stateOf = ({ layers }: IsolationStatus, name: string): string | undefined =>
  layers.find(({ layer }) => layer === name)?.state;

test('without a shipped Node a utility process tries to get out, and the report says what guests lack', async () => {
  const { status, ending, services } = await seenWith('bare');
  expect(status).toMatchObject({ state: 'tested', guests: expect.stringContaining('utility process'), holds: false });
  expect(status.attempts.length).toBeGreaterThan(20);
  expect(['process', 'environment', 'permission model', 'jail'].map((name) => stateOf(status, name))).toEqual([
    'held',
    'held',
    'absent',
    'absent',
  ]);
  expect(status.attempts.find(({ attempt }) => attempt === "read a file of the user's")?.held).toBe(false);
  expect(services).toEqual(new Set(['Wasm Sandbox engine', 'Wasm Sandbox guest', 'Wasm Sandbox self-test']));
  expect(ending).toMatch(/returned|exited/);
});

test('with a shipped Node guests are its children, in the layers of this machine, and no utility process runs one', async () => {
  const { status, ending, services } = await seenWith('shipped', ['--no-bubblewrap']);
  expect(status).toMatchObject({ state: 'tested', guests: expect.stringContaining('shipped') });
  expect(['process', 'permission model', 'jail'].map((name) => stateOf(status, name))).toEqual(['held', 'held', 'switched-off']);
  expect(status.attempts.find(({ attempt }) => attempt === "read a file of the user's")?.held).toBe(true);
  expect(services).toEqual(new Set(['Wasm Sandbox engine']));
  expect(ending).toMatch(/returned|exited/);
});
