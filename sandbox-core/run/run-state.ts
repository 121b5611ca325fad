// How a run is, and the call at which it may stand.
import type { Chunk } from '../recording/record/chunk.ts';
import type { GuestFrame } from './outcome.ts';
import type { StepPhase } from './stepping/step-director.ts';

/** `held`: at a call that a person wanted to see. `asking`: at one that a person has to allow. */
export type RunState = 'starting' | 'running' | 'frozen' | 'held' | 'asking' | 'ended';

/** The call at which a run stands that a person steps through. */
export interface HeldCall {
  /** Which stop of this run it is, from 1. */
  readonly stop: number;
  readonly row: number;
  readonly phase: StepPhase;
  /** One row: what is known of the call so far. */
  readonly chunk: Chunk;
  readonly stack: readonly GuestFrame[];
  /** Why the last orders could not be carried out; empty where they could. */
  readonly fault: string;
}
