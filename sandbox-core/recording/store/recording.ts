// A recording as its readers see it: a header, and calls by chunk. Written to by another connection meanwhile or not.
import type { CallColumns, Chunk } from '../record/chunk.ts';
import type { Note } from './notes.ts';
import type { RecordingHeader } from './recording-header.ts';

export interface ChunkEntry {
  readonly firstRow: number;
  readonly rows: number;
}

export interface Recording {
  /** Of the format. */
  readonly version: number;
  readonly header: RecordingHeader;
  /** Calls acknowledged when it was opened or last refreshed. */
  readonly rows: number;
  /** The outcome's JSON; undefined while the run goes on, and for ever when its writer was killed. */
  readonly outcome: string | undefined;
  /** The chunks by number. */
  readonly chunks: readonly ChunkEntry[];
  /** A chunk by its number, its digest verified. Throws REFUSED where the file does not hold what its chain says. */
  chunk(number: number): Chunk;
  /** Of a chunk, what is one number a call, verified likewise: the rest of it need not be read for them. */
  columns(number: number): CallColumns;
  /** The chunk in which a row stands. */
  chunkOf(row: number): Chunk;
  /** Takes in what was written since; answers whether that was anything. */
  refresh(): boolean;
  /** What people wrote about it, as it stands in the file now. */
  notes(): readonly Note[];
  /** The module's bytes, verified; undefined where they were not kept. */
  moduleBytes(): Uint8Array | undefined;
  close(): void;
}

/** Number of the chunk in which a row stands. */
export function chunkNumberOf(chunks: readonly ChunkEntry[], row: number): number {
  let low = 0;
  let high = chunks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((chunks[middle]?.firstRow ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}
