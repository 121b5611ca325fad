// zlib streams through node:zlib.
import { deflateSync, inflateSync } from 'node:zlib';
import type { Compression } from '../platform.ts';

/** The fastest level: chunks are columns of like numbers, and the writer must keep up with a guest that only makes calls. */
const LEVEL = 1;

/** What nothing becomes. Most chunks have an empty part, and a deflater is 256 KiB of memory each time. */
const DEFLATED_NOTHING = deflateSync(new Uint8Array(), { level: LEVEL });

/** What comes out at once; with Node's own 16 KiB a chunk would be put together of a dozen pieces. */
const PIECE = 1 << 18;

export const nodeCompression: Compression = {
  deflate(bytes) {
    return bytes.length === 0 ? new Uint8Array(DEFLATED_NOTHING) : deflateSync(bytes, { level: LEVEL });
  },
  inflate(bytes, most) {
    if (DEFLATED_NOTHING.equals(bytes)) return new Uint8Array();
    // zlib refuses a cap of 0, and an empty stream is no chunk.
    const inflated = inflateSync(bytes, { maxOutputLength: Math.max(most, 1), chunkSize: Math.min(Math.max(most, 64), PIECE) });
    // A copy of its own: Node may hand out a slice of a pooled buffer, whose columns would not be aligned.
    return inflated.byteOffset % 8 === 0 ? inflated : new Uint8Array(inflated);
  },
};
