// A verdict of the policy with the rule behind it, and the rules as a run carries them.
import type { RuleId } from '../base/ids.ts';
import type { Expression } from './condition/expression.ts';
import type { Action } from './request.ts';

/** What a rule has besides when it comes from a text in Cedar. Plain JSON, as all of a rule: it travels and is recorded. */
export interface CedarPart {
  /** What its author calls it: the annotation `@id`, or `policy 3`, by its place in the text. */
  readonly name: string;
  /** Name of the text, never a host path. */
  readonly source: string;
  /** Where the policy begins, from 1. */
  readonly line: number;
  readonly column: number;
  /** The one path it speaks of (`resource == File::"…"`); left out where it speaks of more. */
  readonly file?: string;
  /** Must be true for a permit, and false for a forbid not to hold; left out where there is no condition. */
  readonly when?: Expression;
}

/** One rule, as shown to people and as stored with a run. */
export interface Rule {
  readonly id: RuleId;
  readonly effect: 'permit' | 'forbid';
  /** The half-sentence that `explain` builds on: `files under /data may be read`. */
  readonly text: string;
  /** Where in the manifest it comes from (RFC 6901): `/mounts/0`; empty for what every run has. */
  readonly pointer: string;
  readonly actions: readonly Action[];
  /** For `fs.*`: the directory whose whole tree it speaks of. Empty otherwise, and for a Cedar rule that names no directory. */
  readonly under: string;
  readonly cedar?: CedarPart;
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
