// Calls that a filter judges together: a chunk, with what is found out about its rows on the way.
import type { CallColumns, Chunk } from '../recording/record/chunk.ts';
import type { RecordingHeader } from '../recording/store/recording-header.ts';
import type { Batch } from '../query/match.ts';
import { describeCall, type CallText } from './describe-call.ts';
import { UNKNOWN_SIGNATURE } from './trace-rows.ts';

export interface BatchSource {
  readonly columns: CallColumns;
  whole(): Chunk;
  /** Instructions at the last call before these; 0 where there is none. */
  readonly fuelBefore?: () => number;
}

export class CallBatch implements Batch {
  readonly columns: CallColumns;
  readonly rows: number;
  readonly #whole: () => Chunk;
  readonly #fuelBefore: () => number;
  readonly #header: RecordingHeader;
  readonly #familyOf: (columns: CallColumns, index: number) => number;
  #chunk: Chunk | undefined;
  #families: Uint8Array | undefined;
  readonly #texts: CallText[] = [];

  constructor(source: BatchSource, header: RecordingHeader, familyOf: (columns: CallColumns, index: number) => number) {
    this.columns = source.columns;
    this.rows = source.columns.rows;
    this.#whole = () => source.whole();
    this.#fuelBefore = source.fuelBefore ?? (() => 0);
    this.#header = header;
    this.#familyOf = familyOf;
  }

  /** The whole chunk, read when something is asked of it that is no column. */
  get chunk(): Chunk {
    return (this.#chunk ??= this.#whole());
  }

  /** Whether that was asked. */
  get isWhole(): boolean {
    return this.#chunk !== undefined;
  }

  /** Places in FAMILIES. */
  get families(): Uint8Array {
    if (this.#families === undefined) {
      this.#families = new Uint8Array(this.rows);
      for (let row = 0; row < this.rows; row++) this.#families[row] = this.#familyOf(this.columns, row);
    }
    return this.#families;
  }

  /** Instructions since the call before; undefined where they were not counted. */
  computed(row: number): number | undefined {
    const { fuel } = this.columns;
    return fuel && (fuel[row] ?? 0) - (row === 0 ? this.#fuelBefore() : (fuel[row - 1] ?? 0));
  }

  /** The call in words, put once. */
  texts(row: number): CallText {
    const signature = this.#header.signatures[this.chunk.signature[row] ?? 0] ?? UNKNOWN_SIGNATURE;
    return (this.#texts[row] ??= describeCall(signature, this.chunk, row));
  }
}
