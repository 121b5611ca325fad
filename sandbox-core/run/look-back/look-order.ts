// What is to be seen of a past moment, on its way from the engine to the thread of a guest that replays; and what was seen.
import type { ThrownFrame } from '../../runtime/v8-trap.ts';

export type LookPhase = 'before' | 'after';

export interface LookOrder {
  /** Counted up with each order of a replay, from 1. */
  readonly number: number;
  /** The call at which to stand. One that was passed already is not come back to: the replay goes on to its next call. */
  readonly row: number;
  readonly phase: LookPhase;
  /** The part of memory 0 to tell; what lies past its end is left out. */
  readonly address: number;
  readonly length: number;
}

/** From the guest process, so not to be believed before it is held to the order. */
export interface Looked {
  readonly number: number;
  readonly row: number;
  readonly phase: LookPhase;
  /** Size of memory 0; 0 where the guest has none. */
  readonly memoryBytes: number;
  /** Innermost first, in the rewritten module. */
  readonly stack: readonly ThrownFrame[];
  readonly bytes: Uint8Array;
}

/** Bytes told at once. */
export const MOST_LOOKED_BYTES = 64 << 10;
