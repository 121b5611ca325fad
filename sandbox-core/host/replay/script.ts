// The recording as the replaying guest's thread reads it: one row after the other, out of chunks that the control thread
// hands over as they are needed.
import type { Chunk } from '../../recording/record/chunk.ts';

export interface ChunkSource {
  /** The next chunk, waited for; undefined when there is none left, or when the run was stopped meanwhile. */
  next(): Chunk | undefined;
}

export class Script {
  readonly #source: ChunkSource;
  #chunk: Chunk | undefined;
  #at = 0;
  #row = 0;

  constructor(source: ChunkSource) {
    this.#source = source;
  }

  /** Number of the row that comes next; after the last one, the number of rows. */
  get row(): number {
    return this.#row;
  }

  /** The chunk in which the next row stands, and its place there; undefined after the last row. */
  peek(): { readonly chunk: Chunk; readonly at: number } | undefined {
    if (this.#chunk === undefined || this.#at >= this.#chunk.rows) {
      this.#chunk = this.#source.next();
      this.#at = 0;
    }
    return this.#chunk === undefined ? undefined : { chunk: this.#chunk, at: this.#at };
  }

  /** Steps over the row that `peek` told of. */
  advance(): void {
    this.#at += 1;
    this.#row += 1;
  }
}
