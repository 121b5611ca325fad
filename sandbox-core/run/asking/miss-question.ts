// What a guest's thread tells of the misses it stands at, and what it may be answered.
import type { Miss } from '../../host/misses.ts';
import type { ThrownFrame } from '../../runtime/v8-trap.ts';

/** From the guest process, so not to be believed before the engine has held it to the plan. */
export interface AskedAt {
  /** Which question of the run it is, from 1. */
  readonly number: number;
  readonly row: number;
  readonly misses: readonly Miss[];
  /** The call, one row, encoded. */
  readonly pending: Uint8Array;
  readonly stack: readonly ThrownFrame[];
}

/** In the order of the numbers that stand for them. `deny-rest`: this miss is denied, and no other is asked about. */
export const THREAD_ANSWERS = ['deny', 'call', 'run', 'deny-rest'] as const;
export type ThreadAnswer = (typeof THREAD_ANSWERS)[number];

/** A call asks for one action on one path, or for a few. */
export const MOST_MISSES = 4;
