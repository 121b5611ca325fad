// Columns that grow row by row and leave as a chunk. Arrays start small, since most runs make few calls and a process may
// hold ten thousand of them.
import { CHUNK_CAPS, type Chunk } from './chunk.ts';

const FIRST_ROWS = 256;
const FIRST_ACCESSES = 512;
const FIRST_DATA = 16_384;

export class ChunkBuilder {
  #firstRow: number;
  #rows = 0;
  #arguments = 0;
  #accesses = 0;
  #dataBytes = 0;
  #full = false;

  #signature = new Uint16Array(FIRST_ROWS);
  #outcome = new Uint8Array(FIRST_ROWS);
  #action = new Uint8Array(FIRST_ROWS);
  #rule = new Uint16Array(FIRST_ROWS);
  #start = new Float64Array(FIRST_ROWS);
  #duration = new Uint32Array(FIRST_ROWS);
  #result = new Int32Array(FIRST_ROWS);
  #memoryPages = new Uint32Array(FIRST_ROWS);
  #argumentStart = new Uint32Array(FIRST_ROWS + 1);
  #accessStart = new Uint32Array(FIRST_ROWS + 1);

  /** Arguments as pairs of words, low one first: a bigint each would cost more than the rest of the row. */
  #argumentWords = new Int32Array(2 * FIRST_ACCESSES);
  #accessKind = new Uint8Array(FIRST_ACCESSES);
  #accessPointer = new Float64Array(FIRST_ACCESSES);
  #accessLength = new Uint32Array(FIRST_ACCESSES);
  #dataStart = new Uint32Array(FIRST_ACCESSES + 1);
  #data = new Uint8Array(FIRST_DATA);

  /** The first row added becomes row `firstRow` of the recording. */
  constructor(firstRow = 0) {
    this.#firstRow = firstRow;
  }

  /** Rows that wait to be taken. */
  get rows(): number {
    return this.#rows;
  }

  /** Whether a row was refused, so that the chunk must be taken before anything can follow. */
  get full(): boolean {
    return this.#full;
  }

  /** Stored guest bytes that wait to be taken. */
  get dataBytes(): number {
    return this.#dataBytes;
  }

  /** Whether a row with so many arguments, accesses and stored bytes can be added before the chunk is taken. */
  fits(argumentCount: number, accessCount: number, dataBytes: number): boolean {
    this.#full =
      this.#rows >= CHUNK_CAPS.rows ||
      this.#arguments + argumentCount > CHUNK_CAPS.arguments ||
      this.#accesses + accessCount > CHUNK_CAPS.accesses ||
      this.#dataBytes + dataBytes > CHUNK_CAPS.dataBytes;
    return !this.#full;
  }

  /** Begins a row; what `argument` and `access` add after it belongs to it. Ask `fits` before. */
  row(
    signature: number,
    outcome: number,
    action: number,
    rule: number,
    start: number,
    duration: number,
    result: number,
    memoryPages: number,
  ): void {
    if (this.#rows === this.#signature.length) this.#growRows();
    const row = this.#rows++;
    this.#signature[row] = signature;
    this.#outcome[row] = outcome;
    this.#action[row] = action;
    this.#rule[row] = rule;
    this.#start[row] = start;
    this.#duration[row] = duration;
    this.#result[row] = result;
    this.#memoryPages[row] = memoryPages;
    this.#argumentStart[row + 1] = this.#arguments;
    this.#accessStart[row + 1] = this.#accesses;
  }

  /** The next argument of the row, as the low and the high half of its 64 bits. */
  argument(low: number, high: number): void {
    const words = this.#arguments * 2;
    if (words === this.#argumentWords.length) this.#argumentWords = grown(this.#argumentWords, new Int32Array(words * 2));
    this.#argumentWords[words] = low;
    this.#argumentWords[words + 1] = high;
    this.#argumentStart[this.#rows] = ++this.#arguments;
  }

  /** The next access of the row. Its stored bytes are `from[at] … from[at + stored]`; `length` is how many there were. */
  access(kind: number, pointer: number, length: number, from: Uint8Array, at: number, stored: number): void {
    if (this.#accesses === this.#accessKind.length) this.#growAccesses();
    const access = this.#accesses++;
    this.#accessKind[access] = kind;
    this.#accessPointer[access] = pointer;
    this.#accessLength[access] = length;
    this.#store(from, at, stored);
    this.#dataStart[access + 1] = this.#dataBytes;
    this.#accessStart[this.#rows] = this.#accesses;
  }

  /** The rows so far as a chunk of its own, or nothing when there are none. The next row begins the next chunk. */
  take(): Chunk | undefined {
    const rows = this.#rows;
    if (rows === 0) return undefined;
    const accesses = this.#accesses;
    const chunk: Chunk = {
      firstRow: this.#firstRow,
      rows,
      signature: this.#signature.slice(0, rows),
      outcome: this.#outcome.slice(0, rows),
      action: this.#action.slice(0, rows),
      rule: this.#rule.slice(0, rows),
      start: this.#start.slice(0, rows),
      duration: this.#duration.slice(0, rows),
      result: this.#result.slice(0, rows),
      memoryPages: this.#memoryPages.slice(0, rows),
      argumentStart: this.#argumentStart.slice(0, rows + 1),
      arguments: new BigInt64Array(this.#argumentWords.slice(0, this.#arguments * 2).buffer),
      accessStart: this.#accessStart.slice(0, rows + 1),
      accessKind: this.#accessKind.slice(0, accesses),
      accessPointer: this.#accessPointer.slice(0, accesses),
      accessLength: this.#accessLength.slice(0, accesses),
      dataStart: this.#dataStart.slice(0, accesses + 1),
      data: this.#data.slice(0, this.#dataBytes),
    };
    this.#firstRow += rows;
    this.#full = false;
    this.#rows = 0;
    this.#arguments = 0;
    this.#accesses = 0;
    this.#dataBytes = 0;
    return chunk;
  }

  #store(from: Uint8Array, at: number, stored: number): void {
    const end = this.#dataBytes + stored;
    if (end > this.#data.length) this.#data = grown(this.#data, new Uint8Array(Math.max(end, this.#data.length * 2)));
    const data = this.#data;
    // A loop is faster than `set` with a new view for the paths and numbers that most accesses are.
    if (stored <= 64) for (let i = 0; i < stored; i++) data[this.#dataBytes + i] = from[at + i] ?? 0;
    else data.set(from.subarray(at, at + stored), this.#dataBytes);
    this.#dataBytes = end;
  }

  #growRows(): void {
    const size = this.#signature.length * 2;
    this.#signature = grown(this.#signature, new Uint16Array(size));
    this.#outcome = grown(this.#outcome, new Uint8Array(size));
    this.#action = grown(this.#action, new Uint8Array(size));
    this.#rule = grown(this.#rule, new Uint16Array(size));
    this.#start = grown(this.#start, new Float64Array(size));
    this.#duration = grown(this.#duration, new Uint32Array(size));
    this.#result = grown(this.#result, new Int32Array(size));
    this.#memoryPages = grown(this.#memoryPages, new Uint32Array(size));
    this.#argumentStart = grown(this.#argumentStart, new Uint32Array(size + 1));
    this.#accessStart = grown(this.#accessStart, new Uint32Array(size + 1));
  }

  #growAccesses(): void {
    const size = this.#accessKind.length * 2;
    this.#accessKind = grown(this.#accessKind, new Uint8Array(size));
    this.#accessPointer = grown(this.#accessPointer, new Float64Array(size));
    this.#accessLength = grown(this.#accessLength, new Uint32Array(size));
    this.#dataStart = grown(this.#dataStart, new Uint32Array(size + 1));
  }
}

function grown<Column extends { set(from: ArrayLike<number>): void } & ArrayLike<number>>(from: Column, into: Column): Column {
  into.set(from);
  return into;
}
