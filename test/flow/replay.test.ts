import { afterAll, describe, expect, it } from 'vitest';
import {
  DEFAULT_EXPORT,
  DEFAULT_LIMITS,
  exportRecording,
  startReplay,
  type Chunk,
  type ExportChoice,
  type Recording,
} from '../../sandbox-core/index.ts';
import { loadGuest, Recorder, type RecordedRun } from '../fixtures/recorded-run.ts';
import { SAMPLES } from './command-line.ts';

type HiddenPart = ExportChoice['leaveOut'] extends ReadonlySet<infer Part> ? Part : never;

const recorder = new Recorder();
afterAll(() => recorder.close());

const MAZE = { mounts: [{ guest: '/maze', source: { kind: 'memory' }, rights: ['read', 'write', 'create'] }] } as const;
const FUEL = { limits: { ...DEFAULT_LIMITS, fuel: { most: 1e9, counting: 'exact' } } } as const;

/** Reads 8 random bytes to `at` and prints them. */
const echo = (at: number): string => `(module
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (drop (call $random (i32.const ${at}) (i32.const 8)))
    (i32.store (i32.const ${at + 16}) (i32.const ${at})) (i32.store (i32.const ${at + 20}) (i32.const 8))
    (drop (call $write (i32.const 1) (i32.const ${at + 16}) (i32.const 1) (i32.const ${at + 24})))))`;

/** Grows its memory of one page by one and by 99, and a table by one; exits with whether the second growth came off. */
const GROWER = `(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1) (table 0 10 funcref)
  (func (export "_start") (local $second i32)
    (drop (memory.grow (i32.const 1)))
    (local.set $second (i32.ne (memory.grow (i32.const 99)) (i32.const -1)))
    (drop (table.grow (ref.null func) (i32.const 1)))
    (call $exit (local.get $second))))`;

/** Changes one byte of what the host had written, as `withByte` of its chunk. */
function changed(recording: Recording, row: number): Recording {
  const chunk = recording.chunkOf(row);
  const data = chunk.data.slice();
  const access = chunk.accessStart[row - chunk.firstRow] ?? 0;
  const at = chunk.dataStart[access] ?? 0;
  data[at] = (data[at] ?? 0) ^ 1;
  return withChunk(recording, { ...chunk, data });
}

/** The recording with this chunk in place of its own. */
function withChunk(recording: Recording, other: Chunk): Recording {
  return new Proxy(recording, {
    get: (target, name) => {
      if (name === 'chunk') {
        return (number: number) => (target.chunk(number).firstRow === other.firstRow ? other : target.chunk(number));
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

describe('a replay', () => {
  for (const [name, change] of Object.entries({ hello: {}, thief: {}, maze: MAZE, trapper: {}, hog: {} })) {
    it(`of ${name} is the same to the bit`, async () => {
      const run = await recorder.record(`${SAMPLES}/${name}.wasm`, change);
      expect(await recorder.replay(run.recording, run)).toEqual({ kind: 'same', calls: run.recording.rows, fuel: null });
    });
  }

  it('counts the same instructions', async () => {
    const run = await recorder.record(`${SAMPLES}/thief.wasm`, FUEL);
    const used = run.outcome.totals.limits.find(({ limit }) => limit === 'fuel')?.used;
    expect(used).toBeGreaterThan(0);
    expect(await recorder.replay(run.recording, run)).toEqual({ kind: 'same', calls: run.recording.rows, fuel: used });
  });

  it('of random bytes gives those of the recording', async () => {
    const run = await recorder.record(echo(64));
    expect(await recorder.replay(run.recording, run)).toMatchObject({ kind: 'same', calls: 2 });
  });

  it('with one byte of the recording changed says where the guest does something else', async () => {
    const run = await recorder.record(echo(64));
    const verdict = await recorder.replay(changed(run.recording, 0), run);
    expect(verdict).toMatchObject({
      kind: 'diverged',
      calls: 1,
      divergence: { kind: 'bytes', row: 1, call: 'fd_write', stack: [{ functionIndex: 2 }] },
    });
  });

  it('of another build gives the answers where it wants them', async () => {
    const run = await recorder.record(echo(64));
    expect(await recorder.replay(run.recording, loadGuest(echo(4096)), true)).toMatchObject({ kind: 'same', calls: 2 });
    expect(await recorder.replay(run.recording, loadGuest(echo(4096)), false)).toMatchObject({
      kind: 'diverged',
      divergence: { kind: 'argument', row: 0, part: 'argument buf', expected: '64', found: '4096' },
    });
  });

  it('of a build that calls once more, or once less, says so', async () => {
    const run = await recorder.record(echo(64));
    const less = echo(64).replace(/\(drop \(call \$write.*?\)\)\)\)\)$/s, '))');
    expect(await recorder.replay(run.recording, loadGuest(less), true)).toMatchObject({
      kind: 'diverged',
      divergence: { kind: 'fewer-calls', row: 1, call: 'fd_write', found: 'returned' },
    });
    const more = echo(64).replace(/\)\)$/, '(drop (call $random (i32.const 64) (i32.const 8)))))');
    expect(await recorder.replay(run.recording, loadGuest(more), true)).toMatchObject({
      kind: 'diverged',
      divergence: { kind: 'more-calls', row: 2, found: 'random_get' },
    });
  });

  it('holds the count of instructions against that of each call', async () => {
    const run = await recorder.record(`${SAMPLES}/thief.wasm`, FUEL);
    const chunk = run.recording.chunk(0);
    const fuel = chunk.fuel ?? new Float64Array();
    expect(fuel.length).toBe(chunk.rows);
    expect([...fuel]).toEqual([...fuel].toSorted((one, other) => one - other));
    expect(fuel.at(-1)).toBeGreaterThan(1000);
    const last = chunk.rows - 1;
    const other = withChunk(run.recording, { ...chunk, fuel: fuel.map((used, row) => (row === last ? used + 1 : used)) });
    expect(await recorder.replay(other, run)).toMatchObject({
      kind: 'diverged',
      divergence: { kind: 'fuel', row: last, expected: String((fuel[last] ?? 0) + 1), found: String(fuel[last]) },
    });
  });

  it('of a run that its time limit ended is the same until then', async () => {
    const limits = { ...DEFAULT_LIMITS, wallTime: 2e8 as never };
    const run = await recorder.record(`${SAMPLES}/spinner.wasm`, { limits });
    expect(run.outcome).toMatchObject({ kind: 'limit', limit: 'wall-time' });
    expect(await recorder.replay(run.recording, run)).toMatchObject({ kind: 'same-until-stop', ending: 'limit' });
  });

  it('repeats what came of growing a memory, success and refusal', async () => {
    const run = await recorder.record(GROWER, {
      limits: { ...DEFAULT_LIMITS, memory: { most: 262_144 as never, onExceed: 'fail' } },
    });
    expect(run.outcome).toMatchObject({ kind: 'exited', code: 0 });
    // A run may be drained into several chunks.
    const chunks = run.recording.chunks.map((_, number) => run.recording.chunk(number));
    const { signatures } = run.recording.header;
    expect(chunks.flatMap(({ signature }) => [...signature].map((number) => signatures[number]?.name))).toEqual([
      'memory.grow',
      'memory.grow',
      'table.grow',
      'proc_exit',
    ]);
    expect(chunks.flatMap(({ result }) => [...result])).toEqual([1, -1, 0, 0]);
    expect(await recorder.replay(run.recording, run)).toMatchObject({ kind: 'same', calls: 4 });
  });

  it('repeats a growth that its host refused, though it could be had here', async () => {
    const run = await recorder.record(GROWER.replace('i32.const 99', 'i32.const 1'));
    const chunk = run.recording.chunkOf(1);
    const result = chunk.result.slice();
    result[1 - chunk.firstRow] = -1;
    const recording = withChunk(run.recording, { ...chunk, result });
    // The second growth succeeded when it was recorded: the guest exits with 1, and now with 0.
    expect(run.outcome).toMatchObject({ kind: 'exited', code: 1 });
    expect(await recorder.replay(recording, run)).toMatchObject({
      kind: 'diverged',
      divergence: { kind: 'argument', call: 'proc_exit', expected: '1', found: '0' },
    });
  });

  it('of an export says what it lacks, and needs nothing that it would not read', async () => {
    const run = await recorder.record(echo(64));
    const exported = async (...left: HiddenPart[]) => {
      const into = `${run.path}-${left.join('-')}`;
      exportRecording(recorder.platform, run.path, into, { ...DEFAULT_EXPORT, leaveOut: new Set(left) });
      return recorder.replay(recorder.open(into), run);
    };
    expect(await exported('secret')).toMatchObject({ kind: 'same' });
    expect(await exported('data')).toEqual({
      kind: 'refused',
      message: 'the recording was exported without the bytes that its guest got',
    });
  });
});

describe('a replay with free output', () => {
  const echoed = echo(64);
  const freely = (run: RecordedRun, source: string, elsewhere = true) =>
    startReplay({
      platform: recorder.platform,
      recording: run.recording,
      ...loadGuest(source),
      elsewhere,
      freeOutput: true,
      guests: recorder.guests,
    }).ended;

  it('answers a build that prints something else, more often, and ends otherwise', async () => {
    const run = await recorder.record(echoed);
    const write = '(drop (call $write (i32.const 2) (i32.const 80) (i32.const 1) (i32.const 88)))';
    const verdict = await freely(run, echoed.replace(/\)\)$/, `${write} unreachable))`));
    const bytes = run.recording.chunk(0).data.slice(0, 8);
    expect(verdict).toMatchObject({
      kind: 'answered',
      calls: 1,
      end: { ending: { kind: 'trapped', trap: { kind: 'unreachable' } } },
    });
    expect(verdict.kind === 'answered' ? verdict.output : []).toEqual([
      { from: 'stdout', bytes },
      { from: 'stderr', bytes },
    ]);
  });

  it('has no answer to a call that was never recorded', async () => {
    const run = await recorder.record(echoed);
    const more = echoed.replace(/\)\)$/, '(drop (call $random (i32.const 64) (i32.const 8)))))');
    expect(await freely(run, more)).toMatchObject({ kind: 'diverged', divergence: { kind: 'more-calls', found: 'random_get' } });
  });

  it('tells a guest that its vectors reach out of memory, as a host does', async () => {
    const run = await recorder.record(echoed);
    const outside = echoed.replace('(i32.store (i32.const 80) (i32.const 64))', '(i32.store (i32.const 80) (i32.const -4))');
    expect(outside).not.toBe(echoed);
    expect(await freely(run, outside)).toMatchObject({ kind: 'answered', output: [], end: { ending: { kind: 'returned' } } });
  });

  it('of the same build passes over what was printed before a growth, and holds the growth', async () => {
    const growing = echoed.replace(/\)\)$/, '(drop (memory.grow (i32.const 1)))))');
    const run = await recorder.record(growing);
    expect(await freely(run, growing, false)).toMatchObject({
      kind: 'answered',
      calls: 3,
      end: { ending: { kind: 'returned' } },
    });
  });
});
