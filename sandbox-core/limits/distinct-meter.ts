// Counts different things against one limit: what was counted once is not counted again. It holds as many keys as its limit.
import type { LimitName, LimitUse } from './limits.ts';

export class DistinctMeter {
  readonly limit: LimitName;
  readonly most: number;
  readonly #seen = new Set<string>();

  constructor(limit: LimitName, most: number) {
    this.limit = limit;
    this.most = most;
  }

  /** Whether it was counted before or still fits; then it is counted. */
  take(key: string): boolean {
    if (this.#seen.has(key)) return true;
    if (this.#seen.size >= this.most) return false;
    this.#seen.add(key);
    return true;
  }

  use(): LimitUse {
    return { limit: this.limit, used: this.#seen.size, most: this.most };
  }
}
