// Stepping through a run as a page does it, over the real engine.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../app/contract/connect.ts';
import type { RunSummary } from '../../app/contract/schemas.ts';
import type { HeldCall, StepOrders } from '../../app/contract/step-orders.ts';
import { decodeTable } from '../../app/contract/table.ts';
import type { NodeApp } from '../../app/node-host/node-app.ts';
import { startApp } from './app-with-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepping-'));
let host: NodeApp;
let page: Client;

beforeAll(() => {
  ({ host, page } = startApp(join(folder, 'sessions')));
});

afterAll(async () => {
  await host.app.close();
  rmSync(folder, { recursive: true });
});

const RUN_ON: StepOrders = { breakpoints: [], goal: { kind: 'run' }, verdict: { kind: 'go' } };
const EACH_CALL: StepOrders = { ...RUN_ON, goal: { kind: 'call', phase: 'before' } };

/** Asks for 4 random bytes, tries to open "etc" with a hidden character, and exits with what that answered. */
const GUEST = `(module
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "etc\\e2\\80\\ae")
  (func $ask_name (result i32) (call $open
    (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 6) (i32.const 0) (i64.const -1) (i64.const 2) (i32.const 0) (i32.const 32)))
  (func (export "_start")
    (drop (call $random (i32.const 64) (i32.const 4)))
    (call $exit (call $ask_name))))`;

const LOOP = '(module (memory (export "memory") 1) (func (export "_start") (loop $l (br $l))))';

async function open(text: string): Promise<string> {
  const { module } = await page.call('modules.open', { name: 'guest.wat', bytes: new TextEncoder().encode(text) });
  const manifest = { version: 1, mounts: [{ guest: '/', memory: true, rights: ['read'] }] };
  await page.call('manifests.set', { module: module.id, text: JSON.stringify(manifest) });
  return module.id;
}

async function start(stepping: StepOrders, text = GUEST, observable = false): Promise<RunSummary> {
  const module = await open(text);
  return (await page.call('runs.start', { module, stdin: new Uint8Array(), stepping, observable })).run;
}

/** The first summary that is as wanted. */
async function until(run: string, wanted: (summary: RunSummary) => boolean): Promise<RunSummary> {
  for await (const summary of page.stream('runs.watch', { run })) if (wanted(summary)) return summary;
  throw new Error('the run ended otherwise');
}

async function held(run: string, stop: number): Promise<HeldCall> {
  await until(run, (summary) => summary.held?.stop === stop);
  const answer = await page.call('runs.held', { run });
  if (answer.held === null) throw new Error('it is not held');
  return answer.held;
}

const order = (run: string, stop: number, orders: StepOrders) => page.call('runs.order', { run, stop, orders });

describe('a run that is stepped through over the contract', () => {
  it('tells of the call at which it stands, with its arguments raw and in words, its rule and its stack', async () => {
    const run = await start({ ...EACH_CALL, goal: { kind: 'until', where: 'name:path_open' } });
    const at = await held(run.id, 1);
    expect((await page.call('runs.list', {})).runs.find(({ id }) => id === run.id)).toMatchObject({
      state: 'held',
      held: { stop: 1, row: 1, phase: 'before', name: 'path_open' },
    });
    expect(at).toMatchObject({
      stop: 1,
      phase: 'before',
      fault: '',
      call: { row: 1, name: 'path_open', outcome: 'denied', edits: [] },
    });
    expect(at.call.arguments.find(({ name }) => name === 'path')?.value).toBe('"etc\\u{202e}"');
    expect(at.call.why.sentence).toMatch(/^No rule permits writing/);
    expect(at.call.bytes.map(({ kind, pointer }) => [kind, pointer])).toContainEqual(['read', 16]);
    expect(at.parameters.map(({ value }) => value)).toEqual(['3', '0', '16', '6', '0', '18446744073709551615', '2', '0', '32']);
    expect(at.parameters.map(({ bits }) => bits)).toEqual([32, 32, 32, 32, 32, 64, 64, 32, 32]);
    expect(at.stack.map(({ functionIndex, name }) => [functionIndex, name])).toEqual([
      [3, 'ask_name'],
      [4, '_start'],
    ]);
    expect(at.errnos[51]).toBe('ENOSPC');
    await order(run.id, 1, RUN_ON);
    await until(run.id, ({ state }) => state === 'ended');
    expect(await page.call('runs.held', { run: run.id })).toEqual({ held: null });
  });

  it('marks what was answered by hand, in its row and in its details', async () => {
    const run = await start({ ...RUN_ON, breakpoints: [{ where: 'name:path_open', phase: 'before', skip: 0 }] });
    await held(run.id, 1);
    await order(run.id, 1, { ...RUN_ON, verdict: { kind: 'answer', errno: 51, writes: [] } });
    const { ending } = await until(run.id, ({ state }) => state === 'ended');
    expect(ending).toEqual({ kind: 'exited', code: 51 });
    const { table } = await page.call('trace.rows', { run: run.id, where: '', from: 0, count: 10 });
    expect([...decodeTable(table).numbers('edited')]).toEqual([0, 1, 0]);
    const call = await page.call('trace.call', { run: run.id, row: 1 });
    expect(call.edits).toEqual([{ by: 'person', what: 'answered ENOSPC' }]);
    expect(call.result).toBe('ENOSPC');
  });

  it('says why an order could not be carried out, and stands there still', async () => {
    const run = await start(EACH_CALL);
    await held(run.id, 1);
    await order(run.id, 1, { ...RUN_ON, verdict: { kind: 'answer', errno: 0, writes: [{ pointer: 65_535, bytes: '0000' }] } });
    expect(await held(run.id, 2)).toMatchObject({ call: { row: 0 }, fault: '0xffff with 2 bytes lies outside of memory' });
    await page.call('runs.stop', { run: run.id });
  });

  it('refuses orders for a stop that is over, and for a run that was not started for stepping', async () => {
    const run = await start(EACH_CALL);
    await held(run.id, 1);
    await order(run.id, 1, EACH_CALL);
    await held(run.id, 2);
    await expect(order(run.id, 1, EACH_CALL)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(order(run.id, 0, EACH_CALL)).rejects.toMatchObject({ code: 'CONFLICT' });
    await page.call('runs.stop', { run: run.id });
    await expect(order(run.id, 2, EACH_CALL)).rejects.toMatchObject({ code: 'CONFLICT' });
    const module = await open(LOOP);
    const plain = (await page.call('runs.start', { module, stdin: new Uint8Array() })).run;
    await expect(order(plain.id, 0, EACH_CALL)).rejects.toMatchObject({ code: 'CONFLICT' });
    await page.call('runs.stop', { run: plain.id });
  });

  it('refuses a condition that the filter language does not take, with its column', async () => {
    const faulty = { ...RUN_ON, breakpoints: [{ where: 'is:failed dur:>1mz', phase: 'before', skip: 0 }] } as const;
    const refusal = { code: 'BAD_REQUEST', diagnostics: [{ place: { kind: 'text', line: 1, column: 17 } }] };
    const orders = { ...faulty, breakpoints: [...faulty.breakpoints] };
    await expect(start(orders)).rejects.toMatchObject(refusal);
    const run = await start(EACH_CALL);
    await held(run.id, 1);
    await expect(order(run.id, 1, { ...RUN_ON, goal: { kind: 'until', where: 'is:failed dur:>1mz' } })).rejects.toMatchObject(
      refusal,
    );
    expect((await page.call('runs.held', { run: run.id })).held?.stop).toBe(1);
    await page.call('runs.stop', { run: run.id });
  });

  it('freezes a guest that only computes, and lets it go on', async () => {
    const run = await start(RUN_ON, LOOP, true);
    await until(run.id, ({ state }) => state === 'running');
    await page.call('runs.freeze', { run: run.id });
    const frozen = await until(run.id, ({ state }) => state === 'frozen');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await until(run.id, () => true)).wall - frozen.wall).toBeLessThan(50e6);
    await page.call('runs.thaw', { run: run.id });
    await until(run.id, ({ state }) => state === 'running');
    await page.call('runs.stop', { run: run.id });
  });
});
