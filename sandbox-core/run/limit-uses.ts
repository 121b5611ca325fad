// Use against every limit of a run, for "how close the others came". What the guest process alone can tell is taken from its
// word; where that tells of none, the thread had to be torn down.
import type { LimitName, Limits, LimitUse } from '../limits/limits.ts';
import type { GuestEnd } from './guest-protocol.ts';

export interface UseFacts {
  readonly limits: Limits;
  /** The stack limit in force. */
  readonly stackBytes: number | null;
  readonly wall: number;
  readonly memory: number;
  readonly output: number;
  readonly calls: number;
  readonly end: Pick<GuestEnd, 'used'> | undefined;
  /** The limit that ended the run. */
  readonly passed: LimitName | undefined;
}

/** In the order of LIMIT_NAMES; limits that are not set are left out. */
export function limitUses(facts: UseFacts): LimitUse[] {
  const { limits, passed, end } = facts;
  const use = (limit: LimitName, most: number | null, used: number): LimitUse[] =>
    most === null ? [] : [{ limit, used: limit === passed ? Math.max(used, most) : used, most }];
  const told = (limit: LimitName): number => end?.used[limit] ?? 0;
  // The gate's meters stop at their limit.
  const metered = (limit: LimitName, most: number | null): LimitUse[] => use(limit, most, Math.min(told(limit), most ?? 0));
  return [
    ...use('wall-time', limits.wallTime, facts.wall),
    ...use('cpu-time', limits.cpuTime, told('cpu-time')),
    ...use('fuel', limits.fuel?.most ?? null, told('fuel')),
    ...use('memory', limits.memory.most, facts.memory),
    ...(end?.used.stack === undefined ? [] : metered('stack', facts.stackBytes)),
    ...use('output', limits.output, facts.output),
    ...metered('input', limits.input),
    ...metered('open-files', limits.openFiles),
    ...use('host-calls', limits.hostCalls, facts.calls),
    ...metered('host-call-rate', limits.hostCallRate),
    ...metered('sleep', limits.sleep),
    ...metered('denials', limits.denials),
  ];
}
