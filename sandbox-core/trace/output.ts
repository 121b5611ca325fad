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

/** Up to so many bytes a loop over words copies faster than `set`, which needs a view made for it. */
const WORDS_COPIED = 256;

/**
 * The output in the chunk, in the order in which it was written; what calls one after the other write to the same stream
 * is one piece, since a piece for each line of a guest that prints fast costs more than all else done with it.
 */
export function chunkOutput(chunk: Chunk): OutputPiece[] {
  const bytes = new Uint8Array(outputBytes(chunk));
  const copy = copier(chunk, bytes);
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
    to = copy(access, to);
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
function copier({ data, dataStart }: Chunk, into: Uint8Array): (access: number, at: number) => number {
  const from = new DataView(data.buffer, data.byteOffset, data.length);
  const to = new DataView(into.buffer);
  return (access, at) => {
    const start = dataStart[access] ?? 0;
    const length = (dataStart[access + 1] ?? 0) - start;
    if (length > WORDS_COPIED) into.set(data.subarray(start, start + length), at);
    else copyWords(from, start, to, at, length);
    return at + length;
  };
}

function copyWords(from: DataView, start: number, to: DataView, at: number, length: number): void {
  let done = 0;
  for (; done + 4 <= length; done += 4) to.setInt32(at + done, from.getInt32(start + done, true), true);
  for (; done < length; done++) to.setUint8(at + done, from.getUint8(start + done));
}
