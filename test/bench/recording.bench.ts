// What recording sustains: a real guest process that does nothing but call, into a session file. From the guest's first
// instruction to the sealed file: guest thread, ring, chunks, pipe, engine, SQLite. The file is then read back whole, and
// must hold exactly the calls that were made.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import wabt from 'wabt';
import {
  createRecording,
  emptyManifest,
  GuestPool,
  newRecording,
  newRunId,
  openRecording,
  planRun,
  readModule,
  startRun,
  type Outcome,
  type Recording,
} from '../../sandbox-core/index.ts';
import { nodePlatform, stderrLog } from '../../sandbox-core/node.ts';

const CALLS = 2_000_000;
const ROUNDS = 3;

interface Case {
  readonly name: string;
  readonly type: string;
  readonly arguments: string;
  /** What each row must hold, since all calls of a case are alike. */
  readonly argumentCount: number;
  readonly accesses: readonly string[];
}

const CASES: readonly Case[] = [
  { name: 'sched_yield', type: '(result i32)', arguments: '', argumentCount: 0, accesses: [] },
  {
    name: 'clock_time_get',
    type: '(param i32 i64 i32) (result i32)',
    arguments: '(i32.const 1) (i64.const 0) (i32.const 8)',
    argumentCount: 3,
    accesses: ['1 at 8, 8 bytes'],
  },
  {
    name: 'fd_write',
    type: '(param i32 i32 i32 i32) (result i32)',
    arguments: '(i32.const 1) (i32.const 64) (i32.const 1) (i32.const 8)',
    argumentCount: 4,
    accesses: ['0 at 64, 8 bytes', '2 at 128, 64 bytes', '1 at 8, 4 bytes'],
  },
];

const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-bench-'));
const platform = nodePlatform({ log: stderrLog('error') });

async function main(): Promise<void> {
  const assembler = await wabt();
  for (const one of CASES) {
    const bytes = new Uint8Array(assembler.parseWat('guest.wat', guestText(one)).toBinary({}).buffer);
    for (let round = 0; round < ROUNDS; round += 1) await measure(one, bytes, join(folder, `${one.name}-${round}.session`));
  }
}

function guestText({ name, type, arguments: values }: Case): string {
  return `(module
  (import "wasi_snapshot_preview1" "${name}" (func $call ${type}))
  (memory (export "memory") 1)
  (data (i32.const 64) "\\80\\00\\00\\00\\40\\00\\00\\00")
  (data (i32.const 128) "2026-11-24T09:30:12.345Z info: 64 bytes as a program prints them")
  (func (export "_start") (local $n i32) (local.set $n (i32.const ${CALLS}))
    (loop $l (drop (call $call ${values})) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))`;
}

async function measure(one: Case, bytes: Uint8Array, file: string): Promise<void> {
  const before = process.cpuUsage();
  const { seconds, outcome } = await recordedRun(bytes, file);
  const { user, system } = process.cpuUsage(before);
  if (outcome.kind !== 'returned' || outcome.totals.calls !== CALLS) {
    throw new Error(`the run ended otherwise: ${JSON.stringify(outcome)}`);
  }
  const recording = openRecording(platform, file);
  if (!recording.ok) throw new Error('the session file is unreadable');
  checkCalls(recording.value, one);
  recording.value.close();
  const rate = Math.round(CALLS / seconds).toLocaleString('en');
  const size = (statSync(file).size / CALLS).toFixed(1);
  const name = one.name === 'fd_write' ? 'fd_write 64 B' : one.name;
  // Tells, on a machine that has other things to do, whether the engine is what holds a run up.
  const engine = `${(((user + system) * 1000) / CALLS).toFixed(0)} ns of the engine's processor time a call`;
  process.stdout.write(`${name.padEnd(16)} ${rate.padStart(9)} calls/s, ${size} bytes a call in the file, ${engine}\n`);
  rmSync(file);
}

async function recordedRun(bytes: Uint8Array, file: string): Promise<{ seconds: number; outcome: Outcome }> {
  const read = readModule(bytes);
  if (!read.ok) throw new Error('the guest is unreadable');
  const limits = { ...emptyManifest().limits, output: Number.MAX_SAFE_INTEGER as never };
  const manifest = { ...emptyManifest(), limits };
  const plan = planRun({ run: newRunId(platform.clock.wall(), platform.random), manifest, program: 'bench', mounts: [] });
  const guests = new GuestPool(platform.guests, 0);
  const kept = newRecording(platform, { plan, moduleName: 'bench', moduleBytes: bytes, manifestText: '' });
  const recording = createRecording(platform, file, kept);
  const run = startRun({ platform, plan, bytes, module: read.value, stdin: new Uint8Array(), guests, recording });
  let entered = 0;
  run.changed.listen(() => {
    if (run.state === 'running' && entered === 0) entered = performance.now();
  });
  const outcome = await run.ended;
  const seconds = (performance.now() - entered) / 1000;
  guests.close();
  return { seconds, outcome };
}

/** Every row is there, in its place, with what its call had: a lost, doubled or torn one ends the benchmark. */
function checkCalls(recording: Recording, one: Case): void {
  if (recording.rows !== CALLS) throw new Error(`${recording.rows} of ${CALLS} calls are in the file`);
  const signature = recording.header.signatures.findIndex(({ name }) => name === one.name);
  const wanted = `${signature} 0 0 ${one.argumentCount} ${one.accesses.join('; ')}`;
  let before = 0;
  for (let number = 0; number < recording.chunks.length; number += 1) {
    const chunk = recording.chunk(number);
    for (let row = 0; row < chunk.rows; row += 1) {
      const [first = 0, end = 0] = [chunk.accessStart[row], chunk.accessStart[row + 1]];
      const accesses: string[] = [];
      for (let access = first; access < end; access += 1) {
        accesses.push(`${chunk.accessKind[access]} at ${chunk.accessPointer[access]}, ${chunk.accessLength[access]} bytes`);
      }
      const count = (chunk.argumentStart[row + 1] ?? 0) - (chunk.argumentStart[row] ?? 0);
      const found = `${chunk.signature[row]} ${chunk.outcome[row]} ${chunk.result[row]} ${count} ${accesses.join('; ')}`;
      const start = chunk.start[row] ?? -1;
      if (found !== wanted || start < before) throw new Error(`row ${chunk.firstRow + row} is ${found} at ${start}`);
      before = start;
    }
  }
}

try {
  await main();
} finally {
  rmSync(folder, { recursive: true });
}
