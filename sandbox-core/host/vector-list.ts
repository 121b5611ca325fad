// The scatter or gather list of the call under way, in host memory: read once, so that nothing written later changes it
// (THREATS 23, 24), every stretch checked before the first is used (21), cut at what one call may move (22). One list
// serves all calls, so that writing a line allocates nothing for it; it grows, since hardly a guest uses long ones.
import { OPERATION_CAPS } from '../limits/limits.ts';
import { ERRNO, type Errno } from './errno.ts';
import type { GuestMemory } from './guest-memory.ts';

/** As many as the standard libraries of most languages use at once. */
const FIRST_VECTORS = 8;

export class VectorList {
  pointers = new Uint32Array(FIRST_VECTORS);
  /** After the cut; their sum is `total`. */
  lengths = new Uint32Array(FIRST_VECTORS);
  count = 0;
  total = 0;
  #words = new Uint32Array(FIRST_VECTORS * 2);

  /** FAULT when any of it lies outside of memory, INVAL when it is too long. */
  read(memory: GuestMemory, array: number, count: number): Errno {
    this.count = 0;
    this.total = 0;
    if (count === 0) return ERRNO.SUCCESS;
    if (!memory.has(array, count * 8)) return ERRNO.FAULT;
    if (count > OPERATION_CAPS.vectors) return ERRNO.INVAL;
    if (count > this.pointers.length) this.#grow(count);
    this.#copy(memory, array, count);
    for (let index = 0; index < count; index++) {
      const pointer = this.#words[index * 2] ?? 0;
      const length = this.#words[index * 2 + 1] ?? 0;
      if (!memory.has(pointer, length)) return ERRNO.FAULT;
      const taken = Math.min(length, OPERATION_CAPS.transfer - this.total);
      this.pointers[index] = pointer;
      this.lengths[index] = taken;
      this.total += taken;
    }
    this.count = count;
    return ERRNO.SUCCESS;
  }

  /** Takes no more than `most` bytes of what was read. */
  cut(most: number): void {
    let left = Math.min(this.total, Math.max(0, most));
    this.total = left;
    for (let index = 0; index < this.count; index++) {
      const taken = Math.min(this.lengths[index] ?? 0, left);
      this.lengths[index] = taken;
      left -= taken;
    }
  }

  #grow(count: number): void {
    let room = this.pointers.length;
    while (room < count) room *= 2;
    this.pointers = new Uint32Array(room);
    this.lengths = new Uint32Array(room);
    this.#words = new Uint32Array(room * 2);
  }

  /** Words as a little-endian machine reads them, and there is no other (recording/record/chunk-codec.ts). */
  #copy(memory: GuestMemory, array: number, count: number): void {
    if (count > 1) {
      memory.readInto(array, new Uint8Array(this.#words.buffer, 0, count * 8));
      return;
    }
    this.#words[0] = memory.readPair(array);
    this.#words[1] = memory.secondWord;
  }
}
