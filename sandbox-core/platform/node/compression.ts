// zlib streams through node:zlib.
import { deflateSync, inflateSync } from 'node:zlib';
import type { Compression } from '../platform.ts';

/** The fastest level: chunks are columns of like numbers, and the writer must keep up with a guest that only makes calls. */
const LEVEL = 1;

export const nodeCompression: Compression = {
  deflate(bytes) {
    return deflateSync(bytes, { level: LEVEL });
  },
  inflate(bytes, most) {
    // zlib refuses a cap of 0, and an empty stream is no chunk.
    const inflated = inflateSync(bytes, { maxOutputLength: Math.max(most, 1) });
    // A copy of its own: Node may hand out a slice of a pooled buffer, whose columns would not be aligned.
    return inflated.byteOffset % 8 === 0 ? inflated : new Uint8Array(inflated);
  },
};
