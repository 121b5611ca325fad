// A ring in shared memory between a guest's thread and the control thread, and its two ends. How it works: ring-layout.ts.
import type { CallRecorder } from './call-recorder.ts';
import { HEADER_BYTES } from './ring-layout.ts';
import { ChunkRingReader, type RingReader } from './ring-reader.ts';
import { RingRecorder, type RingRecorderOptions } from './ring-recorder.ts';

const LEAST_RING = 256;
const MOST_RING = 2 ** 30;

/** Shared memory for one ring of at least `bytes`, rounded up to a power of two. 4 MiB hold 60,000 calls of usual size. */
export function createRing(bytes: number): SharedArrayBuffer {
  let capacity = LEAST_RING;
  while (capacity < Math.min(bytes, MOST_RING)) capacity *= 2;
  return new SharedArrayBuffer(HEADER_BYTES + capacity);
}

/**
 * The guest thread's end. Arguments come before accesses. A call may have 65,535 of each at most and 4 MiB of stored bytes
 * (CHUNK_CAPS), which the caps on single host operations keep far away. `end` answers false once the run is to stop; the
 * record is then lost only if the ring was full.
 */
export function ringRecorder(ring: SharedArrayBuffer, options: RingRecorderOptions): CallRecorder {
  return new RingRecorder(ring, options);
}

/** The control thread's end. */
export function ringReader(ring: SharedArrayBuffer): RingReader {
  return new ChunkRingReader(ring);
}
