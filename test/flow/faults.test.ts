import { afterAll, describe, expect, it } from 'vitest';
import { callDetails, makeTest, parseFaults, type FaultRule, type Recording } from '../../sandbox-core/index.ts';
import { Recorder } from '../fixtures/recorded-run.ts';

const recorder = new Recorder();
afterAll(() => recorder.close());

/** Writes `a`, `b`, `c` to standard output, a call each; its exit code is how many of them succeeded. */
const WRITER = `(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "abc")
  (func (export "_start") (local $i i32) (local $good i32)
    (loop $next
      (i32.store (i32.const 16) (local.get $i)) (i32.store (i32.const 20) (i32.const 1))
      (if (i32.eqz (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24)))
        (then (local.set $good (i32.add (local.get $good) (i32.const 1)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3))))
    (call $exit (local.get $good))))`;

/** Reads standard input once, with room for 8 bytes, and exits with the count it was told. */
const READER = `(module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 8))
    (drop (call $read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)))
    (call $exit (i32.load (i32.const 24)))))`;

/** Exits with the hours since 1970-01-01 that the clock tells. */
const HOURS = `(module
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 8)))
    (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 8)))
    (call $exit (i32.wrap_i64 (i64.div_u (i64.load (i32.const 8)) (i64.const 3600000000000))))))`;

function schedule(...faults: object[]): readonly FaultRule[] {
  const parsed = parseFaults(JSON.stringify({ version: 1, faults }));
  if (!parsed.ok) throw new Error(parsed.diagnostics[0]?.message);
  return parsed.value;
}

function editOf(recording: Recording, row: number): string {
  return callDetails(recording, row)
    .edits.map(({ by, what }) => `${by}: ${what}`)
    .join();
}

describe('a fault schedule', () => {
  it('fails the call it names and no other, and says so in the recording, which replays', async () => {
    const run = await recorder.record(WRITER, {}, { faults: schedule({ where: 'name:fd_write', nth: 2, fail: 'ENOSPC' }) });
    expect(run.outcome).toMatchObject({ kind: 'exited', code: 2 });
    expect([editOf(run.recording, 0), editOf(run.recording, 1)]).toEqual(['', 'schedule: ENOSPC in place of the call']);
    expect(await recorder.replay(run.recording, run)).toMatchObject({ kind: 'same', calls: 4 });
  });

  it('repeats each so-many-th call, so many times', async () => {
    const all = await recorder.record(WRITER, {}, { faults: schedule({ where: 'name:fd_write', every: 1, fail: 'EIO' }) });
    expect(all.outcome).toMatchObject({ kind: 'exited', code: 0 });
    const two = await recorder.record(WRITER, {}, { faults: schedule({ where: 'fd:1', every: 1, times: 2, fail: 'EIO' }) });
    expect(two.outcome).toMatchObject({ kind: 'exited', code: 1 });
  });

  it('makes reads short', async () => {
    const stdin = new TextEncoder().encode('12345678');
    const whole = await recorder.record(READER, {}, { stdin });
    expect(whole.outcome).toMatchObject({ kind: 'exited', code: 8 });
    const half = await recorder.record(READER, {}, { stdin, faults: schedule({ where: 'name:fd_read', every: 1, cut: 'half' }) });
    expect(half.outcome).toMatchObject({ kind: 'exited', code: 4 });
  });

  it('sets the clock forward', async () => {
    const clock = { kind: 'frozen', at: '0' } as const;
    const jump = await recorder.record(HOURS, { clock }, { faults: schedule({ nth: 2, clock: '5h' }) });
    expect(jump.outcome).toMatchObject({ kind: 'exited', code: 5 });
  });

  it('denies', async () => {
    const run = await recorder.record(WRITER, {}, { faults: schedule({ nth: 1, deny: true }) });
    expect(run.outcome).toMatchObject({ kind: 'exited', code: 2, totals: { denials: 1 } });
  });
});

describe('parseFaults()', () => {
  const faultOf = (text: string): unknown => {
    const parsed = parseFaults(text);
    return parsed.ok ? 'ok' : [parsed.diagnostics[0]?.message, parsed.diagnostics[0]?.place];
  };

  it('names what is wrong, and where', () => {
    const rule = (fields: string): string => `{ "version": 1,\n  "faults": [{ ${fields} }] }`;
    expect(faultOf(rule('"fail": "ENOPE"'))).toEqual([
      '"ENOPE" is no errno; a name like ENOSPC was expected',
      { kind: 'text', line: 2, column: 14 },
    ]);
    expect(faultOf(rule('"where": "colour:red", "deny": true'))).toMatchObject([/^where, column 1: /, { line: 2 }]);
    expect(faultOf(rule('"deny": true, "clock": "1h"'))).toMatchObject(['one of fail, cut, deny and clock was expected', {}]);
    expect(faultOf('{')).not.toBe('ok');
  });
});

describe('a test of a run under faults', () => {
  const remarks = (recording: Recording, mode: 'replay' | 'live'): readonly string[] => {
    const options = { session: new Uint8Array(), mode, fuelSlack: 0, without: new Set<never>(), secrets: true };
    const made = makeTest(recorder.platform, recording, options);
    return made.ok ? made.value.remarks : made.diagnostics.map(({ message }) => message);
  };

  it('says that a live run has none of them; a replay has', async () => {
    const faults = schedule({ where: 'name:fd_write', fail: 'ENOSPC' });
    const { recording } = await recorder.record(WRITER, {}, { faults });
    const said = 'Calls of the recorded run were changed by hand or by a fault schedule; a live test changes none.';
    expect(remarks(recording, 'live')).toContain(said);
    expect(remarks(recording, 'replay')).not.toContain(said);
    expect(remarks((await recorder.record(WRITER)).recording, 'live')).not.toContain(said);
  });
});
