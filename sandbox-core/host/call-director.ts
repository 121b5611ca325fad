// Stands beside the gate and may change a call: before it is performed, when what it asks and whether that is allowed are
// known, and after, when its answer is ready and not yet written. A person who steps and a fault schedule are directors.
//
// A director never widens what a guest may do: a denied call stays denied, and another descriptor or path in the arguments is
// resolved and decided anew.
import type { CallOutcome } from '../recording/record/call-outcome.ts';
import type { Errno } from './errno.ts';
import type { HostCall } from './host-call.ts';

export interface DirectedCall {
  /** Number of the call in the run, from 0. */
  readonly row: number;
  /** Index among the gate's signatures. */
  readonly signature: number;
  /** What the policy was asked on; the path of the descriptor where it was asked on none. */
  readonly resource: string;
  /** So far: before it is performed, an allowed call is `ok`. */
  readonly outcome: CallOutcome;
  /** So far: 0 for an allowed call that was not performed yet. */
  readonly errno: Errno;
  readonly call: HostCall;
}

export interface Write {
  readonly pointer: number;
  readonly bytes: Uint8Array;
}

export interface Answer {
  readonly errno: Errno;
  /** In place of what the host would have written; must lie in memory. Nothing is written with an errno other than 0. */
  readonly writes: readonly Write[];
}

/** What was changed, as it is recorded with the call. */
export interface Edit {
  readonly by: 'person' | 'schedule';
  /** In words, with values: `errno ENOSPC in place of the call`. */
  readonly what: string;
}

export type Before =
  | { readonly kind: 'go' }
  /** Not performed: this is what the guest gets. */
  | { readonly kind: 'answer'; readonly answer: Answer; readonly edit: Edit }
  /** Denied by rule 0, whatever the rules say. */
  | { readonly kind: 'deny'; readonly edit: Edit }
  /** With these arguments, 64 bits each, in place of the guest's. */
  | { readonly kind: 'arguments'; readonly values: readonly bigint[]; readonly edit: Edit }
  /** At most so many bytes are read or written. */
  | { readonly kind: 'cut'; readonly bytes: number; readonly edit: Edit }
  /** The guest's clocks go forward by so many nanoseconds, from this call on. */
  | { readonly kind: 'clock'; readonly nanos: number; readonly edit: Edit };

export type After =
  | { readonly kind: 'go' }
  /** In place of what the host answered, whose effects remain. */
  | { readonly kind: 'answer'; readonly answer: Answer; readonly edit: Edit };

export interface CallDirector {
  /** Whether it may want the next call; asked before each, and where it does not, the call goes its plain way. */
  attends(): boolean;
  before(call: DirectedCall): Before;
  after(call: DirectedCall): After;
}
