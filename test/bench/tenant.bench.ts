// What tenants cost: an instance of a known module until its first instruction, in the warm thread and from another process;
// ten thousand of them; and how long after its time a guest that never returns is gone. Single runs on a noisy machine.
import { readdirSync, readFileSync } from 'node:fs';
import wabt from 'wabt';
import { emptyManifest, GuestError, newRunId, planRun } from '../../sandbox-core/index.ts';
import { Sandbox } from '../../sandbox-core/node.ts';
import { nodeClock } from '../../sandbox-core/platform/node/clock.ts';
import { nodeHostFiles } from '../../sandbox-core/platform/node/host-files.ts';
import { ownProcessorTime } from '../../sandbox-core/platform/node/processor-time.ts';
import { fillRandom } from '../../sandbox-core/platform/node/random.ts';
import { createControlWords } from '../../sandbox-core/run/control-words.ts';
import { TenantThread } from '../../sandbox-core/tenant/tenant-thread.ts';

const PLAIN = `(module (memory (export "memory") 1)
  (func (export "first") (i32.store (i32.const 0) (i32.const 1)))
  (func (export "spin") (loop (br 0))))`;
const WASI = `(module
  (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
  (memory (export "memory") 1)
  (func (export "first") (i32.store (i32.const 0) (i32.const 1))))`;

const ROUNDS = 2000;
const INSTANCES = 10_000;
const STOPS = 120;
const STOP_MILLISECONDS = 20;

async function main(): Promise<void> {
  const toolkit = await wabt();
  const assemble = (text: string): Uint8Array => new Uint8Array(toolkit.parseWat('guest.wat', text).toBinary({}).buffer);
  say('warm thread, without imports', inWarmThread(assemble(PLAIN)));
  say('warm thread, WASI imports', inWarmThread(assemble(WASI)));
  await using sandbox = await Sandbox.builder().source(assemble(PLAIN)).build();
  say('from another process', await fromProcess(sandbox));
  await many('instances without imports', sandbox);
  await using second = await Sandbox.builder().source(assemble(WASI)).build();
  await many('instances with WASI imports', second);
  await stops(assemble(PLAIN));
}

/** Microseconds from the command to the return of a function of three instructions: an upper bound of the first instruction. */
function inWarmThread(bytes: Uint8Array): number[] {
  const plan = planRun({ run: newRunId(nodeClock.wall(), fillRandom), manifest: emptyManifest(), program: 'bench', mounts: [] });
  const thread = new TenantThread({
    configuration: { plan, reporting: { decisions: false, output: false } },
    words: createControlWords(),
    clock: nodeClock,
    hostFiles: nodeHostFiles,
    random: fillRandom,
    processorTime: ownProcessorTime,
    tell: () => undefined,
  });
  const head = { entries: [], hooks: null, fuelExport: null, stackExport: null, stackBytes: null };
  thread.take({ kind: 'module', digest: 'bench', head, bytes });
  const place = { thread: 0, generation: 0, operation: 1 };
  return Array.from({ length: ROUNDS }, (_, index) => {
    const instance = index + 1;
    const start = performance.now();
    thread.take({ kind: 'open', ...place, first: instance, count: 1, digest: 'bench', stdin: new Uint8Array() });
    thread.take({ kind: 'call', ...place, instance, milliseconds: 1000, name: 'first', values: [] });
    const took = (performance.now() - start) * 1000;
    thread.take({ kind: 'close', instance });
    return took;
  });
}

type Built = Awaited<ReturnType<ReturnType<typeof Sandbox.builder>['build']>>;

async function fromProcess(sandbox: Built): Promise<number[]> {
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    const instance = await sandbox.instance();
    await instance.call('first');
    took.push((performance.now() - start) * 1000);
    instance.close();
  }
  return took;
}

/** Each has written to its page, so that it is there. */
async function many(what: string, sandbox: Built): Promise<void> {
  const before = residentBytes(sandbox.pid ?? 0);
  const start = performance.now();
  const instances = await sandbox.instances(INSTANCES);
  const made = performance.now() - start;
  for (const instance of instances) await instance.call('first');
  const each = (residentBytes(sandbox.pid ?? 0) - before) / INSTANCES;
  print(`${INSTANCES} ${what}`, `${((made * 1000) / INSTANCES).toFixed(0)} µs and ${(each / 1024).toFixed(1)} KiB of RSS each`);
}

async function stops(bytes: Uint8Array): Promise<void> {
  await using sandbox = await Sandbox.builder().source(bytes).threads(1).build();
  const took: number[] = [];
  for (let stop = 0; stop < STOPS; stop += 1) {
    const instance = await sandbox.instance();
    // So that a thread that is still starting does not count.
    await instance.call('first');
    const start = performance.now();
    const thrown: unknown = await instance.call('spin', [], { time: STOP_MILLISECONDS }).catch((fault: unknown) => fault);
    if (!(thrown instanceof GuestError) || thrown.ending.kind !== 'limit') throw new Error('the guest was not stopped');
    took.push((performance.now() - start - STOP_MILLISECONDS) * 1000);
    instance.close();
  }
  say('timeout to stopped', took);
}

/** Of a process and all that come of it: the jail stands around the one that counts. */
function residentBytes(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  );
  return pages * 4096 + children.reduce((sum, child) => sum + residentBytes(Number(child)), 0);
}

function say(what: string, microseconds: number[]): void {
  const sorted = microseconds.toSorted((left, right) => left - right);
  const at = (part: number): string => `${(sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(0)} µs`;
  print(what, `p50 ${at(0.5)}, p99 ${at(0.99)}`);
}

function print(what: string, figures: string): void {
  process.stdout.write(`${what.padEnd(36)} ${figures}\n`);
}

await main();
