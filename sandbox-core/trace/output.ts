// What a guest printed, out of the recording of its calls.
import { ACCESS_KINDS } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';

export interface OutputPiece {
  readonly from: 'stdout' | 'stderr';
  /** Raw guest bytes; a view of the chunk. */
  readonly bytes: Uint8Array;
}

const STDOUT = ACCESS_KINDS.indexOf('stdout');
const STDERR = ACCESS_KINDS.indexOf('stderr');

/** The pieces of output in the chunk, in the order in which they were written. */
export function chunkOutput(chunk: Chunk): OutputPiece[] {
  const pieces: OutputPiece[] = [];
  for (let access = 0; access < chunk.accessKind.length; access++) {
    const kind = chunk.accessKind[access];
    if (kind !== STDOUT && kind !== STDERR) continue;
    const bytes = chunk.data.subarray(chunk.dataStart[access], chunk.dataStart[access + 1]);
    pieces.push({ from: kind === STDOUT ? 'stdout' : 'stderr', bytes });
  }
  return pieces;
}
