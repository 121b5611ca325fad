// Counts use against one limit. The count never passes the limit, so that what is reported is what was used.
import type { LimitName, LimitUse } from './limits.ts';

export class Meter {
  readonly limit: LimitName;
  readonly most: number;
  #used = 0;

  constructor(limit: LimitName, most: number) {
    this.limit = limit;
    this.most = most;
  }

  /** How much of `amount` still fits; that much is counted. */
  take(amount: number): number {
    const taken = Math.min(amount, this.most - this.#used);
    this.#used += taken;
    return taken;
  }

  /** Gives back what was taken. */
  release(amount: number): void {
    this.#used = Math.max(0, this.#used - amount);
  }

  get used(): number {
    return this.#used;
  }

  use(): LimitUse {
    return { limit: this.limit, used: this.#used, most: this.most };
  }
}

/** A meter of things held at once: it reports the most that were held. */
export class HeldMeter extends Meter {
  #peak = 0;

  override take(amount: number): number {
    const taken = super.take(amount);
    this.#peak = Math.max(this.#peak, this.used);
    return taken;
  }

  override use(): LimitUse {
    return { limit: this.limit, used: this.#peak, most: this.most };
  }
}
