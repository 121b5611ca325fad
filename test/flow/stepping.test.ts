import { afterAll, describe, expect, it } from 'vitest';
import { NO_ORDERS, type HeldCall, type Run, type StepOrders } from '../../sandbox-core/index.ts';
import { Recorder, type StartedRun } from '../fixtures/recorded-run.ts';

const recorder = new Recorder();
afterAll(() => recorder.close());

/** Asks for 4 random bytes, prints them, yields, and exits with what fd_write answered. */
const GUEST = `(module
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func $print (result i32) (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24)))
  (func (export "_start") (local $errno i32)
    (drop (call $random (i32.const 64) (i32.const 4)))
    (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 4))
    (local.set $errno (call $print))
    (drop (call $yield))
    (call $exit (local.get $errno))))`;

const BEFORE_WRITE: StepOrders = { ...NO_ORDERS, breakpoints: [{ where: 'name:fd_write', phase: 'before', skip: 0 }] };

function start(stepping: StepOrders, change = {}): StartedRun {
  return recorder.start(GUEST, change, { stepping });
}

/** The next call at which the run stands. */
async function held(run: Run): Promise<HeldCall> {
  while (run.held === undefined) {
    if (run.state === 'ended') throw new Error('the run ended');
    await new Promise<void>((resolve) => {
      const dispose = run.changed.listen(() => {
        dispose();
        resolve();
      });
    });
  }
  return run.held;
}

const answer = (errno: number, writes: readonly { pointer: number; bytes: string }[] = []) =>
  ({ kind: 'answer', errno, writes }) as const;

describe('a run that is stepped through', () => {
  it('stands before the call that a breakpoint means, with its arguments and its stack', async () => {
    const { run } = start(BEFORE_WRITE);
    const at = await held(run);
    expect([run.state, at.row, at.phase, [...at.chunk.arguments]]).toEqual(['held', 1, 'before', [1n, 16n, 1n, 24n]]);
    expect(at.stack.map(({ functionIndex }) => functionIndex)).toEqual([4, 5]);
    run.order(NO_ORDERS);
    expect(await run.ended).toMatchObject({ kind: 'exited', code: 0 });
  });

  it('gives the guest the errno that a person answers, and replays so', async () => {
    const { run, path, bytes, module } = start(BEFORE_WRITE);
    await held(run);
    run.order({ ...NO_ORDERS, verdict: answer(51) });
    expect(await run.ended).toMatchObject({ kind: 'exited', code: 51 });
    const recording = recorder.open(path);
    expect(recording.rows).toBe(4);
    expect(await recorder.replay(recording, { bytes, module })).toMatchObject({ kind: 'same', calls: 4 });
  });

  it('stands after a call too, and its answer can be another', async () => {
    const { run } = start({ ...NO_ORDERS, breakpoints: [{ where: 'name:random_get', phase: 'after', skip: 0 }] });
    let output = '';
    run.output.listen(({ bytes }) => (output += new TextDecoder().decode(bytes)));
    expect(await held(run)).toMatchObject({ row: 0, phase: 'after' });
    run.order({ ...NO_ORDERS, verdict: answer(0, [{ pointer: 64, bytes: '61626364' }]) });
    await run.ended;
    expect(output).toBe('abcd');
  });

  it('is not let write outside of memory, and says why', async () => {
    const { run } = start(BEFORE_WRITE);
    await held(run);
    run.order({ ...NO_ORDERS, verdict: answer(0, [{ pointer: 65_536, bytes: '00' }]) });
    expect((await held(run)).fault).toBe('0x10000 with 1 bytes lies outside of memory');
    run.order(NO_ORDERS);
    expect(await run.ended).toMatchObject({ kind: 'exited', code: 0 });
  });

  it('goes call by call, to a row, and until a condition holds', async () => {
    const { run } = start({ ...NO_ORDERS, goal: { kind: 'call', phase: 'before' } });
    const seen: [number, string][] = [];
    const note = async (): Promise<void> => {
      const at = await held(run);
      seen.push([at.row, at.phase]);
    };
    await note();
    run.order({ ...NO_ORDERS, goal: { kind: 'call', phase: 'after' } });
    await note();
    run.order({ ...NO_ORDERS, goal: { kind: 'row', row: 2 } });
    await note();
    run.order({ ...NO_ORDERS, goal: { kind: 'until', where: 'name:proc_exit' } });
    await note();
    run.order(NO_ORDERS);
    await run.ended;
    expect(seen).toEqual([
      [0, 'before'],
      [0, 'after'],
      [2, 'before'],
      [3, 'before'],
    ]);
  });

  it('changes arguments, which are resolved and decided anew', async () => {
    const { run } = start(BEFORE_WRITE);
    await held(run);
    run.order({ ...NO_ORDERS, verdict: { kind: 'arguments', values: ['99', '16', '1', '24'] } });
    expect(await run.ended).toMatchObject({ kind: 'exited', code: 8 });
  });

  it('denies once', async () => {
    const { run } = start(BEFORE_WRITE);
    await held(run);
    run.order({ ...NO_ORDERS, verdict: { kind: 'deny' } });
    expect(await run.ended).toMatchObject({ kind: 'exited', code: 76, totals: { denials: 1 } });
  });

  it('stands still in time, and stops at once', async () => {
    const { run } = start(BEFORE_WRITE, {});
    await held(run);
    const { wall } = run.totals;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(run.totals.wall - wall).toBeLessThan(50e6);
    const asked = performance.now();
    run.stop();
    expect((await run.ended).kind).toBe('stopped');
    expect(performance.now() - asked).toBeLessThan(2000);
  });

  it('lets a breakpoint keep its count when another one comes', async () => {
    const second = { where: '', phase: 'before', skip: 2 } as const;
    const { run } = start({ ...BEFORE_WRITE, breakpoints: [second, ...BEFORE_WRITE.breakpoints] });
    expect((await held(run)).row).toBe(1);
    run.order({ ...NO_ORDERS, breakpoints: [second, { where: 'name:nothing', phase: 'before', skip: 0 }] });
    expect((await held(run)).row).toBe(2);
    run.order(NO_ORDERS);
    await run.ended;
  });
});
