// One function body while it is rewritten: the original's bytes, with insertions and replacements at ascending places, each
// noted as a row of the offset map.
import { ByteWriter } from './byte-writer.ts';
import type { EditColumns } from './edit-columns.ts';

export class BodyOutput {
  readonly #original: DataView;
  readonly #edits: EditColumns;
  /** Instructions only; what stands before them is known when they end. */
  readonly code = new ByteWriter(1 << 16);
  #copied = 0;
  #begun = 0;
  #firstRow = 0;

  constructor(original: Uint8Array, edits: EditColumns) {
    this.#original = new DataView(original.buffer, original.byteOffset, original.byteLength);
    this.#edits = edits;
    this.#firstRow = edits.length;
  }

  /** Two rows are kept free: for the size and the number of locals, and for what is inserted before the instructions. */
  start(instructions: number): void {
    this.#firstRow = this.#edits.length;
    this.#edits.add(0, 0, 0);
    this.#edits.add(0, 0, 0);
    this.restart(instructions);
  }

  restart(instructions: number): void {
    this.#edits.length = this.#firstRow + 2;
    this.code.length = 0;
    this.#copied = instructions;
  }

  /** Copies up to `at`; what is written to `code` until `inserted` is an insertion there. */
  insertAt(at: number): void {
    this.code.copy(this.#original, this.#copied, at);
    this.#copied = at;
    this.#begun = this.code.length;
  }

  inserted(): void {
    const count = this.code.length - this.#begun;
    if (count > 0) this.#edits.insert(this.#copied, count);
  }

  /** Ends an insertion that began with `insertAt` and stands in place of all up to `end`. */
  replaced(end: number): void {
    this.#edits.add(this.#copied, end, this.code.length - this.#begun);
    this.#copied = end;
  }

  /** Copies the rest of the body. */
  finish(end: number): void {
    this.code.copy(this.#original, this.#copied, end);
  }

  /** What stands in place of the body's size and its number of local groups. */
  noteHeader(start: number, end: number, length: number): void {
    this.#edits.put(this.#firstRow, start, end, length);
  }

  noteEntry(at: number, length: number): void {
    this.#edits.put(this.#firstRow + 1, at, at, length);
  }
}
