// What another policy would have decided about the calls of a recording. Only that policy is compiled, and each distinct
// request is judged once. The guest's later calls are taken as they were: where it was let in for the first time it would
// have gone another way, which no policy can tell.
import type { RuleId } from '../base/ids.ts';
import { DEFAULT_RULE, type Decision } from '../policy/decision.ts';
import type { DistinctRequest, DistinctRequests } from './distinct-requests.ts';
import { judge, type EffectivePolicy } from './effective-policy.ts';

export interface Change {
  readonly request: DistinctRequest;
  readonly to: 'allowed' | 'denied';
  /** Of the other policy: the one that decided. */
  readonly rule: RuleId;
}

export interface Counts {
  readonly allowed: number;
  readonly denied: number;
}

export interface WhatIf {
  /** Calls that asked the policy, as they were decided. */
  readonly before: Counts;
  readonly after: Counts;
  /** Distinct requests whose verdict changes, by first row. */
  readonly changes: readonly Change[];
  /** Undefined where nothing changes. */
  readonly firstChangedRow: number | undefined;
  /** Calls whose decision each rule names; rules that named none are not in it. */
  readonly hits: ReadonlyMap<RuleId, number>;
  /** Rules of the policy that decided nothing here. */
  readonly idle: readonly RuleId[];
}

/** `recorded` is the policy of the run: what it denied though its rules permit it reached out of a mount, and stays denied. */
export function whatIf(requests: DistinctRequests, recorded: EffectivePolicy, policy: EffectivePolicy): WhatIf {
  const counts = { before: { allowed: 0, denied: 0 }, after: { allowed: 0, denied: 0 } };
  const changes: Change[] = [];
  const hits = new Map<RuleId, number>();
  for (const request of requests.requests) {
    const { calls, denied } = request;
    const decision = reachedOut(request, recorded) ? OUT : judgeRequest(policy, request, (rule) => hit(hits, rule, calls));
    counts.before[denied ? 'denied' : 'allowed'] += calls;
    counts.after[decision.allowed ? 'allowed' : 'denied'] += calls;
    if (decision.allowed === denied) changes.push({ request, to: decision.allowed ? 'allowed' : 'denied', rule: decision.rule });
  }
  const idle = policy.rules.filter(({ id }) => !hits.has(id)).map(({ id }) => id);
  return { ...counts, changes, firstChangedRow: changes[0]?.request.firstRow, hits, idle };
}

/** Rows of the calls whose verdict changes, from row `from`, at most `most`. */
export function changedRows(requests: DistinctRequests, { changes }: WhatIf, from = 0, most = Infinity): number[] {
  const changed = new Set<unknown>(changes.map(({ request }) => request));
  return requests.rowsOf((place) => changed.has(requests.requests[place]), from, most);
}

const OUT: Decision = { allowed: false, rule: DEFAULT_RULE.id };

/** The first denial among the parts of a call, else the decision on the first part. `decided` is told each rule once. */
export function judgeRequest(
  policy: EffectivePolicy,
  { parts }: Pick<DistinctRequest, 'parts'>,
  decided: (rule: RuleId) => void = () => undefined,
): Decision {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) {
    const decision = judge(policy, only);
    decided(decision.rule);
    return decision;
  }
  const decisions = parts.map((part) => judge(policy, part));
  const denial = decisions.find(({ allowed }) => !allowed);
  for (const rule of denial ? [denial.rule] : new Set(decisions.map((one) => one.rule))) decided(rule);
  return denial ?? decisions[0] ?? OUT;
}

/** Denied though the rules of its own run permit it: it led out of a mount, which no policy lets through. */
export function reachedOut(request: DistinctRequest, recorded: EffectivePolicy): boolean {
  return request.denied && request.rule === DEFAULT_RULE.id && judgeRequest(recorded, request).allowed;
}

function hit(hits: Map<RuleId, number>, rule: RuleId, calls: number): void {
  if (rule !== DEFAULT_RULE.id) hits.set(rule, (hits.get(rule) ?? 0) + calls);
}
