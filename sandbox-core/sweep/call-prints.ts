// A number for each call of a run, of its function, its arguments and its errno, to tell where two runs part.
import type { CallSignature } from '../recording/record/call-signature.ts';
import type { Chunk } from '../recording/record/chunk.ts';

/** FNV-1a, 32 bits: runs that part do so by accident, and then at every call that follows. */
const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

export class CallPrints {
  count = 0;
  #prints = new Uint32Array(1024);
  readonly #names: readonly number[];

  constructor(signatures: readonly CallSignature[]) {
    this.#names = signatures.map(({ name }) => [...name].reduce((hash, sign) => mixed(hash, sign.codePointAt(0) ?? 0), BASIS));
  }

  take(chunk: Chunk): void {
    if (this.count + chunk.rows > this.#prints.length) {
      const larger = new Uint32Array(2 * this.#prints.length + chunk.rows);
      larger.set(this.#prints);
      this.#prints = larger;
    }
    for (let index = 0; index < chunk.rows; index++) this.#prints[this.count++] = this.#printOf(chunk, index);
  }

  /** The first call before `until` that differs; undefined where none does. */
  partsFrom(other: CallPrints, until: number): number | undefined {
    const end = Math.min(until, this.count, other.count);
    for (let row = 0; row < end; row++) if (this.#prints[row] !== other.#prints[row]) return row;
    return end < until && this.count !== other.count ? end : undefined;
  }

  #printOf(chunk: Chunk, index: number): number {
    let hash = this.#names[chunk.signature[index] ?? 0] ?? BASIS;
    for (let at = chunk.argumentStart[index] ?? 0; at < (chunk.argumentStart[index + 1] ?? 0); at++) {
      const value = chunk.arguments[at] ?? 0n;
      hash = mixed(mixed(hash, Number(BigInt.asIntN(32, value))), Number(BigInt.asIntN(32, value >> 32n)));
    }
    return mixed(hash, chunk.result[index] ?? 0) >>> 0;
  }
}

function mixed(hash: number, word: number): number {
  return Math.imul(hash ^ word, PRIME);
}
