// Counts host calls against a rate: a bucket that holds what one second gives, full at first, emptied by calls and filled by
// time. Time is handed in, so the same times give the same answers.
import type { LimitUse } from './limits.ts';

export class CallRate {
  readonly most: number;
  #left: number;
  #least: number;
  #last = 0;

  /** `most` calls a second. */
  constructor(most: number) {
    this.most = most;
    this.#left = most;
    this.#least = most;
  }

  /** Whether a call at `now` still fits; then it is counted. `now` is nanoseconds since the run's start and never goes back. */
  take(now: number): boolean {
    this.#left = Math.min(this.most, this.#left + ((now - this.#last) * this.most) / 1e9);
    this.#last = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    if (this.#left < this.#least) this.#least = this.#left;
    return true;
  }

  /** How empty the bucket was at most: as many calls of a second's. */
  use(): LimitUse {
    return { limit: 'host-call-rate', used: Math.ceil(this.most - this.#least), most: this.most };
  }
}
