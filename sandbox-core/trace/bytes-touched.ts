// How many bytes of guest memory the host read and wrote, in one call or in all calls of a chunk.
import { ACCESS_KINDS } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';

/** What is noted of a call beside its memory. */
const [RESOURCE, EDIT] = [ACCESS_KINDS.indexOf('resource'), ACCESS_KINDS.indexOf('edit')];

/** `row` is the call's place in the chunk. */
export function bytesTouched(chunk: Chunk, row: number): number {
  return sum(chunk, chunk.accessStart[row] ?? 0, chunk.accessStart[row + 1] ?? 0);
}

export function bytesTouchedIn(chunk: Chunk): number {
  return sum(chunk, 0, chunk.accessKind.length);
}

function sum({ accessKind, accessLength }: Chunk, from: number, to: number): number {
  let bytes = 0;
  for (let access = from; access < to; access++) {
    const kind = accessKind[access];
    if (kind !== RESOURCE && kind !== EDIT) bytes += accessLength[access] ?? 0;
  }
  return bytes;
}
