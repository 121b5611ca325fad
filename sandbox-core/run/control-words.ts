// The few words that the control thread and the guest thread share. The guest thread only reads them; the gate looks at
// the stop word and the freeze word on every host call, and whoever waits there is woken by a notify.

/** Index of the stop word: 0 while the run may go on, else a StopReason. It is never taken back. */
export const STOP_WORD = 0;

export const STOP_REASON = { none: 0, person: 1, wallTime: 2, cpuTime: 3 } as const;
export type StopReason = (typeof STOP_REASON)[keyof typeof STOP_REASON];

export function createControlWords(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(64));
}

/** Tells the guest thread to end; the first reason stands. Wakes it where it waits in the gate. */
export function requestStop(words: Int32Array, reason: StopReason): void {
  Atomics.compareExchange(words, STOP_WORD, STOP_REASON.none, reason);
  Atomics.notify(words, STOP_WORD);
}

export function stopReason(words: Int32Array): StopReason {
  return Atomics.load(words, STOP_WORD) as StopReason;
}
