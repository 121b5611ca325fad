// Moving bytes between one stretch of host memory and the many of a scatter or gather list.
import type { HostCall } from '../host-call.ts';

/** The guest's bytes one after the other, copied once and recorded whole as what goes into a file. */
export function gather({ guest, vectors }: HostCall): Uint8Array {
  const bytes = new Uint8Array(vectors.total);
  let at = 0;
  for (let index = 0; index < vectors.count; index++) {
    const length = vectors.lengths[index] ?? 0;
    if (length === 0) continue;
    guest.memory.readInto(vectors.pointers[index] ?? 0, bytes.subarray(at, at + length), 'sent');
    at += length;
  }
  return bytes;
}

/** Lays `bytes` out over the list, as results of the call. */
export function scatter({ results, vectors }: HostCall, bytes: Uint8Array): void {
  let at = 0;
  for (let index = 0; index < vectors.count && at < bytes.length; index++) {
    const end = Math.min(bytes.length, at + (vectors.lengths[index] ?? 0));
    if (end > at) results.bytes(vectors.pointers[index] ?? 0, bytes.subarray(at, end));
    at = end;
  }
}
