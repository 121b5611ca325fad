// The scatter or gather list of the call under way, in host memory: read once, so that nothing written later changes it
// (THREATS 23, 24), every stretch checked before the first is used (21), cut at what one call may move (22). One list
// serves all calls, so that writing a line allocates nothing for it.
import { OPERATION_CAPS } from '../limits/limits.ts';
import { ERRNO, type Errno } from './errno.ts';
import type { GuestMemory } from './guest-memory.ts';

/** Lists up to this length are read into views kept ready. */
const READY = 8;

export class VectorList {
  readonly pointers = new Uint32Array(OPERATION_CAPS.vectors);
  /** After the cut; their sum is `total`. */
  readonly lengths = new Uint32Array(OPERATION_CAPS.vectors);
  count = 0;
  total = 0;
  readonly #bytes = new Uint8Array(OPERATION_CAPS.vectors * 8);
  readonly #ready = Array.from({ length: READY + 1 }, (_, count) => this.#bytes.subarray(0, count * 8));

  /** FAULT when any of it lies outside of memory, INVAL when it is too long. */
  read(memory: GuestMemory, array: number, count: number): Errno {
    this.count = 0;
    this.total = 0;
    if (count === 0) return ERRNO.SUCCESS;
    if (!memory.has(array, count * 8)) return ERRNO.FAULT;
    if (count > OPERATION_CAPS.vectors) return ERRNO.INVAL;
    memory.readInto(array, this.#ready[count] ?? this.#bytes.subarray(0, count * 8));
    for (let index = 0; index < count; index++) {
      const pointer = this.#u32(index * 8);
      const length = this.#u32(index * 8 + 4);
      if (!memory.has(pointer, length)) return ERRNO.FAULT;
      const taken = Math.min(length, OPERATION_CAPS.transfer - this.total);
      this.pointers[index] = pointer;
      this.lengths[index] = taken;
      this.total += taken;
    }
    this.count = count;
    return ERRNO.SUCCESS;
  }

  #u32(at: number): number {
    const bytes = this.#bytes;
    return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
  }
}
