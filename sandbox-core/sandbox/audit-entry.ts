// A decision of the policy as a listener of a sandbox gets it: what was asked, by whom, and the rule that decided.
import { SIGNATURES } from '../host/gate.ts';
import { DEFAULT_RULE, type Rule } from '../policy/decision.ts';
import { ACTIONS, type Action } from '../policy/request.ts';
import type { TenantEvent } from '../tenant/reports.ts';

export interface AuditEntry {
  /** Number of the instance; `SandboxInstance.number`. */
  readonly instance: number;
  /** The host function that was called: `path_open`. */
  readonly call: string;
  readonly action: Action;
  /** The absolute guest path for `fs.*`, else empty. Guest text: to be shown escaped. */
  readonly resource: string;
  readonly allowed: boolean;
  /** The rule that decided; rule 0 denies what no rule permits. */
  readonly rule: Rule;
}

/** Numbers have been checked against the lists they index. */
export function auditEntry(event: Extract<TenantEvent, { kind: 'decision' }>, rules: readonly Rule[]): AuditEntry {
  return {
    instance: event.instance,
    call: SIGNATURES[event.signature]?.name ?? '',
    action: ACTIONS[event.action] ?? 'handle.use',
    resource: event.resource,
    allowed: event.allowed,
    rule: rules.find(({ id }) => id === event.rule) ?? DEFAULT_RULE,
  };
}
