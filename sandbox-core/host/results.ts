// What a host call will write into guest memory, collected while it is computed and written in one step at its end:
// a call that fails writes nothing, and what is written can come from a recording instead.
import type { GuestMemory } from './guest-memory.ts';

/** Small values kept ready, so that a clock read allocates nothing; a call with more of them allocates the rest. */
const POOLED = 4;

export class Results {
  readonly #four = Array.from({ length: POOLED }, () => new Uint8Array(4));
  readonly #eight = Array.from({ length: POOLED }, () => new Uint8Array(8));
  readonly #pointers: number[] = [];
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  u32(pointer: number, value: number): void {
    const piece = this.#four[this.#length] ?? new Uint8Array(4);
    setU32(piece, 0, value);
    this.bytes(pointer, piece);
  }

  /** `value` is a whole number from 0 to 2^53. */
  u64(pointer: number, value: number): void {
    const piece = this.#eight[this.#length] ?? new Uint8Array(8);
    setU32(piece, 0, value % 2 ** 32);
    setU32(piece, 4, Math.floor(value / 2 ** 32));
    this.bytes(pointer, piece);
  }

  u64Exact(pointer: number, value: bigint): void {
    const piece = this.#eight[this.#length] ?? new Uint8Array(8);
    setU32(piece, 0, Number(value & 0xffff_ffffn));
    setU32(piece, 4, Number((value >> 32n) & 0xffff_ffffn));
    this.bytes(pointer, piece);
  }

  /** `piece` must not change until the call has ended. */
  bytes(pointer: number, piece: Uint8Array): void {
    this.#pointers[this.#length] = pointer;
    this.#pieces[this.#length] = piece;
    this.#length++;
  }

  clear(): void {
    if (this.#pieces.length > POOLED) {
      this.#pieces.length = 0;
      this.#pointers.length = 0;
    }
    this.#length = 0;
  }

  commit(memory: GuestMemory): void {
    for (let index = 0; index < this.#length; index++) {
      const pointer = this.#pointers[index];
      const piece = this.#pieces[index];
      if (pointer !== undefined && piece !== undefined && piece.length > 0) memory.write(pointer, piece);
    }
    this.clear();
  }
}

function setU32(into: Uint8Array, at: number, value: number): void {
  into[at] = value;
  into[at + 1] = value >>> 8;
  into[at + 2] = value >>> 16;
  into[at + 3] = value >>> 24;
}
