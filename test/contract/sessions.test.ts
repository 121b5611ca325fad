// Kept runs as session files, over a real engine, asked as a page asks it: sizes, tags and notes, headers, removal.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Client } from '../../app/contract/connect.ts';
import { commands } from '../../app/contract/contract.ts';
import type { NodeApp } from '../../app/node-host/node-app.ts';
import { ended, startApp, startText } from './app-with-page.ts';

const MODULE = '(module (memory (export "memory") 1) (func (export "_start")))';
const ENDLESS = '(module (memory (export "memory") 1) (func (export "_start") (loop (br 0))))';

let folder: string;
let host: NodeApp;
let page: Client;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-'));
  start();
});

afterEach(async () => {
  await host.app.close();
  rmSync(folder, { recursive: true });
}, 30_000);

function start(): void {
  ({ host, page } = startApp(folder));
}

const MANIFEST = '{ "version": 1, "args": ["one"], "env": { "KEY": "hidden" } }';

const begin = (text: string): Promise<string> => startText(page, text, MANIFEST);

async function finish(text: string): Promise<string> {
  return ended(page, await begin(text));
}

it('tags and a note stand in the file and are there after a restart', async () => {
  const run = await finish(MODULE);
  const { session } = await page.call('sessions.annotate', {
    run,
    tags: ['nightly', ' nightly ', 'b'],
    note: ' after \u202eupgrade',
  });
  expect(session).toMatchObject({ run, tags: ['nightly', 'b'], note: 'after \\u{202e}upgrade' });
  await host.app.close();
  start();
  const listed = await page.call('sessions.list', {});
  expect(commands['sessions.list'].output.safeParse(listed).error).toBeUndefined();
  expect(listed).toMatchObject({ most: 100, sessions: [{ run, tags: ['nightly', 'b'], note: 'after \\u{202e}upgrade' }] });
  expect(listed.sessions[0]?.size).toBeGreaterThan(1000);
  await page.call('sessions.annotate', { run, tags: [], note: '' });
  expect(await page.call('sessions.list', {})).toMatchObject({ sessions: [{ run, tags: [], note: '' }] });
});

it('the header is told without the values of variables', async () => {
  const run = await finish(MODULE);
  const details = await page.call('sessions.details', { run });
  expect(commands['sessions.details'].output.safeParse(details).error).toBeUndefined();
  expect(details).toMatchObject({ isWhole: true, version: 3, manifest: expect.stringContaining('"one"') as string });
  const plan = new Map(details.plan.map(({ name, value }) => [name, value]));
  expect(plan.get('env')).toBe('["KEY"]');
  expect(JSON.stringify(details.plan)).not.toContain('hidden');
});

it('a run that is removed takes its file with it and is not found again', async () => {
  const run = await finish(MODULE);
  await page.call('sessions.remove', { run });
  expect(readdirSync(folder).filter((name) => name.endsWith('.session'))).toEqual([]);
  expect(await page.call('runs.list', {})).toEqual({ runs: [] });
  await expect(page.call('sessions.details', { run })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(page.call('sessions.remove', { run })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('a run that goes on is neither removed nor annotated', async () => {
  const run = await begin(ENDLESS);
  await expect(page.call('sessions.remove', { run })).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(page.call('sessions.annotate', { run, tags: [], note: 'x' })).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await page.call('sessions.list', {})).toMatchObject({ sessions: [{ run, tags: [], note: '' }] });
  await page.call('runs.stop', { run });
});
