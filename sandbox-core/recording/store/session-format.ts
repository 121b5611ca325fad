// What differs between the versions of session files: the tables, how the header is hashed, how a chunk is kept.
import type { Database, Digests } from '../../platform/platform.ts';
import { CHUNK_CAPS, type Chunk } from '../record/chunk.ts';
import { mostEncodedBytes } from '../record/chunk-codec.ts';
import type { HeaderTexts } from './recording-header.ts';
import type { RecordingPlatform } from './recording-writer.ts';
import type { ChunkEntry } from './recording.ts';
import { blob } from './sql-values.ts';

export interface StoredChunk extends ChunkEntry {
  /** Bytes of the encoded chunk. */
  readonly size: number;
  readonly digest: Uint8Array;
}

export interface ReadChunk {
  readonly encoded: Uint8Array;
  /** The parts that the file does not hold; in `encoded` they are zeros. */
  readonly hidden: NonNullable<Chunk['hidden']>;
}

export interface SessionFormat {
  readonly version: number;
  readonly tables: ReadonlyMap<string, string>;
  /** Throws a Refusal where the header does not match its hash. */
  readHeader(database: Database, digests: Digests): { readonly texts: HeaderTexts; readonly chain: Uint8Array };
  /** Throws a Refusal where the chunk does not match its digest. */
  readChunk(database: Database, platform: RecordingPlatform, number: number, entry: StoredChunk): ReadChunk;
  /** The encoded chunk at least up to its columns of one number a call; undefined where only the whole can be verified. */
  readCalls(database: Database, platform: RecordingPlatform, number: number, entry: StoredChunk): Uint8Array | undefined;
}

export const MOST_ENCODED = mostEncodedBytes(CHUNK_CAPS);
/** zlib's own worst case is 5 bytes for each 16 KiB and 6 more. */
export const MOST_DEFLATED = MOST_ENCODED + MOST_ENCODED / 1024 + 64;

/** Undefined where it is no zlib stream, or one of more bytes than it should have. */
export function inflated(platform: RecordingPlatform, deflated: unknown, most: number): Uint8Array | undefined {
  try {
    return platform.compression.inflate(blob(deflated instanceof Uint8Array ? deflated : undefined, MOST_DEFLATED), most);
  } catch {
    return undefined;
  }
}
