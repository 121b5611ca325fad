// What one policy lets through that another does not, each with a request that shows it. Every class of requests that the
// rules of both can tell apart is tried, so that where nothing is found there is nothing, unless it says that it stopped early.
import type { RuleId } from '../base/ids.ts';
import type { Action, PolicyRequest } from '../policy/request.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import { judge } from './effective-policy.ts';
import { requestClasses } from './request-classes.ts';

export interface Difference {
  readonly action: Action;
  /** The shortest path for which the two differ in this way; its `call` is empty where no rule asks for it. */
  readonly witness: PolicyRequest;
  /** The rule that lets it through. */
  readonly allowedBy: RuleId;
  /** Of the other policy; 0 where none permits it. */
  readonly deniedBy: RuleId;
}

export interface PolicyComparison {
  /** What the first allows and the second denies, one an action and pair of rules. */
  readonly onlyFirst: readonly Difference[];
  readonly onlySecond: readonly Difference[];
  /** Classes of requests that were tried. */
  readonly tried: number;
  /** False where there were too many classes: then more may differ than is listed. */
  readonly complete: boolean;
}

export function comparePolicies(first: EffectivePolicy, second: EffectivePolicy, mostStates?: number): PolicyComparison {
  const { requests, count, complete } = requestClasses([...first.rules, ...second.rules], mostStates);
  const onlyFirst = new Map<string, Difference>();
  const onlySecond = new Map<string, Difference>();
  for (const request of requests) {
    const one = judge(first, request);
    const other = judge(second, request);
    if (one.allowed === other.allowed) continue;
    if (one.allowed) note(onlyFirst, request, one.rule, other.rule);
    else note(onlySecond, request, other.rule, one.rule);
  }
  return { onlyFirst: [...onlyFirst.values()], onlySecond: [...onlySecond.values()], tried: count, complete };
}

/** Paths come shortest first, so the first of a kind is kept. */
function note(found: Map<string, Difference>, witness: PolicyRequest, allowedBy: RuleId, deniedBy: RuleId): void {
  const key = `${witness.action} ${allowedBy} ${deniedBy}`;
  if (!found.has(key)) found.set(key, { action: witness.action, witness, allowedBy, deniedBy });
}
