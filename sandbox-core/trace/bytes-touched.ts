// How many bytes of guest memory the host read and wrote, in one call or in all calls of a chunk.
import { ACCESS_KINDS } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';

const RESOURCE = ACCESS_KINDS.indexOf('resource');

/** `row` is the call's place in the chunk. */
export function bytesTouched(chunk: Chunk, row: number): number {
  return sum(chunk, chunk.accessStart[row] ?? 0, chunk.accessStart[row + 1] ?? 0);
}

export function bytesTouchedIn(chunk: Chunk): number {
  return sum(chunk, 0, chunk.accessKind.length);
}

function sum({ accessKind, accessLength }: Chunk, from: number, to: number): number {
  let bytes = 0;
  for (let access = from; access < to; access++) if (accessKind[access] !== RESOURCE) bytes += accessLength[access] ?? 0;
  return bytes;
}
