// The bytes of one file in memory, in one buffer that doubles as it grows.
import { ERRNO, type Errno } from '../errno.ts';
import type { TreeQuota } from './tree-quota.ts';

export class MemoryContents {
  readonly #quota: TreeQuota;
  #bytes = new Uint8Array(0);
  #size = 0;

  constructor(quota: TreeQuota) {
    this.#quota = quota;
  }

  get size(): number {
    return this.#size;
  }

  read(into: Uint8Array, at: number): number {
    const end = Math.min(this.#size, at + into.length);
    if (at >= end) return 0;
    into.set(this.#bytes.subarray(at, end));
    return end - at;
  }

  /** Bytes written, or the negated errno. */
  write(from: Uint8Array, at: number): number {
    if (from.length === 0) return 0;
    const end = at + from.length;
    if (end > this.#size) {
      const errno = this.resize(end);
      if (errno !== ERRNO.SUCCESS) return -errno;
    }
    this.#bytes.set(from, at);
    return from.length;
  }

  resize(size: number): Errno {
    if (size > this.#quota.mostBytes) return ERRNO.FBIG;
    if (size > this.#size) {
      if (!this.#quota.takeBytes(size - this.#size)) return ERRNO.DQUOT;
      this.#reserve(size);
    } else {
      this.#quota.releaseBytes(this.#size - size);
      if (size === 0) this.#bytes = new Uint8Array(0);
      else this.#bytes.fill(0, size, this.#size);
    }
    this.#size = size;
    return ERRNO.SUCCESS;
  }

  #reserve(size: number): void {
    if (size <= this.#bytes.length) return;
    const capacity = Math.min(this.#quota.mostBytes, Math.max(size, this.#bytes.length * 2, 64));
    const grown = new Uint8Array(capacity);
    grown.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = grown;
  }
}
