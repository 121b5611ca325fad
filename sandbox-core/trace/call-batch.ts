// Calls that a filter judges together: a chunk, with what is found out about its rows on the way.
import type { Chunk } from '../recording/record/chunk.ts';
import type { RecordingHeader } from '../recording/store/recording-header.ts';
import type { Batch } from '../query/match.ts';
import { describeCall, type CallText } from './describe-call.ts';
import { UNKNOWN_SIGNATURE } from './trace-rows.ts';

export class CallBatch implements Batch {
  readonly chunk: Chunk;
  readonly rows: number;
  readonly #header: RecordingHeader;
  readonly #familyOf: (chunk: Chunk, index: number) => number;
  #families: Uint8Array | undefined;
  readonly #texts: CallText[] = [];

  constructor(chunk: Chunk, header: RecordingHeader, familyOf: (chunk: Chunk, index: number) => number) {
    this.chunk = chunk;
    this.rows = chunk.rows;
    this.#header = header;
    this.#familyOf = familyOf;
  }

  /** Places in FAMILIES. */
  get families(): Uint8Array {
    if (this.#families === undefined) {
      this.#families = new Uint8Array(this.rows);
      for (let row = 0; row < this.rows; row++) this.#families[row] = this.#familyOf(this.chunk, row);
    }
    return this.#families;
  }

  /** The call in words, put once. */
  texts(row: number): CallText {
    const signature = this.#header.signatures[this.chunk.signature[row] ?? 0] ?? UNKNOWN_SIGNATURE;
    return (this.#texts[row] ??= describeCall(signature, this.chunk, row));
  }
}
