// The policy's verdict on one request. Rules are not ordered: any forbid that covers the request wins over every permit;
// among those that agree, the most specific names the decision. What no rule permits is denied by rule 0.
import { coversGuestPath, isNormalGuestPath } from '../base/guest-path.ts';
import type { RuleId } from '../base/ids.ts';
import { DEFAULT_RULE, type Decision, type Rule } from './decision.ts';
import { ACTIONS, type Action, type PolicyRequest } from './request.ts';

/** What one rule says of one action. The decision is made once and handed out again, so that deciding allocates nothing. */
interface Entry {
  readonly under: string;
  readonly decision: Decision;
}

interface ActionTable {
  /** Whether the resource of the action is a guest path. */
  readonly asksPath: boolean;
  /** In the order in which the first that covers the resource is the verdict. */
  readonly entries: readonly Entry[];
}

export interface DecisionTable {
  readonly actions: ReadonlyMap<Action, ActionTable>;
}

const DENIED: Decision = Object.freeze({ allowed: false, rule: DEFAULT_RULE.id });

/** The recording keeps a rule in 16 bits. */
const LAST_RULE = 0xffff;

/** Throws a RangeError for rules that no policy makes: ids that repeat or do not fit, file rules without a normal path. */
export function compileTable(rules: readonly Rule[]): DecisionTable {
  checkRules(rules);
  const actions = new Map<Action, ActionTable>();
  for (const action of ACTIONS) {
    const entries = rules
      .filter((rule) => rule.actions.includes(action))
      .sort(strongestFirst)
      .map(entryOf);
    if (entries.length > 0) actions.set(action, { asksPath: asksPath(action), entries });
  }
  return { actions };
}

/**
 * Linear in the path and in the rules of the action. A resource of `fs.*` that is not a normal absolute guest path is
 * denied whatever the rules say: it has not been resolved, so nobody knows what it names.
 */
export function decide(table: DecisionTable, request: PolicyRequest): Decision {
  const speaking = table.actions.get(request.action);
  if (speaking === undefined) return DENIED;
  const { resource } = request;
  if (speaking.asksPath && !isNormalGuestPath(resource)) return DENIED;
  for (const entry of speaking.entries) {
    if (entry.under === '' || coversGuestPath(entry.under, resource)) return entry.decision;
  }
  return DENIED;
}

function asksPath(action: Action): boolean {
  return action.startsWith('fs.');
}

/** Forbids before permits, then the longer tree, then the smaller id. */
function strongestFirst(left: Rule, right: Rule): number {
  if (left.effect !== right.effect) return left.effect === 'forbid' ? -1 : 1;
  return right.under.length - left.under.length || left.id - right.id;
}

function entryOf(rule: Rule): Entry {
  return { under: rule.under, decision: Object.freeze({ allowed: rule.effect === 'permit', rule: rule.id }) };
}

function checkRules(rules: readonly Rule[]): void {
  const seen = new Set<RuleId>();
  for (const { id, under, actions } of rules) {
    if (!Number.isInteger(id) || id < 1 || id > LAST_RULE) throw new RangeError(`rule id ${id} is not 1 to ${LAST_RULE}`);
    if (seen.has(id)) throw new RangeError(`rule id ${id} appears twice`);
    const fits = isNormalGuestPath(under) || (under === '' && !actions.some(asksPath));
    if (!fits) throw new RangeError(`rule ${id} speaks of files without a normal path`);
    seen.add(id);
  }
}
