// The endings a gate can give a run; structurally part of `Ending` in run/outcome.ts, which this part may not import.
import type { RuleId } from '../base/ids.ts';
import type { LimitName } from '../limits/limits.ts';

export type GateEnding =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'denied'; readonly call: string; readonly resource: string; readonly rule: RuleId }
  | { readonly kind: 'limit'; readonly limit: LimitName }
  | { readonly kind: 'stopped' };
