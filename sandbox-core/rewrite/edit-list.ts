// A rewriting as data: which ranges of the original are replaced by which bytes, in ascending order. All else is copied, so the
// cost follows the number of edits, not the size of the module, and the offset map is the same list read the other way.
import { SandboxError } from '../base/errors.ts';
import { EditColumns } from './edit-columns.ts';
import { OffsetMap } from './offset-map.ts';

export class EditList {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #replacements: Uint8Array[] = [];
  /** Of an edit that is many: which part of its replacement stands for which part of the original. */
  readonly #inner = new Map<number, EditColumns>();

  get length(): number {
    return this.#starts.length;
  }

  /** Replaces `start` to `end`; an empty range is an insertion. Edits come in ascending order and do not overlap. */
  replace(start: number, end: number, bytes: Uint8Array): void {
    if (end < start || start < (this.#ends.at(-1) ?? 0)) {
      throw new SandboxError('INTERNAL', `edit ${start} to ${end} after one that ends at ${this.#ends.at(-1) ?? 0}`);
    }
    this.#starts.push(start);
    this.#ends.push(end);
    this.#replacements.push(bytes);
  }

  /** Replaces a range by bytes that keep most of it: `inner` has the edits within. */
  splice(start: number, end: number, bytes: Uint8Array, inner: EditColumns): void {
    this.replace(start, end, bytes);
    this.#inner.set(this.length - 1, inner);
  }

  /** Gives the edit at `index` its bytes: for sizes, which are known once what they count is edited. */
  fill(index: number, bytes: Uint8Array): void {
    this.#replacements[index] = bytes;
  }

  /** How much the edits from `first` on make their surroundings grow. */
  growthSince(first: number): number {
    let growth = 0;
    for (let index = first; index < this.length; index += 1) growth += this.#growth(index);
    return growth;
  }

  apply(original: Uint8Array): { readonly bytes: Uint8Array; readonly offsets: OffsetMap } {
    const offsets = new OffsetMap(this.#columns());
    if (this.length === 0) return { bytes: original, offsets };
    const bytes = new Uint8Array(original.length + this.growthSince(0));
    let read = 0;
    let written = 0;
    for (const [index, start] of this.#starts.entries()) {
      const replacement = this.#replacements[index] ?? new Uint8Array();
      bytes.set(original.subarray(read, start), written);
      written += start - read;
      bytes.set(replacement, written);
      written += replacement.length;
      read = this.#ends[index] ?? start;
    }
    bytes.set(original.subarray(read), written);
    return { bytes, offsets };
  }

  #columns(): EditColumns {
    const columns = new EditColumns();
    for (const [index, start] of this.#starts.entries()) {
      const inner = this.#inner.get(index);
      if (inner) columns.addAll(inner);
      else columns.add(start, this.#ends[index] ?? start, this.#replacements[index]?.length ?? 0);
    }
    return columns;
  }

  #growth(index: number): number {
    return (this.#replacements[index]?.length ?? 0) - ((this.#ends[index] ?? 0) - (this.#starts[index] ?? 0));
  }
}
