// What instances have used, for people and for bills: counts by instance and in sum, and how near each limit came.
import type { LimitName, LimitUse, Limits } from '../limits/limits.ts';
import { limitUses } from '../run/limit-uses.ts';
import type { Ending, RunTotals } from '../run/outcome.ts';
import { stackBytesOf } from '../run/rewrite-for-run.ts';
import type { InstanceCounts } from '../tenant/reports.ts';

/** Counts come from the guest's process; each is held below its limit. */
export interface Counts extends InstanceCounts {
  /** Calls into the guest that were begun. */
  readonly calls: number;
  /** Nanoseconds inside the guest, all calls together, and the longest of them. */
  readonly time: number;
  readonly longestCall: number;
  /** Nanoseconds of processor time inside the guest, and of the call that took most; 0 where the limits do not ask for it. */
  readonly cpu: number;
  readonly busiestCall: number;
}

export interface InstanceUsage extends Counts {
  readonly instance: number;
  readonly state: 'alive' | 'dead';
  /** `wall-time` and `cpu-time` count the longest call, since they bound each; all others count since the instance was made or reset. */
  readonly limits: readonly LimitUse[];
}

export interface SandboxUsage {
  /** Those that are there, dead ones included. */
  readonly instances: readonly InstanceUsage[];
  /** Of all instances, those that were closed or reset included; memory counts those that are alive. */
  readonly total: Counts;
}

export const NO_COUNTS: Counts = {
  calls: 0,
  time: 0,
  longestCall: 0,
  cpu: 0,
  busiestCall: 0,
  hostCalls: 0,
  denials: 0,
  errors: 0,
  fuel: 0,
  memory: 0,
  output: 0,
  input: 0,
  hostCallRate: 0,
  sleep: 0,
  stack: 0,
  openFiles: 0,
  distinctDenials: 0,
};

export function sumOf(left: Counts, right: Counts): Counts {
  return {
    calls: left.calls + right.calls,
    time: left.time + right.time,
    longestCall: Math.max(left.longestCall, right.longestCall),
    cpu: left.cpu + right.cpu,
    busiestCall: Math.max(left.busiestCall, right.busiestCall),
    hostCalls: left.hostCalls + right.hostCalls,
    denials: left.denials + right.denials,
    errors: left.errors + right.errors,
    fuel: left.fuel + right.fuel,
    memory: left.memory + right.memory,
    output: left.output + right.output,
    input: left.input + right.input,
    hostCallRate: Math.max(left.hostCallRate, right.hostCallRate),
    sleep: left.sleep + right.sleep,
    stack: Math.max(left.stack, right.stack),
    openFiles: Math.max(left.openFiles, right.openFiles),
    distinctDenials: left.distinctDenials + right.distinctDenials,
  };
}

/** No count of a process that is not trusted passes its limit. Fuel may: the last stretch between two checks is counted too. */
export function boundedCounts(counts: InstanceCounts, limits: Limits): InstanceCounts {
  return {
    ...counts,
    hostCalls: Math.min(counts.hostCalls, limits.hostCalls),
    denials: Math.min(counts.denials, limits.hostCalls),
    errors: Math.min(counts.errors, limits.hostCalls),
    memory: Math.min(counts.memory, limits.memory.most),
    output: Math.min(counts.output, limits.output),
    input: Math.min(counts.input, limits.input ?? 0),
    hostCallRate: Math.min(counts.hostCallRate, limits.hostCallRate ?? 0),
    sleep: Math.min(counts.sleep, limits.sleep ?? 0),
    stack: Math.min(counts.stack, stackOf(limits)),
    openFiles: Math.min(counts.openFiles, limits.openFiles),
    distinctDenials: Math.min(counts.distinctDenials, limits.denials),
  };
}

/** The stack limit written into every instance's module: a trap by depth is the same on every machine, as in recorded runs. */
export function stackOf(limits: Limits): number {
  return stackBytesOf(limits, true) ?? 0;
}

/** `ending`: how the instance died, since the limit it passed is told as passed. */
export function usesOf(counts: Counts, limits: Limits, ending: Ending | undefined): LimitUse[] {
  return limitUses({
    limits,
    stackBytes: stackOf(limits),
    wall: counts.longestCall,
    memory: counts.memory,
    output: counts.output,
    calls: counts.hostCalls,
    end: { used: usedOf(counts) },
    passed: ending?.kind === 'limit' ? ending.limit : undefined,
  });
}

function usedOf(counts: Counts): Partial<Record<LimitName, number>> {
  return {
    'cpu-time': counts.busiestCall,
    fuel: counts.fuel,
    input: counts.input,
    'open-files': counts.openFiles,
    'host-call-rate': counts.hostCallRate,
    sleep: counts.sleep,
    denials: counts.distinctDenials,
    ...(counts.stack === 0 ? {} : { stack: counts.stack }),
  };
}

export function totalsOf(counts: Counts, limits: Limits, ending: Ending | undefined): RunTotals {
  const { time, hostCalls, denials, errors, memory } = counts;
  return { wall: time, calls: hostCalls, denials, errors, memory, limits: usesOf(counts, limits, ending) };
}
