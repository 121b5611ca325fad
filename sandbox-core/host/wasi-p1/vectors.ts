// Scatter and gather lists: read once into host memory, so that nothing written later can change them (THREATS 23, 24),
// every stretch checked before the first is used (21), and cut at what one call may move (22).
import { OPERATION_CAPS } from '../../limits/limits.ts';
import { ERRNO, type Errno } from '../errno.ts';
import type { HostCall } from '../host-call.ts';

export interface Vectors {
  readonly pointers: readonly number[];
  /** Lengths after the cut; their sum is `total`. */
  readonly lengths: readonly number[];
  readonly total: number;
}

const NO_VECTORS: Vectors = { pointers: [], lengths: [], total: 0 };

/** Parameters `first` (pointer) and `first + 1` (count). */
export function readVectors(call: HostCall, first: number): Vectors | Errno {
  const { memory } = call.guest;
  const [array, count] = [call.u32(first), call.u32(first + 1)];
  if (count === 0) return NO_VECTORS;
  if (!memory.has(array, count * 8)) return ERRNO.FAULT;
  if (count > OPERATION_CAPS.vectors) return ERRNO.INVAL;
  const bytes = memory.read(array, count * 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pointers: number[] = [];
  const lengths: number[] = [];
  let total = 0;
  for (let index = 0; index < count; index++) {
    const pointer = view.getUint32(index * 8, true);
    const length = view.getUint32(index * 8 + 4, true);
    if (!memory.has(pointer, length)) return ERRNO.FAULT;
    const taken = Math.min(length, OPERATION_CAPS.transfer - total);
    pointers.push(pointer);
    lengths.push(taken);
    total += taken;
  }
  return { pointers, lengths, total };
}

/** The guest's bytes one after the other, copied once and recorded as read. */
export function gather(call: HostCall, vectors: Vectors): Uint8Array {
  const bytes = new Uint8Array(vectors.total);
  let at = 0;
  for (const [index, length] of vectors.lengths.entries()) {
    if (length === 0) continue;
    call.guest.memory.readInto(vectors.pointers[index] ?? 0, bytes.subarray(at, at + length));
    at += length;
  }
  return bytes;
}

/** Lays `bytes` out over the vectors, as results of the call. */
export function scatter(call: HostCall, vectors: Vectors, bytes: Uint8Array): void {
  let at = 0;
  for (const [index, length] of vectors.lengths.entries()) {
    if (at >= bytes.length) return;
    const end = Math.min(bytes.length, at + length);
    if (end > at) call.results.bytes(vectors.pointers[index] ?? 0, bytes.subarray(at, end));
    at = end;
  }
}
