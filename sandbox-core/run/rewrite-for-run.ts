// A module with its plan's limits written in, and the exports to call of it: the same for a run and for each replay of it.
import type { Limits } from '../limits/limits.ts';
import type { Module } from '../module/module.ts';
import { rewriteModule, type RewrittenModule } from '../rewrite/rewrite-module.ts';
import type { SentStart } from './guest-protocol.ts';
import type { RunPlan } from './run-plan.ts';

/**
 * Estimated stack of a recorded guest, where its manifest says nothing else: V8's own depth changes as its tiers do, and its
 * overflow can be caught by the guest. Below the 8 MiB that platform/node/guest-worker.ts gives the thread, with room for a
 * host call on top.
 */
const STACK_BYTES = 5 << 20;

export interface RewriteRequest {
  readonly plan: RunPlan;
  readonly bytes: Uint8Array;
  readonly module: Module;
  /** Whether growth of memories and tables is told to the gate. */
  readonly recorded: boolean;
  /** Null: no limit of our own. */
  readonly stackBytes: number | null;
}

export function stackBytesOf(limits: Limits, recorded: boolean): number | null {
  return limits.stack ?? (recorded ? STACK_BYTES : null);
}

/** Throws REFUSED where that cannot be done. */
export function rewriteForRun({ plan, bytes, module, recorded, stackBytes }: RewriteRequest): RewrittenModule {
  const { memory, tableElements, fuel, collectedHeap } = plan.limits;
  return rewriteModule(bytes, module, {
    memoryBytes: memory.most,
    onMemoryExceed: memory.onExceed,
    tableElements,
    fuel: fuel?.counting ?? (plan.observable ? 'exact' : 'off'),
    gc: collectedHeap === 'refuse' ? 'refuse' : 'count',
    stackLimit: stackBytes ?? 'off',
    watchGrowth: recorded,
  });
}

/** What the guest's thread must know of the rewritten module: what to call, and what to set. */
export function startOf(
  rewritten: RewrittenModule,
  module: Module,
): Pick<SentStart, 'entries' | 'hooks' | 'fuelExport' | 'bytes'> {
  const main = module.exports.some((exported) => exported.name === '_start') ? '_start' : '_initialize';
  const entries = rewritten.start === undefined ? [main] : [rewritten.start.functionExport, main];
  const { hooks = null, fuelExport = null, bytes } = rewritten;
  return { entries, hooks, fuelExport, bytes };
}
