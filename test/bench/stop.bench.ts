// How long a guest goes on after its limit of wall time: a guest that only computes, in a process of its own, from the
// moment at which the limit was reached to the outcome. The limit counts from the guest's first instruction, of which the
// engine hears a little later than it is: what a run is late by is told too high, never too low.
import wabt from 'wabt';
import { emptyManifest, GuestPool, newRunId, planRun, readModule, startRun, type Module } from '../../sandbox-core/index.ts';
import { nodePlatform, stderrLog } from '../../sandbox-core/node.ts';
import { median, print } from './figures.ts';

const RUNS = 100;
const LIMIT_MILLISECONDS = 50;
const SPINNER = '(module (memory (export "memory") 1) (func (export "_start") (loop (br 0))))';

const platform = nodePlatform({ log: stderrLog('error') });
const guests = new GuestPool(platform.guests, 0);

async function main(): Promise<void> {
  const bytes = new Uint8Array((await wabt()).parseWat('spinner.wat', SPINNER).toBinary({}).buffer);
  const read = readModule(bytes);
  if (!read.ok) throw new Error('the guest is unreadable');
  const late: number[] = [];
  for (let run = 0; run < RUNS; run += 1) late.push(await lateness(bytes, read.value));
  const ordered = late.toSorted((one, other) => one - other);
  const at = (share: number): string => (ordered[Math.min(RUNS - 1, Math.ceil(RUNS * share) - 1)] ?? 0).toFixed(1);
  print(`${RUNS} runs stopped by a limit of ${LIMIT_MILLISECONDS} ms of wall time`);
  print(`from the limit to the outcome: median ${median(late).toFixed(1)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms`);
}

/** Milliseconds from the limit to the outcome. */
async function lateness(bytes: Uint8Array, module: Module): Promise<number> {
  const limits = { ...emptyManifest().limits, wallTime: (LIMIT_MILLISECONDS * 1e6) as never };
  const manifest = { ...emptyManifest(), limits };
  const plan = planRun({ run: newRunId(platform.clock.wall(), platform.random), manifest, program: 'spinner', mounts: [] });
  const run = startRun({ platform, plan, bytes, module, stdin: new Uint8Array(), guests, recording: undefined });
  const entered = new Promise<number>((resolve) => {
    run.changed.listen(() => {
      if (run.state === 'running') resolve(performance.now());
    });
  });
  const began = await entered;
  const outcome = await run.ended;
  if (outcome.kind !== 'limit' || outcome.limit !== 'wall-time') throw new Error(`the run ended otherwise: ${outcome.kind}`);
  return performance.now() - began - LIMIT_MILLISECONDS;
}

await main();
guests.close();
