// What the control thread tells the guest thread, in one shared word: to end, or to stand still. Only the control thread
// writes it; the gate looks at it on every host call, and whoever waits there is woken by a notify.
import type { LimitName } from '../limits/limits.ts';

/** Index of the word: 0 while the run may go on; above 0 a StopReason, which stands until the run is over; below 0 a freeze's number, negated. */
const WORD = 0;

export const STOP_REASON = { none: 0, person: 1, wallTime: 2, cpuTime: 3 } as const;
export type StopReason = (typeof STOP_REASON)[keyof typeof STOP_REASON];

const LIMIT_OF: ReadonlyMap<StopReason, LimitName> = new Map([
  [STOP_REASON.wallTime, 'wall-time'],
  [STOP_REASON.cpuTime, 'cpu-time'],
]);

/** The limit that a run passed that was stopped for this reason; undefined where a person stopped it. */
export function limitOfStop(reason: StopReason): LimitName | undefined {
  return LIMIT_OF.get(reason);
}

export function createControlWords(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(64));
}

/** Tells the guest thread to end; the first reason stands. Wakes it where it waits in the gate, frozen or not. */
export function requestStop(words: Int32Array, reason: StopReason): void {
  write(words, reason);
}

export function stopReason(words: Int32Array): StopReason {
  return Math.max(STOP_REASON.none, Atomics.load(words, WORD)) as StopReason;
}

/** Makes the word as new, for a thread that does one execution after the other. Only while none is under way. */
export function clearStop(words: Int32Array): void {
  Atomics.store(words, WORD, STOP_REASON.none);
}

/** Has the guest thread stand still at the next freeze point. `freeze` is a number from 1, another for each freeze. */
export function requestFreeze(words: Int32Array, freeze: number): void {
  write(words, -freeze);
}

/** Lets the guest thread go on. */
export function requestThaw(words: Int32Array): void {
  write(words, STOP_REASON.none);
}

/** The number of the freeze that is asked for; 0 for none. */
export function freezeAsked(words: Int32Array): number {
  return Math.max(0, -Atomics.load(words, WORD));
}

function write(words: Int32Array, value: number): void {
  if (stopReason(words) !== STOP_REASON.none) return;
  Atomics.store(words, WORD, value);
  Atomics.notify(words, WORD);
}
