// Answers from the control thread to the guest's, which stands still until it has one: two words of shared memory.
//
//   word 0   number of the question that was answered last
//   word 1   place of the answer in THREAD_ANSWERS
import { THREAD_ANSWERS, type ThreadAnswer } from './miss-question.ts';

export function createAnswerSlot(): SharedArrayBuffer {
  return new SharedArrayBuffer(8);
}

export function writeAnswer(slot: SharedArrayBuffer, number: number, answer: ThreadAnswer): void {
  const words = new Int32Array(slot);
  Atomics.store(words, 1, THREAD_ANSWERS.indexOf(answer));
  Atomics.store(words, 0, number);
  Atomics.notify(words, 0);
}

/** The guest thread's end. */
export class AnswerSlot {
  readonly #words: Int32Array;

  constructor(slot: SharedArrayBuffer) {
    this.#words = new Int32Array(slot);
  }

  /** Undefined as long as there is none to question `number`. */
  take(number: number): ThreadAnswer | undefined {
    return Atomics.load(this.#words, 0) === number ? (THREAD_ANSWERS[Atomics.load(this.#words, 1)] ?? 'deny') : undefined;
  }

  /** Until an answer may have come, at most so long. */
  wait(number: number, milliseconds: number): void {
    Atomics.wait(this.#words, 0, number - 1, milliseconds);
  }
}
