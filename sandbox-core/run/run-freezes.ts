// The freezes of one run as the engine sees them: which is asked for, which the guest process may answer, and how long the
// guest stood still. The time begins when the guest process says so, which it may only when asked, and ends when we do.
import type { Clock } from '../platform/platform.ts';

/** `late`: answers a freeze that is over already, and changes nothing. */
type FreezeAnswer = 'now' | 'late' | 'broken';

export class RunFreezes {
  readonly #clock: Clock;
  /** Number of the last freeze. */
  #last = 0;
  #wanted = false;
  /** Number of the last freeze whose end was answered. */
  #over = 0;
  /** Whether the guest process has said that the guest stands still, and not yet that it goes on. */
  #told = false;
  #held = false;
  #since: number | undefined;
  #stood = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Monotonic nanoseconds that stand still with the guest: the clock's without all freezes so far. */
  get now(): number {
    return (this.#since ?? this.#clock.monotonic()) - this.#stood;
  }

  /** The number of a new freeze; undefined where one is asked for already. */
  ask(): number | undefined {
    if (this.#wanted) return undefined;
    this.#wanted = true;
    this.#last += 1;
    return this.#last;
  }

  /** False where nothing is to be thawed. */
  thaw(): boolean {
    if (!this.#wanted) return false;
    if (!this.#held) this.#go();
    this.#wanted = false;
    return true;
  }

  /** The guest stands still at a call that a person wanted to see. */
  hold(): void {
    this.#held = true;
    this.#since ??= this.#clock.monotonic();
  }

  release(): void {
    if (this.#held) this.#go();
    this.#held = false;
  }

  #go(): void {
    if (this.#since !== undefined) this.#stood += this.#clock.monotonic() - this.#since;
    this.#since = undefined;
  }

  frozen(freeze: number): FreezeAnswer {
    if (freeze < 1 || freeze > this.#last) return 'broken';
    if (freeze < this.#last || !this.#wanted) return 'late';
    if (this.#told) return 'broken';
    this.#told = true;
    this.#since = this.#clock.monotonic();
    return 'now';
  }

  thawed(freeze: number): FreezeAnswer {
    const asked = freeze < this.#last || (freeze === this.#last && !this.#wanted);
    if (freeze <= this.#over || !asked) return 'broken';
    this.#over = freeze;
    if (!this.#told) return 'late';
    this.#told = false;
    return 'now';
  }
}
