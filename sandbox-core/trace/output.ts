// What a guest printed, out of the recording of its calls.
import { ACCESS_KINDS } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';

export interface OutputPiece {
  readonly from: 'stdout' | 'stderr';
  /** Raw guest bytes, a copy. */
  readonly bytes: Uint8Array;
}

const STDOUT = ACCESS_KINDS.indexOf('stdout');
const STDERR = ACCESS_KINDS.indexOf('stderr');

/**
 * The output in the chunk, in the order in which it was written; what calls one after the other write to the same stream
 * is one piece, since a piece for each line of a guest that prints fast costs more than all else done with it.
 */
export function chunkOutput(chunk: Chunk): OutputPiece[] {
  const bytes = new Uint8Array(outputBytes(chunk));
  const pieces: OutputPiece[] = [];
  let from = 0;
  let to = 0;
  let stream = -1;
  const close = (): void => {
    if (to > from) pieces.push({ from: stream === STDOUT ? 'stdout' : 'stderr', bytes: bytes.subarray(from, to) });
    from = to;
  };
  for (let access = 0; access < chunk.accessKind.length; access++) {
    const kind = chunk.accessKind[access] ?? 0;
    if (kind !== STDOUT && kind !== STDERR) continue;
    if (kind !== stream) close();
    stream = kind;
    to = copied(chunk, access, bytes, to);
  }
  close();
  return pieces;
}

function outputBytes(chunk: Chunk): number {
  let total = 0;
  for (let access = 0; access < chunk.accessKind.length; access++) {
    const kind = chunk.accessKind[access];
    if (kind === STDOUT || kind === STDERR) total += (chunk.dataStart[access + 1] ?? 0) - (chunk.dataStart[access] ?? 0);
  }
  return total;
}

/** Copies the bytes of an access to `at`; answers where they end. */
function copied(chunk: Chunk, access: number, into: Uint8Array, at: number): number {
  const { data } = chunk;
  const start = chunk.dataStart[access] ?? 0;
  const length = (chunk.dataStart[access + 1] ?? 0) - start;
  // A loop is faster than `set` with a view made for it for the lines that most output is.
  if (length <= 128) for (let i = 0; i < length; i++) into[at + i] = data[start + i] ?? 0;
  else into.set(data.subarray(start, start + length), at);
  return at + length;
}
