// What a guest printed in a recorded run, and what it read of its standard input: out of the recorded calls.
import { ACCESS_KINDS } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';
import { chunkOutput, type OutputPiece } from '../trace/output.ts';

/** More than any run is let print whose whole output is to be compared. */
const MOST_BYTES = 256 << 20;

export interface Streams {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

export function joinOutput(pieces: readonly OutputPiece[]): Streams {
  const of = (from: OutputPiece['from']): Uint8Array =>
    joined(pieces.filter((piece) => piece.from === from).map(({ bytes }) => bytes));
  return { stdout: of('stdout'), stderr: of('stderr') };
}

/** Undefined where it is more than can be compared whole. */
export function recordedOutput(recording: Recording): Streams | undefined {
  const pieces: OutputPiece[] = [];
  let total = 0;
  for (const number of recording.chunks.keys()) {
    for (const piece of chunkOutput(recording.chunk(number))) {
      total += piece.bytes.length;
      if (total > MOST_BYTES) return undefined;
      pieces.push(piece);
    }
  }
  return joinOutput(pieces);
}

const WROTE = ACCESS_KINDS.indexOf('wrote');
const SECRET = ACCESS_KINDS.indexOf('secret');

/** The bytes that fd_read gave from standard input. What the guest left unread is not in any recording. */
export function recordedInput(recording: Recording): Uint8Array {
  const { signatures, actions } = recording.header;
  const reads = new Set(signatures.flatMap(({ name }, index) => (name === 'fd_read' ? [index] : [])));
  const stdin = actions.indexOf('stdio.read');
  const pieces: Uint8Array[] = [];
  let total = 0;
  for (const number of recording.chunks.keys()) {
    const chunk = recording.chunk(number);
    for (let at = 0; at < chunk.rows && total <= MOST_BYTES; at += 1) {
      if (chunk.action[at] !== stdin || !reads.has(chunk.signature[at] ?? -1)) continue;
      const read = readBytes(chunk, at);
      total += read.length;
      pieces.push(read);
    }
  }
  return joined(pieces);
}

/** All that the host wrote in the call but the count of bytes, which is the last that it writes. */
function readBytes(chunk: Chunk, at: number): Uint8Array {
  const count = Number(BigInt.asUintN(32, chunk.arguments[(chunk.argumentStart[at] ?? 0) + 3] ?? 0n));
  const pieces: Uint8Array[] = [];
  for (let access = chunk.accessStart[at] ?? 0; access < (chunk.accessStart[at + 1] ?? 0); access += 1) {
    const kind = chunk.accessKind[access];
    if ((kind !== WROTE && kind !== SECRET) || chunk.accessPointer[access] === count) continue;
    pieces.push(chunk.data.subarray(chunk.dataStart[access], chunk.dataStart[access + 1]));
  }
  return joined(pieces);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
