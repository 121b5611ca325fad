// What a host call costs: a bare import against the same call through the gate, decided, metered and recorded in a ring
// that is drained between batches. In processor time of the thread, so that what else the machine does stays out of it; the
// system counts that in ticks, so that batches are long and their mean counts, without the first ones, which warm up.
import wabt from 'wabt';
import { FreezePoint } from '../../sandbox-core/host/freeze-point.ts';
import { createGate } from '../../sandbox-core/host/gate.ts';
import { readModule } from '../../sandbox-core/module/read-module.ts';
import { nodeClock } from '../../sandbox-core/platform/node/clock.ts';
import { nodeHostFiles } from '../../sandbox-core/platform/node/host-files.ts';
import { fillRandom } from '../../sandbox-core/platform/node/random.ts';
import { emptyManifest } from '../../sandbox-core/policy/empty-manifest.ts';
import { ChunkBuilder } from '../../sandbox-core/recording/record/chunk-builder.ts';
import { createRing, ringReader, ringRecorder } from '../../sandbox-core/recording/record/ring.ts';
import type { RunId } from '../../sandbox-core/base/ids.ts';
import { planRun } from '../../sandbox-core/run/plan.ts';

const GUEST = `(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "\\80\\00\\00\\00\\40\\00\\00\\00")
  (func (export "sched_yield") (param $n i32) (loop $l (drop (call $yield)) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "clock_time_get") (param $n i32) (loop $l (drop (call $clock (i32.const 1) (i64.const 0) (i32.const 8))) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "fd_write 64 B") (param $n i32) (loop $l (drop (call $write (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 8))) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))`;

const CASES = ['sched_yield', 'clock_time_get', 'fd_write 64 B'] as const;
/** What the ring holds of the longest record without being drained. */
const BATCH = 25_000;
const BATCHES = 100;

async function main(): Promise<void> {
  const bytes = new Uint8Array((await wabt()).parseWat('guest.wat', GUEST).toBinary({}).buffer);
  const compiled = new WebAssembly.Module(bytes);
  const bare = new WebAssembly.Instance(compiled, {
    wasi_snapshot_preview1: {
      sched_yield: () => 0,
      clock_time_get: (_a: number, _b: bigint, _c: number) => 0,
      fd_write: () => 0,
    },
  });
  const gated = gatedGuest(compiled, bytes);
  for (const name of CASES) {
    const plain = meanOfWarm(batches(bare, name, () => undefined));
    const full = meanOfWarm(batches(gated.instance, name, gated.drain));
    const figures = `bare ${plain.toFixed(1)} ns, gated and recorded ${full.toFixed(1)} ns, over it ${(full - plain).toFixed(1)} ns, ratio ${(full / plain).toFixed(1)}`;
    process.stdout.write(`${name.padEnd(16)} ${figures}\n`);
  }
}

function gatedGuest(compiled: WebAssembly.Module, bytes: Uint8Array): { instance: WebAssembly.Instance; drain: () => void } {
  const manifest = {
    ...emptyManifest(),
    limits: { ...emptyManifest().limits, output: Number.MAX_SAFE_INTEGER as never, hostCalls: 2 ** 40 },
  };
  const plan = planRun({ run: 'r000000000000' as RunId, manifest, program: 'bench', mounts: [] });
  const stop = new Int32Array(new SharedArrayBuffer(64));
  const freezePoint = new FreezePoint(stop, nodeClock, () => undefined);
  const ring = createRing(8 << 20);
  const reader = ringReader(ring);
  const builder = new ChunkBuilder();
  const gate = createGate({
    plan,
    stdin: new Uint8Array(),
    recorder: ringRecorder(ring, { stop, keepReadBytes: 4096 }),
    clock: freezePoint.clock,
    random: fillRandom,
    hostFiles: nodeHostFiles,
    stop,
    freezePoint,
    runStart: freezePoint.clock.monotonic(),
    trap: () => {
      throw new Error('trap');
    },
  });
  const read = readModule(bytes);
  if (!read.ok) throw new Error('unreadable');
  const imports = gate.importsFor(read.value);
  if (!imports.ok) throw new Error('not linked');
  const instance = new WebAssembly.Instance(compiled, imports.value as WebAssembly.Imports);
  gate.attach(instance.exports['memory'] as WebAssembly.Memory);
  const drain = (): void => {
    while (reader.drain(builder) > 0) builder.take();
    builder.take();
  };
  return { instance, drain };
}

/** Nanoseconds a call, one figure a batch. */
function batches(instance: WebAssembly.Instance, name: string, between: () => void): number[] {
  const run = instance.exports[name] as (count: number) => void;
  const figures: number[] = [];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const start = process.threadCpuUsage().user;
    run(BATCH);
    figures.push(((process.threadCpuUsage().user - start) / BATCH) * 1e3);
    between();
  }
  return figures;
}

function meanOfWarm(figures: number[]): number {
  const warm = figures.slice(figures.length >> 2);
  return warm.reduce((sum, figure) => sum + figure, 0) / warm.length;
}

await main();
