// Rules of a policy that can never change a verdict, and why: whatever they speak of, others say the same of, or forbid, or
// nothing mounts. Found by trying every class of requests that the rules can tell apart.
import type { RuleId } from '../base/ids.ts';
import { compileTable, decide, type DecisionTable } from '../policy/decide.ts';
import type { Rule } from '../policy/decision.ts';
import { asksPath, type PolicyRequest } from '../policy/request.ts';
import { effectivePolicy, isMount, judge, type EffectivePolicy } from './effective-policy.ts';
import { requestClasses } from './request-classes.ts';

/**
 * `unmet`: no request meets it. `unmounted`: it permits only what nothing mounts. `covered`: other rules of its effect say
 * all that it says; two that say the same are covered by each other. `forbidden`: all that it permits is forbidden. `moot`: it
 * forbids only what nothing permits.
 */
export type WhyIdle = 'unmet' | 'unmounted' | 'covered' | 'forbidden' | 'moot';

export interface IdleRule {
  readonly rule: RuleId;
  readonly why: WhyIdle;
  /** For `covered` and `forbidden`: a rule that does it alone; undefined where only several do it together. */
  readonly by: RuleId | undefined;
}

export interface RuleReach {
  readonly idle: readonly IdleRule[];
  /** False where there were too many classes of requests: then a rule may be listed that another request would need. */
  readonly complete: boolean;
}

/** Requests times rules: some seconds. */
const MOST_TRIALS = 20_000_000;

export function ruleReach(policy: EffectivePolicy, mostStates?: number): RuleReach {
  const { requests, count, complete } = requestClasses(policy.rules, mostStates);
  // Rules without any action are those of mounts without rights: they say nothing, and nobody wrote them to say it.
  const traces = policy.rules.filter(({ actions }) => actions.length > 0).map((rule) => new RuleTrace(rule));
  if (count * traces.length > MOST_TRIALS) return { idle: [], complete: false };
  const mounted = mountsAlone(policy);
  for (const request of requests) {
    const holding = traces.filter((trace) => trace.holds(request));
    if (holding.length === 0) continue;
    const isMounted = mounted === undefined || !asksPath(request.action) || judge(mounted, request).allowed;
    for (const trace of holding) trace.take(holding, isMounted);
  }
  return { idle: traces.flatMap((trace) => trace.idle()), complete };
}

function mountsAlone({ rules, mounts }: EffectivePolicy): EffectivePolicy | undefined {
  return mounts === undefined ? undefined : effectivePolicy(rules.filter(isMount));
}

class RuleTrace {
  readonly rule: Rule;
  readonly #table: DecisionTable;
  #held = false;
  #mounted = false;
  #free = false;
  #matters = false;
  /** Rules of the same effect that held whenever this one was free to matter; undefined before that. */
  #coverers: Set<RuleId> | undefined;
  /** Forbids that held whenever this permit did. */
  #forbidders: Set<RuleId> | undefined;

  constructor(rule: Rule) {
    this.rule = rule;
    this.#table = compileTable([rule]);
  }

  holds(request: PolicyRequest): boolean {
    return this.rule.actions.includes(request.action) && decide(this.#table, request).rule === this.rule.id;
  }

  /** Takes in a request for which this rule and the others of `holding` hold. */
  take(holding: readonly RuleTrace[], isMounted: boolean): void {
    const { effect, id } = this.rule;
    this.#held = true;
    if (!isMounted) return;
    this.#mounted = true;
    const alike = holding.filter(({ rule }) => rule.effect === effect && rule.id !== id).map(({ rule }) => rule.id);
    const against = holding.filter(({ rule }) => rule.effect !== effect).map(({ rule }) => rule.id);
    const isFree = effect === 'permit' ? against.length === 0 : against.length > 0;
    if (!isFree) {
      if (effect === 'permit') this.#forbidders = common(this.#forbidders, against);
      return;
    }
    this.#free = true;
    if (alike.length === 0) this.#matters = true;
    this.#coverers = common(this.#coverers, alike);
  }

  idle(): IdleRule[] {
    const { id, effect } = this.rule;
    if (this.#matters) return [];
    if (!this.#held) return [{ rule: id, why: 'unmet', by: undefined }];
    if (!this.#mounted) return [{ rule: id, why: effect === 'permit' ? 'unmounted' : 'moot', by: undefined }];
    if (this.#free) return [{ rule: id, why: 'covered', by: smallest(this.#coverers) }];
    return effect === 'permit'
      ? [{ rule: id, why: 'forbidden', by: smallest(this.#forbidders) }]
      : [{ rule: id, why: 'moot', by: undefined }];
  }
}

function common(before: Set<RuleId> | undefined, now: readonly RuleId[]): Set<RuleId> {
  return new Set(before === undefined ? now : now.filter((id) => before.has(id)));
}

function smallest(ids: ReadonlySet<RuleId> | undefined): RuleId | undefined {
  return [...(ids ?? [])].sort((one, other) => one - other)[0];
}
