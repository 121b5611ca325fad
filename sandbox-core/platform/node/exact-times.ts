// Node sets the times of a file in seconds as a double, which loses the last 8 bits of nanoseconds. What a guest sets it
// must read back, so the exact times are remembered here and told again for as long as the file has those that Node made
// of them. Only what this run has set is remembered, and only the latest of it.
import type { BigIntStats } from 'node:fs';
import type { HostTimes } from '../host-files.ts';

const MOST_FILES = 4096;

interface Exact {
  readonly accessed: bigint;
  readonly modified: bigint;
  /** What the system says of the same times. */
  readonly accessedSeen: bigint;
  readonly modifiedSeen: bigint;
}

export class ExactTimes {
  readonly #files = new Map<string, Exact>();

  /** `before` and `after` are what the system said around the setting of `asked`. */
  remember(asked: HostTimes, before: BigIntStats, after: BigIntStats): void {
    const told = this.times(before);
    const key = keyOf(after);
    this.#files.delete(key);
    if (this.#files.size >= MOST_FILES) this.#files.delete(this.#files.keys().next().value ?? '');
    this.#files.set(key, {
      accessed: asked.accessed ?? told.accessed,
      modified: asked.modified ?? told.modified,
      accessedSeen: after.atimeNs,
      modifiedSeen: after.mtimeNs,
    });
  }

  times(stats: BigIntStats): { readonly accessed: bigint; readonly modified: bigint } {
    const exact = this.#files.get(keyOf(stats));
    return {
      accessed: exact?.accessedSeen === stats.atimeNs ? exact.accessed : stats.atimeNs,
      modified: exact?.modifiedSeen === stats.mtimeNs ? exact.modified : stats.mtimeNs,
    };
  }
}

function keyOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`;
}
