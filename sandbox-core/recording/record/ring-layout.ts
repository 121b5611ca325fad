// The way of a call's record from the guest's thread to the control thread: a ring in shared memory with one writer and
// one reader. The writer composes a record behind what is written, in the ring where it fits there in one piece and in memory
// of its own otherwise, and publishes it in one step, so that a thread that dies in a host call leaves no half record.
//
//   shared:  [ written | read | waiting |  …data, a power of two… ]     both counters in bytes, modulo 2^32
//   record:  [ bytes | signature outcome action | rule arguments | accesses | result | duration | pages | data bytes ]   8 words
//            [ start, a double ] [ fuel, a double ] [ argument, 64 bits ]… [ pointer, a double | length | stored | kind | 0 | bytes, padded to 8 ]…
//
// A record longer than the ring is written as the reader makes room, and handed on when its last byte is there. All of it
// is native byte order and never leaves the process; what does is the encoded chunk (chunk-codec.ts).
import { CHUNK_CAPS } from './chunk.ts';

// The shared counters stand on cache lines of their own: words of 64 bytes' distance.
export const WRITTEN = 0;
export const READ = 16;
export const WAITING = 32;
export const HEADER_BYTES = 192;

export const RECORD_HEAD = 48;
export const ACCESS_HEAD = 24;
/** The longest record that a chunk can take: every cap reached, every access padded. */
export const MOST_RECORD =
  RECORD_HEAD + 8 * CHUNK_CAPS.arguments + (ACCESS_HEAD + 7) * CHUNK_CAPS.accesses + CHUNK_CAPS.dataBytes + 8;

/** One block of memory under the three views that reading and writing a record takes. */
export interface Block {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly bytes: Uint8Array;
}

export function block(buffer: ArrayBuffer | SharedArrayBuffer, offset: number): Block {
  return {
    words: new Int32Array(buffer, offset),
    doubles: new Float64Array(buffer, offset),
    bytes: new Uint8Array(buffer, offset),
  };
}
