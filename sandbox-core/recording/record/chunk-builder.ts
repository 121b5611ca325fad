// Columns that grow row by row and leave as a chunk. Arrays start small, since most runs make few calls and a process may
// hold ten thousand of them.
import { CHUNK_CAPS, type Chunk } from './chunk.ts';

const FIRST_ROWS = 256;
const FIRST_ACCESSES = 512;
const FIRST_DATA = 16_384;

/** Up to so many bytes a loop over words copies faster than `set`, which needs a view made for it. */
const WORDS_COPIED = 512;

/** Its fields are `private` and not `#` for the reason that ring-recorder.ts gives. */
export class ChunkBuilder {
  private firstRow: number;
  private rowCount = 0;
  private argumentCount = 0;
  private accessCount = 0;
  private dataCount = 0;
  private refused = false;

  private signature = new Uint16Array(FIRST_ROWS);
  private outcome = new Uint8Array(FIRST_ROWS);
  private action = new Uint8Array(FIRST_ROWS);
  private rule = new Uint16Array(FIRST_ROWS);
  private start = new Float64Array(FIRST_ROWS);
  private duration = new Uint32Array(FIRST_ROWS);
  private result = new Int32Array(FIRST_ROWS);
  private memoryPages = new Uint32Array(FIRST_ROWS);
  private fuel: Float64Array<ArrayBuffer> | undefined;
  private argumentStart = new Uint32Array(FIRST_ROWS + 1);
  private accessStart = new Uint32Array(FIRST_ROWS + 1);

  /** Arguments as pairs of words, low one first: a bigint each would cost more than the rest of the row. */
  private argumentWords = new Int32Array(2 * FIRST_ACCESSES);
  private accessKind = new Uint8Array(FIRST_ACCESSES);
  private accessPointer = new Float64Array(FIRST_ACCESSES);
  private accessLength = new Uint32Array(FIRST_ACCESSES);
  private dataStart = new Uint32Array(FIRST_ACCESSES + 1);
  private data = new Uint8Array(FIRST_DATA);
  private dataView = new DataView(this.data.buffer);

  /** The first row added becomes row `firstRow` of the recording. `countsFuel`: chunks have a column of it. */
  constructor(firstRow = 0, countsFuel = false) {
    this.firstRow = firstRow;
    if (countsFuel) this.fuel = new Float64Array(FIRST_ROWS);
  }

  /** Rows that wait to be taken. */
  get rows(): number {
    return this.rowCount;
  }

  /** Whether a row was refused, so that the chunk must be taken before anything can follow. */
  get full(): boolean {
    return this.refused;
  }

  /** Stored guest bytes that wait to be taken. */
  get dataBytes(): number {
    return this.dataCount;
  }

  /** Whether a row with so many arguments, accesses and stored bytes can be added before the chunk is taken. */
  fits(argumentCount: number, accessCount: number, dataBytes: number): boolean {
    this.refused =
      this.rowCount >= CHUNK_CAPS.rows ||
      this.argumentCount + argumentCount > CHUNK_CAPS.arguments ||
      this.accessCount + accessCount > CHUNK_CAPS.accesses ||
      this.dataCount + dataBytes > CHUNK_CAPS.dataBytes;
    return !this.refused;
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
    fuel = 0,
  ): void {
    if (this.rowCount === this.signature.length) this.growRows();
    const row = this.rowCount++;
    this.signature[row] = signature;
    this.outcome[row] = outcome;
    this.action[row] = action;
    this.rule[row] = rule;
    this.start[row] = start;
    this.duration[row] = duration;
    this.result[row] = result;
    this.memoryPages[row] = memoryPages;
    if (this.fuel !== undefined) this.fuel[row] = fuel;
    this.argumentStart[row + 1] = this.argumentCount;
    this.accessStart[row + 1] = this.accessCount;
  }

  /** The row's arguments: `count` times the low and the high half of 64 bits, `from[at]` being the first. */
  arguments(from: Int32Array, at: number, count: number): void {
    const start = this.argumentCount * 2;
    const end = start + count * 2;
    if (end > this.argumentWords.length) this.argumentWords = grown(this.argumentWords, new Int32Array(end * 2));
    const into = this.argumentWords;
    for (let i = 0; start + i < end; i++) into[start + i] = from[at + i] ?? 0;
    this.argumentCount += count;
    this.argumentStart[this.rowCount] = this.argumentCount;
  }

  /** The next access of the row. Its `stored` bytes are those of `from` from word `at` on; `length` is how many there were. */
  access(kind: number, pointer: number, length: number, from: Int32Array, at: number, stored: number): void {
    if (this.accessCount === this.accessKind.length) this.growAccesses();
    const access = this.accessCount++;
    this.accessKind[access] = kind;
    this.accessPointer[access] = pointer;
    this.accessLength[access] = length;
    this.store(from, at, stored);
    this.dataStart[access + 1] = this.dataCount;
    this.accessStart[this.rowCount] = this.accessCount;
  }

  /** The rows so far as a chunk of its own, or nothing when there are none. The next row begins the next chunk. */
  take(): Chunk | undefined {
    const rows = this.rowCount;
    if (rows === 0) return undefined;
    const accesses = this.accessCount;
    const chunk: Chunk = {
      firstRow: this.firstRow,
      rows,
      signature: this.signature.slice(0, rows),
      outcome: this.outcome.slice(0, rows),
      action: this.action.slice(0, rows),
      rule: this.rule.slice(0, rows),
      start: this.start.slice(0, rows),
      duration: this.duration.slice(0, rows),
      result: this.result.slice(0, rows),
      memoryPages: this.memoryPages.slice(0, rows),
      ...(this.fuel === undefined ? {} : { fuel: this.fuel.slice(0, rows) }),
      argumentStart: this.argumentStart.slice(0, rows + 1),
      arguments: new BigInt64Array(this.argumentWords.slice(0, this.argumentCount * 2).buffer),
      accessStart: this.accessStart.slice(0, rows + 1),
      accessKind: this.accessKind.slice(0, accesses),
      accessPointer: this.accessPointer.slice(0, accesses),
      accessLength: this.accessLength.slice(0, accesses),
      dataStart: this.dataStart.slice(0, accesses + 1),
      data: this.data.slice(0, this.dataCount),
    };
    this.firstRow += rows;
    this.refused = false;
    this.rowCount = 0;
    this.argumentCount = 0;
    this.accessCount = 0;
    this.dataCount = 0;
    return chunk;
  }

  /** Word by word, the last one whole: what stands behind the end is written over by the next access. */
  private store(from: Int32Array, at: number, stored: number): void {
    const start = this.dataCount;
    this.dataCount = start + stored;
    if (start + stored + 4 > this.data.length) this.growData();
    if (stored > WORDS_COPIED) {
      this.data.set(new Uint8Array(from.buffer, from.byteOffset + at * 4, stored), start);
      return;
    }
    const view = this.dataView;
    for (let done = 0; done < stored; done += 4) view.setInt32(start + done, from[at + (done >> 2)] ?? 0, true);
  }

  private growData(): void {
    this.data = grown(this.data, new Uint8Array(Math.max(this.dataCount + 4, this.data.length * 2)));
    this.dataView = new DataView(this.data.buffer);
  }

  private growRows(): void {
    const size = this.signature.length * 2;
    this.signature = grown(this.signature, new Uint16Array(size));
    this.outcome = grown(this.outcome, new Uint8Array(size));
    this.action = grown(this.action, new Uint8Array(size));
    this.rule = grown(this.rule, new Uint16Array(size));
    this.start = grown(this.start, new Float64Array(size));
    this.duration = grown(this.duration, new Uint32Array(size));
    this.result = grown(this.result, new Int32Array(size));
    this.memoryPages = grown(this.memoryPages, new Uint32Array(size));
    if (this.fuel !== undefined) this.fuel = grown(this.fuel, new Float64Array(size));
    this.argumentStart = grown(this.argumentStart, new Uint32Array(size + 1));
    this.accessStart = grown(this.accessStart, new Uint32Array(size + 1));
  }

  private growAccesses(): void {
    const size = this.accessKind.length * 2;
    this.accessKind = grown(this.accessKind, new Uint8Array(size));
    this.accessPointer = grown(this.accessPointer, new Float64Array(size));
    this.accessLength = grown(this.accessLength, new Uint32Array(size));
    this.dataStart = grown(this.dataStart, new Uint32Array(size + 1));
  }
}

function grown<Column extends { set(from: ArrayLike<number>): void } & ArrayLike<number>>(from: Column, into: Column): Column {
  into.set(from);
  return into;
}
