// The words that the control thread of a tenant's process shares with one of its guest threads. The stop word is that of
// run/control-words.ts, which is index 0.

/** Index of the count of event batches that the engine has taken over. */
export const TAKEN_WORD = 1;

/** Lets a guest go on that waits until the engine has caught up. */
export function setTaken(words: Int32Array, batches: number): void {
  Atomics.store(words, TAKEN_WORD, batches);
  Atomics.notify(words, TAKEN_WORD);
}
