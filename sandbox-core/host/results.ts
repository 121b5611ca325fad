// What a host call will write into guest memory, collected while it is computed and written in one step at its end:
// a call that fails writes nothing, and what is written can come from a recording instead.
import type { GuestMemory } from './guest-memory.ts';

/** Results remembered between calls without being given back to the collector. */
const KEPT = 4;

export class Results {
  readonly #pointers: number[] = [];
  /** Of each result its bytes, or for a number its length in them. */
  readonly #pieces: (Uint8Array | 4 | 8)[] = [];
  /** Numbers as words, low one first, so that a clock read allocates nothing. */
  readonly #low: number[] = [];
  readonly #high: number[] = [];
  #length = 0;

  u32(pointer: number, value: number): void {
    this.#add(pointer, 4, value | 0, 0);
  }

  /** `value` is a whole number from 0 to 2^53. */
  u64(pointer: number, value: number): void {
    const high = Math.floor(value / 2 ** 32);
    this.#add(pointer, 8, (value - high * 2 ** 32) | 0, high | 0);
  }

  u64Exact(pointer: number, value: bigint): void {
    this.#add(pointer, 8, Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)));
  }

  /** `piece` must not change until the call has ended. */
  bytes(pointer: number, piece: Uint8Array): void {
    this.#add(pointer, piece, 0, 0);
  }

  clear(): void {
    if (this.#length > KEPT) {
      for (const column of [this.#pointers, this.#pieces, this.#low, this.#high]) column.length = 0;
    }
    this.#length = 0;
  }

  commit(memory: GuestMemory): void {
    for (let index = 0; index < this.#length; index++) {
      const pointer = this.#pointers[index] ?? 0;
      const piece = this.#pieces[index];
      if (piece === 4 || piece === 8) memory.writeWord(pointer, piece, this.#low[index] ?? 0, this.#high[index] ?? 0);
      else if (piece !== undefined && piece.length > 0) memory.write(pointer, piece);
    }
    this.clear();
  }

  #add(pointer: number, piece: Uint8Array | 4 | 8, low: number, high: number): void {
    const index = this.#length++;
    this.#pointers[index] = pointer;
    this.#pieces[index] = piece;
    this.#low[index] = low;
    this.#high[index] = high;
  }
}
