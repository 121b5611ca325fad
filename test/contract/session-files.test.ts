// Session files on their way in and out, over a real engine, asked as a page asks it: copies for somebody else, regression tests,
// and files of unknown origin.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Client } from '../../app/contract/connect.ts';
import type { StreamInput } from '../../app/contract/contract.ts';
import type { NodeApp } from '../../app/node-host/node-app.ts';
import { wasmSandbox } from '../flow/command-line.ts';
import { ended, startApp, startText } from './app-with-page.ts';

/** Asks for 8 random bytes and yields. */
const MODULE = `(module
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $random (i32.const 0) (i32.const 8))) (drop (call $yield))))`;
const ENDLESS = '(module (memory (export "memory") 1) (func (export "_start") (loop (br 0))))';
const ALL = { leaveOut: [], privateTexts: true, module: true, notes: true } as const;

let folder: string;
let host: NodeApp;
let page: Client;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'brought-'));
  start();
});

afterEach(async () => {
  await host.app.close();
  rmSync(folder, { recursive: true });
}, 30_000);

function start(more: { readonly probes?: null } = {}): void {
  ({ host, page } = startApp(folder, more));
}

const MANIFEST = '{ "version": 1, "env": { "KEY": "hidden" } }';

const begin = (text: string): Promise<string> => startText(page, text, MANIFEST);

async function finish(text: string): Promise<string> {
  return ended(page, await begin(text));
}

async function copyOf(run: string, choice: Partial<StreamInput<'sessions.copy'>> = {}): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const order = { ...ALL, leaveOut: [...ALL.leaveOut], ...choice, run };
  for await (const { bytes } of page.stream('sessions.copy', order)) pieces.push(bytes);
  return Buffer.concat(pieces);
}

/** In two pieces. */
async function bring(bytes: Uint8Array): Promise<Awaited<ReturnType<typeof lastPiece>>> {
  const half = bytes.length >> 1;
  const { file, run } = await page.call('sessions.bring', {
    file: 0,
    bytes: new Uint8Array(bytes.subarray(0, half)),
    last: false,
  });
  expect(run).toBeNull();
  return lastPiece(file, bytes.subarray(half));
}

async function lastPiece(file: number, bytes: Uint8Array) {
  const { run } = await page.call('sessions.bring', { file, bytes: new Uint8Array(bytes), last: true });
  if (run === null) throw new Error('the last piece was not taken for it');
  return run;
}

function kept(): string[] {
  return readdirSync(folder).filter((name) => name.includes('.session'));
}

it('a copy comes back as a run of its own, said to be from a file, also after a restart', async () => {
  const run = await finish(MODULE);
  await page.call('sessions.annotate', { run, tags: ['nightly'], note: '' });
  const brought = await bring(await copyOf(run));
  expect(brought).toMatchObject({ number: 2, moduleName: 'small.wat', state: 'ended', calls: 2 });
  expect(brought.id).not.toBe(run);
  expect((await page.call('modules.list', {})).modules[0]?.lastRun?.id).toBe(run);
  const rows = { where: '', from: 0, count: 10 };
  expect((await page.call('trace.rows', { ...rows, run: brought.id })).table).toEqual(
    (await page.call('trace.rows', { ...rows, run })).table,
  );
  await host.app.close();
  start();
  expect((await page.call('sessions.list', {})).sessions).toMatchObject([
    { run: brought.id, isForeign: true, tags: ['nightly'] },
    { run, isForeign: false },
  ]);
});

it('a copy leaves out what is to stay, and says in the audit log that it was made', async () => {
  const run = await finish(MODULE);
  const whole = await copyOf(run);
  const bare = await copyOf(run, { leaveOut: ['arguments', 'data', 'secret'], privateTexts: false, module: false });
  expect([whole.includes('hidden'), bare.includes('hidden')]).toEqual([true, false]);
  const brought = await bring(bare);
  expect(await page.call('sessions.details', { run: brought.id })).toMatchObject({ manifest: null });
  const { rows } = await page.call('audit.page', { filter: { run }, skip: 0, count: 10 });
  const sentences = JSON.stringify(rows);
  expect(sentences).toContain('a copy of the session');
  expect(sentences).toContain('a copy of the session with its secrets');
});

it.each([
  ['nothing', () => Buffer.alloc(0)],
  ['noise', () => Buffer.from('not a database at all '.repeat(1000))],
  ['half of one', (whole: Uint8Array) => Buffer.from(whole.subarray(0, whole.length - 8192))],
  ['one with a page of zeros', (whole: Uint8Array) => Buffer.from(whole).fill(0, 8192, 12_288)],
])('%s is refused, and nothing is left of it', async (_what, made) => {
  const run = await finish(MODULE);
  const before = kept();
  await expect(bring(made(await copyOf(run)))).rejects.toMatchObject({ code: 'REFUSED' });
  expect(kept()).toEqual(before);
  expect((await page.call('runs.list', {})).runs).toHaveLength(1);
});

it('one of a later version is refused with its number', async () => {
  const run = await finish(MODULE);
  const copy = join(folder, 'later');
  writeFileSync(copy, await copyOf(run));
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(copy);
  database.exec('PRAGMA user_version = 9');
  database.close();
  await expect(bring(readFileSync(copy))).rejects.toMatchObject({ code: 'REFUSED', message: expect.stringContaining('9') });
});

it('one whose chain does not hold is refused with the reason', async () => {
  const run = await finish(MODULE);
  const copy = join(folder, 'changed');
  writeFileSync(copy, await copyOf(run));
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(copy);
  database.exec('UPDATE chunk SET chain = zeroblob(32) WHERE number = 0');
  database.close();
  await expect(bring(readFileSync(copy))).rejects.toMatchObject({ code: 'REFUSED' });
  expect((await page.call('runs.list', {})).runs).toHaveLength(1);
});

it('pieces of a file that was never begun are not taken, nor more than four files at once', async () => {
  const piece = { bytes: new Uint8Array(4), last: false };
  await expect(page.call('sessions.bring', { ...piece, file: 77 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  for (let number = 1; number <= 4; number += 1) await page.call('sessions.bring', { ...piece, file: 0 });
  await expect(page.call('sessions.bring', { ...piece, file: 0 })).rejects.toMatchObject({ code: 'CONFLICT' });
});

it('without a jail for it none is opened', async () => {
  const run = await finish(MODULE);
  const copy = await copyOf(run);
  await host.app.close();
  start({ probes: null });
  await expect(bring(copy)).rejects.toMatchObject({ code: 'REFUSED', diagnostics: [{ code: 'session-probe' }] });
});

it('a run becomes a regression test that passes, and fails for another module', async () => {
  const run = await finish(MODULE);
  const pieces: Uint8Array[] = [];
  let remarks: readonly string[] = [];
  const order = { run, name: 'small', mode: 'replay', secrets: true } as const;
  for await (const item of page.stream('sessions.to-test', order)) {
    pieces.push(item.bytes);
    remarks = item.remarks;
  }
  expect(remarks[0]).toContain('secrets included');
  for (const [name, bytes] of Object.entries(unzipSync(Buffer.concat(pieces)))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  expect((await wasmSandbox(['test', folder])).code).toBe(0);
  const other = join(folder, 'other.wat');
  writeFileSync(other, MODULE.replace('(i32.const 8)', '(i32.const 9)'));
  const failed = await wasmSandbox(['test', folder, '--module', other]);
  expect([failed.code, failed.stdout.includes('random_get')]).toEqual([1, true]);
});

it('nothing is made of a run that goes on', async () => {
  const run = await begin(ENDLESS);
  await expect(copyOf(run)).rejects.toMatchObject({ code: 'CONFLICT' });
  await page.call('runs.stop', { run });
});
