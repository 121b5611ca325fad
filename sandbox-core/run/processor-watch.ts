// Holds a guest's thread to its limit of processor time, from the control thread: it asks for the time used so far, and again
// after as long as is left, since a thread uses no more than a second a second.
import type { Disposer } from '../base/signal.ts';
import type { Timers } from '../platform/platform.ts';

/** Not to ask all the time as the limit comes near. */
const LEAST_MILLISECONDS = 2;

export interface ProcessorWatchOptions {
  /** Nanoseconds. */
  readonly most: number;
  readonly timers: Timers;
  /** Nanoseconds of processor time the thread has used since any origin; undefined once it is gone. */
  processorTime(): Promise<number | undefined>;
  passed(): void;
}

export class ProcessorWatch {
  readonly #options: ProcessorWatchOptions;
  #origin: number | undefined;
  #used = 0;
  #over = false;
  #waiting: Disposer | undefined;

  constructor(options: ProcessorWatchOptions) {
    this.#options = options;
  }

  /** Nanoseconds, when it last asked. */
  get used(): number {
    return this.#used;
  }

  /** Counts from now on, and calls `passed` once. */
  async begin(): Promise<void> {
    this.#origin = await this.#options.processorTime();
    this.#wait();
  }

  end(): void {
    this.#over = true;
    this.#waiting?.();
  }

  /** Asks now. */
  async look(): Promise<void> {
    const now = await this.#options.processorTime();
    if (now !== undefined && this.#origin !== undefined) this.#used = now - this.#origin;
  }

  #wait(): void {
    const left = (this.#options.most - this.#used) / 1e6;
    if (!this.#over) this.#waiting = this.#options.timers.after(Math.max(LEAST_MILLISECONDS, left), () => void this.#judge());
  }

  async #judge(): Promise<void> {
    await this.look();
    if (this.#over) return;
    if (this.#used < this.#options.most) this.#wait();
    else {
      this.end();
      this.#options.passed();
    }
  }
}
