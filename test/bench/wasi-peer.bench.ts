// Run time of the same guests under Node's own WASI and through our gate, alternating in one run: unrecorded, recorded in a ring
// that is drained when the guest has ended, and recorded with the stack limit that recorded runs get. Without fuel, at most 1.05
// of Node's. The machine is noisy: trust the ratios of medians.
//   node test/bench/wasi-peer.bench.ts [--rounds 9]
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { WASI } from 'node:wasi';
import { nodeHostFiles } from '../../sandbox-core/platform/node/host-files.ts';
import { createRing, ringReader, ringRecorder } from '../../sandbox-core/recording/record/ring.ts';
import { ChunkBuilder } from '../../sandbox-core/recording/record/chunk-builder.ts';
import { rewriteModule } from '../../sandbox-core/rewrite/rewrite-module.ts';
import { testPlan } from '../fixtures/host/guest-environment.ts';
import { benchGuests, cpython, type BenchGuest } from './bench-guests.ts';
import { median, print, threadMilliseconds } from './figures.ts';
import { startProgram } from './wasi-program.ts';

const MOST = 1.05;
const FIRST_ROUNDS = 3;
const RING_BYTES = 64 << 20;
const KEEP_READ_BYTES = 4096;
const STACK = {
  memoryBytes: 2 ** 31,
  onMemoryExceed: 'stop',
  tableElements: 1_000_000,
  fuel: 'off',
  stackLimit: 600_000,
} as const;

const SCRIPT = `
import json, hashlib, os
rows = [{"id": n, "name": "row %d" % n, "odd": bool(n % 2)} for n in range(20000)]
text = json.dumps(rows)
with open("/data/rows.json", "w") as file: file.write(text)
again = json.loads(open("/data/rows.json").read())
total = sum(row["id"] for row in again if row["odd"])
digest = hashlib.sha256(text.encode()).hexdigest()
words = sorted(row["name"] for row in again)
print(total, digest[:12], words[7], os.listdir("/data"))`;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const folder = mkdtempSync(join(tmpdir(), 'wasi-peer-'));
try {
  const kernel = (await benchGuests()).find(({ name }) => name === 'SHA-256');
  const verdicts = [
    compare('CPython script', pythonRuns()),
    compare('SHA-256 kernel', kernel === undefined ? {} : kernelRuns(kernel)),
  ];
  process.exitCode = verdicts.every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** Each readies a run and gives back what is to be timed, which answers with the output. */
type Runs = Readonly<Record<string, () => () => string>>;

function compare(name: string, runs: Runs): boolean {
  const times = new Map(Object.keys(runs).map((way) => [way, [] as number[]]));
  const answers = new Set<string>();
  for (let round = 0; round < Number(values.rounds) + FIRST_ROUNDS; round += 1) {
    for (const [way, ready] of Object.entries(runs)) {
      const run = ready();
      const began = threadMilliseconds();
      const answer = run();
      if (round >= FIRST_ROUNDS) times.get(way)?.push(threadMilliseconds() - began);
      answers.add(answer);
    }
  }
  const [peer = Number.NaN, ...ours] = [...times.values()].map(median);
  const shown = ours.map((one, column) => `${Object.keys(runs)[column + 1]} ${(one / peer).toFixed(3)}`);
  print(`${name.padEnd(16)} node:wasi ${peer.toFixed(0)} ms   ${shown.join('   ')}`);
  if (answers.size > 1) print(`UNEQUAL ANSWERS ${[...answers].join(' | ')}`);
  const met = answers.size === 1 && (ours[0] ?? Number.NaN) / peer <= MOST;
  print(`  unrecorded, at most ${MOST}: ${met ? 'met' : 'MISSED'}`);
  return met;
}

function pythonRuns(): Runs {
  const guest = cpython(SCRIPT);
  const plain = new WebAssembly.Module(guest.bytes);
  const limited = new WebAssembly.Module(withStack(guest));
  return {
    'node:wasi': () => underNode(plain),
    unrecorded: () => throughGate(plain, false),
    recorded: () => throughGate(plain, true),
    'recorded, stack limit': () => throughGate(limited, true),
  };
}

/** A kernel calls no host function, so all that differs is the code. */
function kernelRuns(guest: BenchGuest): Runs {
  const plain = new WebAssembly.Module(guest.bytes);
  const limited = new WebAssembly.Module(withStack(guest));
  return {
    'node:wasi': () => guest.start(plain).run,
    unrecorded: () => guest.start(plain).run,
    'stack limit': () => guest.start(limited).run,
  };
}

function withStack({ bytes, module }: BenchGuest): Uint8Array<ArrayBuffer> {
  return rewriteModule(bytes, module, STACK).bytes as Uint8Array<ArrayBuffer>;
}

function underNode(compiled: WebAssembly.Module): () => string {
  const output = join(folder, 'output.txt');
  const wasi = new WASI({
    version: 'preview1',
    args: ['python', '-c', SCRIPT],
    env: {},
    preopens: { '/data': dataFolder() },
    stdout: openSync(output, 'w'),
    returnOnExit: true,
  });
  const instance = new WebAssembly.Instance(compiled, wasi.getImportObject() as WebAssembly.Imports);
  return () => {
    wasi.start(instance);
    return readFileSync(output, 'utf8');
  };
}

function throughGate(compiled: WebAssembly.Module, recorded: boolean): () => string {
  const mounts = [{ guest: '/data', source: { kind: 'host', path: dataFolder() }, rights: ['read', 'write', 'create'] }] as const;
  const stop = new Int32Array(new SharedArrayBuffer(64));
  const ring = createRing(RING_BYTES);
  const reader = ringReader(ring);
  const started = startProgram(compiled, {
    plan: testPlan({ args: ['python', '-c', SCRIPT], mounts }),
    hostFiles: nodeHostFiles,
    stop,
    also: recorded ? ringRecorder(ring, { stop, keepReadBytes: KEEP_READ_BYTES }) : undefined,
  });
  return () => {
    const answer = started.run();
    const builder = new ChunkBuilder();
    while (reader.drain(builder) > 0) builder.take();
    return answer;
  };
}

function dataFolder(): string {
  return mkdtempSync(join(folder, 'data-'));
}
