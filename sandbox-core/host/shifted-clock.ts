// A guest's clock that a director may set forward. One that stands still jumps all the same.
import type { GuestClock } from './guest-clock.ts';

export class ShiftedClock implements GuestClock {
  readonly #clock: GuestClock;
  #shift = 0;

  constructor(clock: GuestClock) {
    this.#clock = clock;
  }

  get frozen(): boolean {
    return this.#clock.frozen;
  }

  get resolution(): number {
    return this.#clock.resolution;
  }

  realtime(): bigint {
    return this.#clock.realtime() + BigInt(this.#shift);
  }

  monotonic(start: number): number {
    return this.#clock.monotonic(start) + this.#shift;
  }

  /** Whole nanoseconds, from 0. */
  advance(nanos: number): void {
    this.#shift += Math.max(0, Math.floor(nanos));
  }
}
