// Rules as they take effect in a run: what they say, inside of what is mounted. A mount's rights are the upper bound under
// every rule (host/files/mount.ts), so a permit for what no mount gives permits nothing.
import { coversGuestPath } from '../base/guest-path.ts';
import { compileTable, decide, type DecisionTable } from '../policy/decide.ts';
import { DEFAULT_RULE, type Decision, type Rule } from '../policy/decision.ts';
import { ACTIONS, asksPath, type Action, type PolicyRequest } from '../policy/request.ts';

export interface EffectivePolicy {
  readonly rules: readonly Rule[];
  readonly table: DecisionTable;
  /** Paths of the mounts by what they give; undefined where rules are judged by themselves, as if all was mounted. */
  readonly mounts: ReadonlyMap<Action, readonly string[]> | undefined;
}

const DENIED: Decision = { allowed: false, rule: DEFAULT_RULE.id };

/** `mounted: false` for texts in Cedar without a manifest, which mount nothing. */
export function effectivePolicy(rules: readonly Rule[], mounted = true): EffectivePolicy {
  return { rules, table: compileTable(rules), mounts: mounted ? mountsIn(rules) : undefined };
}

/** Rules that a mount of the manifest made. */
export function isMount({ cedar, under }: Rule): boolean {
  return cedar === undefined && under !== '';
}

/** As a run would decide. What lies past the mounts is denied by rule 0, whatever the rules say. */
export function judge(policy: EffectivePolicy, request: PolicyRequest): Decision {
  const { mounts, table } = policy;
  if (mounts === undefined || !asksPath(request.action)) return decide(table, request);
  for (const mount of mounts.get(request.action) ?? []) {
    if (coversGuestPath(mount, request.resource)) return decide(table, request);
  }
  return DENIED;
}

function mountsIn(rules: readonly Rule[]): ReadonlyMap<Action, readonly string[]> {
  const mounts = rules.filter(isMount);
  const under = (action: Action): string[] => mounts.filter(({ actions }) => actions.includes(action)).map((rule) => rule.under);
  return new Map(ACTIONS.filter(asksPath).map((action) => [action, under(action)]));
}
