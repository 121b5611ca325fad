// Guests that try to pass each limit that a manifest may leave out: what they end as, and how close the others came.
import { expect, test } from 'vitest';
import type { LimitName, Outcome } from '../../../sandbox-core/index.ts';
import { limited, runHostile } from '../hostile-run.ts';

const WASI = '"wasi_snapshot_preview1"';
const SPINS = '(module (func (export "_start") (loop (br 0))))';
/** Asks for 20 ms at a time, without end. */
const SLEEPS = `(module (import ${WASI} "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (i32.store (i32.const 16) (i32.const 1)) (i64.store (i32.const 24) (i64.const 20000000))
    (loop (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128))) (br 0))))`;
const CALLS = `(module (import ${WASI} "sched_yield" (func $yield (result i32)))
  (func (export "_start") (loop (drop (call $yield)) (br 0))))`;
const RECURSES = `(module (func $deep (param i32 i64 f64) (result i32)
    (call $deep (i32.add (local.get 0) (i32.const 1)) (local.get 1) (local.get 2)) (i32.add (i32.const 1)))
  (func (export "_start") (drop (call $deep (i32.const 0) (i64.const 0) (f64.const 0)))))`;
const RECURSES_AND_CATCHES = `(module (func $deep (call $deep) (call $deep))
  (func (export "_start") try call $deep catch_all end))`;
/** Opens /data/f anew and reads it whole, without end. */
const READS = `(module
  (import ${WASI} "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import ${WASI} "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import ${WASI} "fd_pread" (func $read (param i32 i32 i32 i64 i32) (result i32)))
  (memory (export "memory") 2) (data (i32.const 0) "f") (data (i32.const 16) "\\00\\01\\00\\00\\e8\\03\\00\\00")
  (func (export "_start")
    (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 1)
      (i64.const 70) (i64.const 0) (i32.const 0) (i32.const 32)))
    (drop (call $write (i32.load (i32.const 32)) (i32.const 16) (i32.const 1) (i32.const 40)))
    (loop (drop (call $read (i32.load (i32.const 32)) (i32.const 16) (i32.const 1) (i64.const 0) (i32.const 40))) (br 0))))`;

/** Asks to open a, b, … each twice, by names that go on without end; none is there to be opened. */
const FEELS = `(module
  (import ${WASI} "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (memory (export "memory") 1) (data (i32.const 0) "AAAA")
  (func $try (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 0)
    (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 32))))
  (func (export "_start") (local $n i32)
    (loop (i32.store16 (i32.const 0) (i32.add (i32.const 0x4141) (i32.add (i32.rem_u (local.get $n) (i32.const 26))
        (i32.shl (i32.rem_u (i32.div_u (local.get $n) (i32.const 26)) (i32.const 26)) (i32.const 8)))))
      (call $try) (call $try) (local.set $n (i32.add (local.get $n) (i32.const 1))) (br 0))))`;

function used(outcome: Outcome, limit: LimitName): number | undefined {
  return outcome.totals.limits.find((use) => use.limit === limit)?.used;
}

test('a guest that computes is ended by its processor time', async () => {
  const outcome = await runHostile(SPINS, limited({ cpuTime: 300e6 as never }));
  expect(outcome).toMatchObject({ kind: 'limit', limit: 'cpu-time' });
  expect(used(outcome, 'cpu-time')).toBeGreaterThanOrEqual(300e6);
  expect(used(outcome, 'cpu-time')).toBeLessThan(600e6);
  expect(outcome.totals.wall).toBeGreaterThan(250e6);
});

test('a guest that computes with counted fuel is ended by its processor time in a real trap, with its fuel told', async () => {
  const outcome = await runHostile(SPINS, limited({ cpuTime: 200e6 as never, fuel: { most: 1e15, counting: 'exact' } }));
  expect(outcome).toMatchObject({ kind: 'limit', limit: 'cpu-time' });
  expect(used(outcome, 'fuel')).toBeGreaterThan(1e6);
});

test('waiting is no processor time, and is ended by the limit of sleep', async () => {
  const outcome = await runHostile(SLEEPS, limited({ cpuTime: 200e6 as never, sleep: 410e6 as never }));
  expect(outcome).toMatchObject({ kind: 'limit', limit: 'sleep' });
  expect(used(outcome, 'sleep')).toBe(410e6);
  expect(used(outcome, 'cpu-time')).toBeGreaterThan(0);
  expect(used(outcome, 'cpu-time')).toBeLessThan(200e6);
  expect(outcome.totals.wall).toBeGreaterThan(400e6);
});

test('a guest that calls faster than its rate is ended by that', async () => {
  const outcome = await runHostile(CALLS, limited({ hostCallRate: 1000 }));
  expect(outcome).toMatchObject({ kind: 'limit', limit: 'host-call-rate' });
  expect(used(outcome, 'host-call-rate')).toBe(1000);
  expect(outcome.totals.calls).toBeGreaterThan(1000);
});

test('a guest that reads more than its input is ended by that', async () => {
  const mounts = [{ guest: '/data', source: { kind: 'memory' }, rights: ['read', 'write', 'create'] }] as const;
  const outcome = await runHostile(READS, { mounts, ...limited({ input: 10_000 as never }) });
  expect(outcome).toMatchObject({ kind: 'limit', limit: 'input', totals: { calls: 2 + 11 } });
  expect(used(outcome, 'input')).toBe(10_000);
});

test('a guest that feels its way past its number of different denials is ended by that', async () => {
  const outcome = await runHostile(FEELS, limited({ denials: 500 }));
  expect(outcome).toMatchObject({ kind: 'limit', limit: 'denials', totals: { denials: 2 * 500 + 1, calls: 2 * 500 + 1 } });
  expect(used(outcome, 'denials')).toBe(500);
});

test.each([
  ['recurses', RECURSES],
  ['recurses and would catch that', RECURSES_AND_CATCHES],
])('a guest that %s traps at its stack limit, which is named', async (_what, wat) => {
  const outcome = await runHostile(wat, limited({ stack: 65_536 as never }));
  expect(outcome).toMatchObject({ kind: 'trapped', trap: { kind: 'stack-overflow' } });
  expect(outcome.totals.limits).toContainEqual({ limit: 'stack', used: 65_536, most: 65_536 });
});

test('a stack limit that is not passed is not told of, nor are limits that are not set', async () => {
  const outcome = await runHostile('(module (func (export "_start")))', limited({ stack: 65_536 as never }));
  expect(outcome.kind).toBe('returned');
  expect(outcome.totals.limits.map(({ limit }) => limit)).toEqual([
    ...['wall-time', 'memory', 'output', 'open-files', 'host-calls', 'denials'],
  ]);
});
