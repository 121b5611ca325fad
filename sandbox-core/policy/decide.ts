// The policy's verdict on one request. Rules are not ordered: any forbid that covers the request wins over every permit;
// among those that agree, the most specific names the decision. What no rule permits is denied by rule 0.
import { isNormalGuestPath } from '../base/guest-path.ts';
import type { RuleId } from '../base/ids.ts';
import { asksCall } from './condition/expression.ts';
import { DEFAULT_RULE, type Decision, type Rule } from './decision.ts';
import { ACTIONS, asksPath, type Action, type PolicyRequest } from './request.ts';
import { RuleIndex } from './rule-index.ts';

interface ActionTable {
  /** Whether the resource of the action is a guest path. */
  readonly asksPath: boolean;
  readonly rules: RuleIndex;
}

export interface DecisionTable {
  readonly actions: ReadonlyMap<Action, ActionTable>;
  /** Actions on which the verdict may be another for another host function. */
  readonly byCall: ReadonlySet<Action>;
}

const DENIED: Decision = Object.freeze({ allowed: false, rule: DEFAULT_RULE.id });

/** The recording keeps a rule in 16 bits. */
export const LAST_RULE = 0xffff;

/** Throws a RangeError for rules that no policy makes: ids that repeat or do not fit, file rules without a normal path. */
export function compileTable(rules: readonly Rule[]): DecisionTable {
  checkRules(rules);
  const actions = new Map<Action, ActionTable>();
  const byCall = new Set<Action>();
  for (const action of ACTIONS) {
    const speaking = rules.filter((rule) => rule.actions.includes(action));
    if (speaking.length === 0) continue;
    actions.set(action, { asksPath: asksPath(action), rules: new RuleIndex(speaking) });
    if (speaking.some(({ cedar }) => cedar?.when !== undefined && asksCall(cedar.when))) byCall.add(action);
  }
  return { actions, byCall };
}

/**
 * Linear in the path, and in those rules of the action that hold a condition but name no place. A resource of `fs.*` that is
 * not a normal absolute guest path is denied whatever the rules say: it has not been resolved, so nobody knows what it names.
 */
export function decide(table: DecisionTable, request: PolicyRequest): Decision {
  const speaking = table.actions.get(request.action);
  if (speaking === undefined) return DENIED;
  if (speaking.asksPath && !isNormalGuestPath(request.resource)) return DENIED;
  return speaking.rules.find(request) ?? DENIED;
}

function checkRules(rules: readonly Rule[]): void {
  const seen = new Set<RuleId>();
  for (const { id, under, actions, cedar } of rules) {
    if (!Number.isInteger(id) || id < 1 || id > LAST_RULE) throw new RangeError(`rule id ${id} is not 1 to ${LAST_RULE}`);
    if (seen.has(id)) throw new RangeError(`rule id ${id} appears twice`);
    const place = cedar?.file ?? under;
    const fits = isNormalGuestPath(place) || (place === '' && (cedar !== undefined || !actions.some(asksPath)));
    if (!fits) throw new RangeError(`rule ${id} speaks of files without a normal path`);
    seen.add(id);
  }
}
