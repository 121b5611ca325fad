// What a host call will write into guest memory, collected while it is computed and written in one step at its end:
// a call that fails writes nothing, and what is written can come from a recording instead.
import type { GuestMemory } from './guest-memory.ts';

/** Room at first; a call with more results than it gets more. */
const FIRST_ROOM = 8;

/** Its fields are `private` and not `#` for the reason that recording/record/ring-recorder.ts gives. */
export class Results {
  private pointers = new Uint32Array(FIRST_ROOM);
  /** Bytes of a number; 0 where the result stands in `#pieces`. */
  private lengths = new Uint8Array(FIRST_ROOM);
  /** Numbers as words, low one first, so that a clock read allocates nothing. */
  private low = new Int32Array(FIRST_ROOM);
  private high = new Int32Array(FIRST_ROOM);
  private pieces: Uint8Array[] = [];
  private length = 0;
  /** What is written comes from the environment or from standard input (recording/record/call-outcome.ts). */
  secret = false;

  u32(pointer: number, value: number): void {
    this.add(pointer, 4, value | 0, 0);
  }

  /** `value` is a whole number from 0 to 2^53. */
  u64(pointer: number, value: number): void {
    const high = Math.floor(value / 2 ** 32);
    this.add(pointer, 8, (value - high * 2 ** 32) | 0, high | 0);
  }

  u64Exact(pointer: number, value: bigint): void {
    this.add(pointer, 8, Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)));
  }

  /** `piece` must not change until the call has ended. */
  bytes(pointer: number, piece: Uint8Array): void {
    this.pieces[this.length] = piece;
    this.add(pointer, 0, 0, 0);
  }

  clear(): void {
    this.length = 0;
    this.secret = false;
    if (this.pieces.length > 0) this.pieces = [];
  }

  /** What would be written now, for whoever looks on. */
  pending(): { readonly pointer: number; readonly bytes: Uint8Array }[] {
    return Array.from({ length: this.length }, (_, index) => {
      const words = Int32Array.of(this.low[index] ?? 0, this.high[index] ?? 0);
      const number = new Uint8Array(words.buffer, 0, this.lengths[index]);
      return { pointer: this.pointers[index] ?? 0, bytes: number.length > 0 ? number : (this.pieces[index] ?? number) };
    });
  }

  commit(memory: GuestMemory): void {
    for (let index = 0; index < this.length; index++) {
      const pointer = this.pointers[index] ?? 0;
      const length = this.lengths[index];
      if (length === 4 || length === 8) {
        memory.writeWord(pointer, length, this.low[index] ?? 0, this.high[index] ?? 0);
      } else {
        const piece = this.pieces[index];
        if (piece !== undefined && piece.length > 0) memory.write(pointer, piece, this.secret ? 'secret' : 'wrote');
      }
    }
    this.clear();
  }

  private add(pointer: number, length: 0 | 4 | 8, low: number, high: number): void {
    const index = this.length++;
    if (index === this.lengths.length) this.grow();
    this.pointers[index] = pointer;
    this.lengths[index] = length;
    this.low[index] = low;
    this.high[index] = high;
  }

  private grow(): void {
    const room = this.lengths.length * 2;
    const grown = <Column extends { set(from: ArrayLike<number>): void }>(into: Column, from: ArrayLike<number>): Column => {
      into.set(from);
      return into;
    };
    this.pointers = grown(new Uint32Array(room), this.pointers);
    this.lengths = grown(new Uint8Array(room), this.lengths);
    this.low = grown(new Int32Array(room), this.low);
    this.high = grown(new Int32Array(room), this.high);
  }
}
