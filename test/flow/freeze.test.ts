// Freezing a run through the real chain: a guest that computes, one that calls, one that waits.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  createRecording,
  DEFAULT_LIMITS,
  emptyManifest,
  GuestPool,
  newRecording,
  newRunId,
  openRecording,
  planRun,
  readModule,
  startRun,
  type GuestProcess,
  type Limits,
  type Run,
} from '../../sandbox-core/index.ts';
import { nodePlatform, stderrLog } from '../../sandbox-core/node.ts';
import { encodeGuestMessage, type GuestMessage } from '../../sandbox-core/run/guest-protocol.ts';
import { wasmFrom } from '../fixtures/host/run-guest.ts';

const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-'));
const platform = nodePlatform({ log: stderrLog('error') });
const guests = new GuestPool(platform.guests);
afterAll(() => {
  guests.close();
  rmSync(folder, { recursive: true });
});

const WASI = '"wasi_snapshot_preview1"';
const SPINS = '(module (memory (export "memory") 1) (func (export "_start") (loop (br 0))))';
/** Looks at both clocks without end, and exits with 9 when one of them has moved by more than a second at once. */
const WATCHES = `(module (import ${WASI} "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (import ${WASI} "proc_exit" (func $exit (param i32))) (memory (export "memory") 1)
  (func $look (param $clock i32) (param $at i32) (local $before i64)
    (local.set $before (i64.load (local.get $at)))
    (drop (call $clock (local.get $clock) (i64.const 0) (local.get $at)))
    (if (i64.ne (local.get $before) (i64.const 0)) (then
      (if (i64.gt_u (i64.sub (i64.load (local.get $at)) (local.get $before)) (i64.const 1000000000))
        (then (call $exit (i32.const 9)))))))
  (func (export "_start") (loop (call $look (i32.const 0) (i32.const 0)) (call $look (i32.const 1) (i32.const 8)) (br 0))))`;
/** Waits 400 ms, and returns. */
const WAITS = `(module (import ${WASI} "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (i32.store (i32.const 16) (i32.const 1)) (i64.store (i32.const 24) (i64.const 400000000))
    (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))))`;

interface Parts {
  readonly limits?: Partial<Limits>;
  readonly observable?: boolean;
  readonly session?: string;
  readonly pool?: GuestPool;
}

function start(wat: string, { limits = {}, observable = false, session, pool = guests }: Parts = {}): Run {
  const bytes = wasmFrom(wat);
  const read = readModule(bytes);
  if (!read.ok) throw new Error('unreadable');
  const manifest = { ...emptyManifest(), limits: { ...DEFAULT_LIMITS, ...limits } };
  const run = newRunId(platform.clock.wall(), platform.random);
  const plan = planRun({ run, manifest, program: 'guest', mounts: [], observable });
  const source = { plan, moduleName: 'guest', moduleBytes: bytes, manifestText: '' };
  const recording = session === undefined ? undefined : createRecording(platform, session, newRecording(platform, source));
  return startRun({ platform, plan, bytes, module: read.value, stdin: new Uint8Array(), guests: pool, recording });
}

async function until(run: Run, reached: () => boolean): Promise<void> {
  if (reached()) return;
  await new Promise<void>((resolve) => {
    const dispose = run.changed.listen(() => {
      if (!reached()) return;
      dispose();
      resolve();
    });
  });
}

const state = (run: Run, wanted: Run['state']): Promise<void> => until(run, () => run.state === wanted);

/** Milliseconds until it stands still. */
async function frozen(run: Run): Promise<number> {
  const before = performance.now();
  run.freeze();
  await state(run, 'frozen');
  return performance.now() - before;
}

const milliseconds = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

describe('a guest that only computes', () => {
  it('stands still within 50 ms where it is observable, again and again', async () => {
    const run = start(SPINS, { observable: true });
    await state(run, 'running');
    const took: number[] = [];
    for (let times = 0; times < 7; times += 1) {
      took.push(await frozen(run));
      run.thaw();
      await state(run, 'running');
    }
    // The middle one: a busy machine may hold up any.
    expect(took.sort((a, b) => a - b)[3]).toBeLessThan(50);
    run.stop();
    expect((await run.ended).kind).toBe('stopped');
  });

  it('has no time pass while it stands still, and ends by its limit afterwards', async () => {
    const before = performance.now();
    const run = start(SPINS, { observable: true, limits: { wallTime: 500e6 as never, cpuTime: 10e9 as never } });
    await state(run, 'running');
    await frozen(run);
    const { wall } = run.totals;
    await milliseconds(1200);
    expect([run.state, run.totals.wall]).toEqual(['frozen', wall]);
    run.thaw();
    const outcome = await run.ended;
    expect(outcome).toMatchObject({ kind: 'limit', limit: 'wall-time' });
    expect(performance.now() - before).toBeGreaterThan(1700);
    expect(outcome.totals.wall).toBeGreaterThanOrEqual(490e6);
    expect(outcome.totals.wall).toBeLessThan(1000e6);
    const processor = outcome.totals.limits.find(({ limit }) => limit === 'cpu-time')?.used;
    expect(processor).toBeGreaterThan(0);
    expect(processor).toBeLessThan(1000e6);
  });

  it('is stopped by its limit of processor time after a freeze longer than that', async () => {
    const run = start(SPINS, { observable: true, limits: { cpuTime: 300e6 as never } });
    await state(run, 'running');
    await frozen(run);
    await milliseconds(800);
    expect(run.state).toBe('frozen');
    run.thaw();
    expect(await run.ended).toMatchObject({ kind: 'limit', limit: 'cpu-time' });
  });

  it('is stopped at once while it stands still, and tells what it had used', async () => {
    const run = start(SPINS, { limits: { fuel: { most: 1e15, counting: 'exact' } } });
    await state(run, 'running');
    await frozen(run);
    await milliseconds(100);
    const before = performance.now();
    run.stop();
    const outcome = await run.ended;
    expect(performance.now() - before).toBeLessThan(200);
    expect(outcome).toMatchObject({ kind: 'stopped', totals: { memory: 65_536 } });
    expect(outcome.totals.limits.find(({ limit }) => limit === 'fuel')?.used).toBeGreaterThan(0);
  });

  it('is not frozen where it is given no fuel, and its time goes on', async () => {
    const run = start(SPINS, { limits: { wallTime: 300e6 as never } });
    run.freeze();
    expect(await run.ended).toMatchObject({ kind: 'limit', limit: 'wall-time' });
  });
});

describe('a guest that calls', () => {
  it('stands still in the gate; no clock of its own and no recorded time tells of it', async () => {
    const session = join(folder, 'frozen.session');
    const run = start(WATCHES, { session, limits: { wallTime: 3e9 as never } });
    await until(run, () => run.totals.calls > 100);
    await frozen(run);
    await milliseconds(100);
    const { calls } = run.totals;
    await milliseconds(1900);
    expect([run.state, run.totals.calls]).toEqual(['frozen', calls]);
    run.thaw();
    await until(run, () => run.totals.calls > calls + 100);
    run.stop();
    const outcome = await run.ended;
    expect(outcome).toMatchObject({ kind: 'stopped' });
    expect(widestGap(session)).toBeLessThan(1e9);
    expect(outcome.totals.wall).toBeLessThan(1.9e9);
  });

  it('stands still where it waits, and waits on for what was left', async () => {
    const run = start(WAITS);
    await state(run, 'running');
    expect(await frozen(run)).toBeLessThan(350);
    await milliseconds(1000);
    expect(run.state).toBe('frozen');
    run.thaw();
    const outcome = await run.ended;
    expect(outcome.kind).toBe('returned');
    expect(outcome.totals.wall).toBeGreaterThan(390e6);
    expect(outcome.totals.wall).toBeLessThan(1000e6);
  });

  it('comes through any number of freezes and thaws that overtake one another', async () => {
    const run = start(WATCHES);
    await state(run, 'running');
    for (let times = 0; times < 300; times += 1) {
      run.freeze();
      if (times % 3 === 0) await milliseconds(times % 4);
      run.thaw();
      if (times % 5 === 0) await milliseconds(times % 3);
    }
    const { calls } = run.totals;
    await until(run, () => run.totals.calls > calls + 1000);
    expect(run.state).toBe('running');
    run.stop();
    expect((await run.ended).kind).toBe('stopped');
  });
});

describe('a guest process that lies about freezes', () => {
  it.each<[string, GuestMessage[]]>([
    ['that it is frozen, before it has begun', [{ kind: 'frozen', freeze: 1 }]],
    ['that it is frozen, unasked', [{ kind: 'entered' }, { kind: 'frozen', freeze: 1 }]],
    ['that it goes on, unasked', [{ kind: 'entered' }, { kind: 'thawed', freeze: 0 }]],
  ])('%s, ends as crashed', async (_what, messages) => {
    const outcome = await start(SPINS, { pool: liar(messages) }).ended;
    expect(outcome).toMatchObject({ kind: 'crashed', reason: expect.stringMatching(/out of turn$/) });
  });
});

/** Nanoseconds between the starts of two recorded calls, at most. */
function widestGap(session: string): number {
  const opened = openRecording(platform, session);
  if (!opened.ok) throw new Error('unreadable recording');
  let [widest, last] = [0, 0];
  for (let number = 0; number < opened.value.chunks.length; number += 1) {
    for (const at of opened.value.chunk(number).start) [widest, last] = [Math.max(widest, at - last), at];
  }
  opened.value.close();
  return widest;
}

function liar(messages: readonly GuestMessage[]): GuestPool {
  const said: GuestProcess = {
    pid: undefined,
    channel: {
      send: () => undefined,
      onMessage: (listener) => setTimeout(() => messages.forEach((message) => listener(encodeGuestMessage(message))), 1),
      close: () => undefined,
      onClose: () => undefined,
    },
    kill: () => undefined,
    exited: new Promise(() => undefined),
    lastWords: () => '',
  };
  return new GuestPool({ spawn: () => said });
}
