// A time limit that can stand still: it calls its action once, when it has run for its time.
import type { Disposer } from '../base/signal.ts';
import type { Clock, Timers } from '../platform/platform.ts';

export class Countdown {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #action: () => void;
  /** Nanoseconds left when it last stood still. */
  #left: number;
  #since = 0;
  #running: Disposer | undefined;

  /** Stands still until `go`. */
  constructor(clock: Clock, timers: Timers, nanos: number, action: () => void) {
    this.#clock = clock;
    this.#timers = timers;
    this.#left = nanos;
    this.#action = action;
  }

  /** Does nothing where it runs already. */
  go(): void {
    if (this.#running) return;
    this.#since = this.#clock.monotonic();
    this.#running = this.#timers.after(Math.max(0, this.#left) / 1e6, this.#action);
  }

  /** Does nothing where it stands still already. */
  halt(): void {
    if (!this.#running) return;
    this.#running();
    this.#running = undefined;
    this.#left -= this.#clock.monotonic() - this.#since;
  }
}
