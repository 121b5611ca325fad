// Waits for signals from a loop, without losing one that came while the loop was busy, and not more often than wanted.
import type { Disposer, Platform, Signal } from '../../sandbox-core/index.ts';

export class Latch {
  readonly #disposers: Disposer[];
  #risen = false;
  #wake: (() => void) | undefined;

  constructor(...signals: readonly Signal<void>[]) {
    this.#disposers = signals.map((signal) => signal.listen(() => this.raise()));
  }

  raise(): void {
    this.#risen = true;
    this.#wake?.();
  }

  /** Returns when a signal has come since the last time, or when `abort` has aborted. */
  async next(abort: AbortSignal): Promise<void> {
    const wake = (): void => this.#wake?.();
    abort.addEventListener('abort', wake, { once: true });
    if (!this.#risen && !abort.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    abort.removeEventListener('abort', wake);
    this.#risen = false;
  }

  dispose(): void {
    for (const dispose of this.#disposers.splice(0)) dispose();
  }
}

/** Lets `milliseconds` pass, or less when `abort` aborts. */
export async function pause(platform: Pick<Platform, 'timers'>, milliseconds: number, abort: AbortSignal): Promise<void> {
  if (abort.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      dispose();
      abort.removeEventListener('abort', done);
      resolve();
    };
    const dispose = platform.timers.after(milliseconds, done);
    abort.addEventListener('abort', done, { once: true });
  });
}
