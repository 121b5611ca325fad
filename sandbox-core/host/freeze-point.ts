// Where a guest stands still while its run is frozen. It comes by here before each host call, while it waits in one, and
// where rewritten code asks for fuel. What is spent here, the run's clock does not tell.
import type { Nanos } from '../base/units.ts';
import type { Clock } from '../platform/platform.ts';

export class FreezePoint {
  /** The run's time: that of the given clock without what was spent frozen. */
  readonly clock: Clock;
  readonly #words: Int32Array;
  readonly #real: Clock;
  readonly #frozen: (freeze: number) => void;
  #stood = 0;

  /**
   * `words` are those of `GuestEnvironment.stop`: below zero, word 0 is the number of the freeze asked for. It is the stop word
   * too, so that the gate looks at one: an atomic load costs up to 30 ns of the 200 that a call may. `frozen` is called
   * when the guest stands still, with that number.
   */
  constructor(words: Int32Array, clock: Clock, frozen: (freeze: number) => void) {
    this.#words = words;
    this.#real = clock;
    this.#frozen = frozen;
    this.clock = {
      monotonic: () => (clock.monotonic() - this.#stood) as Nanos,
      wall: () => (this.#stood === 0 ? clock.wall() : clock.wall() - BigInt(Math.round(this.#stood))),
    };
  }

  /** Returns at once, unless the run is frozen: then when it is thawed or stopped. Whoever calls looks at the stop word next. */
  pass(): void {
    for (;;) {
      const word = Atomics.load(this.#words, 0);
      if (word >= 0) return;
      this.#stand(word);
    }
  }

  /** Spends what `wait` takes outside of the run's time. */
  hold(wait: () => void): void {
    const since = this.#real.monotonic();
    wait();
    this.#stood += this.#real.monotonic() - since;
  }

  #stand(word: number): void {
    this.hold(() => {
      this.#frozen(-word);
      do Atomics.wait(this.#words, 0, word);
      while (Atomics.load(this.#words, 0) === word);
    });
  }
}
