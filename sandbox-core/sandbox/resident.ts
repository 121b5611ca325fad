// One instance as the engine knows it: where it lives, whether it still does, what it has used. A reset makes another.
import type { Limits } from '../limits/limits.ts';
import type { Ending } from '../run/outcome.ts';
import type { InstanceCounts } from '../tenant/reports.ts';
import { boundedCounts, NO_COUNTS, type Counts } from './usage.ts';

/** What one operation took: calls into the guest, and nanoseconds inside it. */
type Spent = Pick<Counts, 'calls' | 'time' | 'cpu'>;

export class Resident {
  readonly number: number;
  /** Index of its thread's place. */
  readonly place: number;
  readonly stdin: Uint8Array;
  /** The life of the place (a count of its threads) in which it was made; 0 while it is not. */
  life = 0;
  /** A call has been begun on it, so that making it anew would not be the same. */
  used = false;
  /** Events told so far, against what the limits allow. */
  decisions = 0;
  outputTold = 0;
  #counts: Counts = NO_COUNTS;
  #ending: Ending | undefined;

  constructor(number: number, place: number, stdin: Uint8Array) {
    this.number = number;
    this.place = place;
    this.stdin = stdin;
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** How it died. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  die(ending: Ending): void {
    this.#ending ??= ending;
  }

  /** Takes over what a call has used; without counts (its thread had to be ended) the last ones stand. */
  count(counts: InstanceCounts | null, spent: Spent, limits: Limits): void {
    const before = this.#counts;
    this.#counts = {
      ...before,
      ...(counts === null ? {} : boundedCounts(counts, limits)),
      calls: before.calls + spent.calls,
      time: before.time + spent.time,
      longestCall: Math.max(before.longestCall, spent.time),
      cpu: before.cpu + spent.cpu,
      busiestCall: Math.max(before.busiestCall, spent.cpu),
    };
  }
}
