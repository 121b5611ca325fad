// A digest of bytes that come in pieces, the same however they were cut: SHA-256 of a block together with the digest of
// those before it.
import type { Digests } from '../platform/platform.ts';

const BLOCK_BYTES = 65_536;
const DIGEST_BYTES = 32;

export class StreamDigest {
  /** Bytes taken so far. */
  length = 0;
  readonly #digests: Digests;
  /** The digest of the blocks before this one, then the block as far as it is there; grows as bytes come. */
  #block = new Uint8Array(DIGEST_BYTES + 1024);
  #filled = DIGEST_BYTES;

  constructor(digests: Digests) {
    this.#digests = digests;
  }

  take(bytes: Uint8Array): void {
    this.length += bytes.length;
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, at + DIGEST_BYTES + BLOCK_BYTES - this.#filled);
      this.#makeRoom(piece.length);
      this.#block.set(piece, this.#filled);
      this.#filled += piece.length;
      at += piece.length;
      if (this.#filled === DIGEST_BYTES + BLOCK_BYTES) this.#closeBlock();
    }
  }

  /** Of all that was taken, in hexadecimal; more may be taken afterwards. */
  text(): string {
    const digest = this.#digests.sha256(this.#block.subarray(0, this.#filled));
    return `${this.length}:${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  }

  #makeRoom(more: number): void {
    if (this.#filled + more <= this.#block.length) return;
    const larger = new Uint8Array(Math.min(DIGEST_BYTES + BLOCK_BYTES, Math.max(2 * this.#block.length, this.#filled + more)));
    larger.set(this.#block);
    this.#block = larger;
  }

  #closeBlock(): void {
    this.#block.set(this.#digests.sha256(this.#block.subarray(0, this.#filled)));
    this.#filled = DIGEST_BYTES;
  }
}
