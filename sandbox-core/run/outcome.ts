// How a run ended: a value, never an exception.
import type { SourcePlace } from '../module/dwarf/line-table.ts';
import type { RuleId } from '../base/ids.ts';
import type { LimitName, LimitUse } from '../limits/limits.ts';

/** Kinds of trap by the core specification's names, found from the engine's message; engines word them differently. */
export const TRAP_KINDS = [
  'unreachable',
  'memory-out-of-bounds',
  'table-out-of-bounds',
  'integer-divide-by-zero',
  'integer-overflow',
  'invalid-conversion',
  'indirect-call-type-mismatch',
  'null-reference',
  'stack-overflow',
  'uncaught-exception',
  'other',
] as const;
export type TrapKind = (typeof TRAP_KINDS)[number];

export interface GuestFrame {
  readonly functionIndex: number;
  /** From the name section, else an export or import name, else empty. Guest text. */
  readonly name: string;
  /** Byte offset in the module as it was given to us (not as rewritten). */
  readonly offset: number;
  /** Where the compiler told it. Its file is guest text, and nothing to be opened. */
  readonly source?: SourcePlace;
}

export interface Trap {
  readonly kind: TrapKind;
  /** The engine's own words, without any host path. */
  readonly message: string;
  /** Innermost first, at most 64. */
  readonly stack: readonly GuestFrame[];
}

export interface RunTotals {
  /** Nanoseconds from the guest's first instruction to its end, pauses excluded. */
  readonly wall: number;
  readonly calls: number;
  readonly denials: number;
  readonly errors: number;
  /** Largest size of all linear memories together, in bytes. */
  readonly memory: number;
  /** Use against every limit, the one that ended the run included. */
  readonly limits: readonly LimitUse[];
}

export type Ending =
  /** The entry function returned. */
  | { readonly kind: 'returned' }
  /** proc_exit with this code, 0 to 2^32-1. */
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'trapped'; readonly trap: Trap }
  /** A denial ended the run, as the manifest asked (`onMiss: stop`). */
  | { readonly kind: 'denied'; readonly call: string; readonly resource: string; readonly rule: RuleId }
  | { readonly kind: 'limit'; readonly limit: LimitName }
  /** By a person or the caller's signal. */
  | { readonly kind: 'stopped' }
  /** The module could not be linked or instantiated. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The guest process died, or broke the protocol. `reason` is ours; `signal` is the system's. */
  | { readonly kind: 'crashed'; readonly reason: string; readonly signal: string | null };

export type EndingKind = Ending['kind'];

export type Outcome = Ending & { readonly totals: RunTotals };
