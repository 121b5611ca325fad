// A verdict of the policy with the rule behind it, and the rules as a run carries them.
import type { RuleId } from '../base/ids.ts';
import type { Action } from './request.ts';

/** One rule, as shown to people and as stored with a run. */
export interface Rule {
  readonly id: RuleId;
  readonly effect: 'permit' | 'forbid';
  /** The half-sentence that `explain` builds on: `files under /data may be read`. */
  readonly text: string;
  /** Where in the manifest it comes from (RFC 6901): `/mounts/0`; empty for what every run has. */
  readonly pointer: string;
  readonly actions: readonly Action[];
  /** For `fs.*`: the directory whose whole tree it speaks of. Empty otherwise. */
  readonly under: string;
}

/** Rule 0. It is always there and never permits. */
export const DEFAULT_RULE: Rule = {
  id: 0 as RuleId,
  effect: 'forbid',
  text: 'what no rule permits is denied',
  pointer: '',
  actions: [],
  under: '',
};

export interface Decision {
  readonly allowed: boolean;
  readonly rule: RuleId;
}
