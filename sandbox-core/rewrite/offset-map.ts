// Offsets between an original module and its rewritten form, for traps (which speak of the bytes that ran) and breakpoints
// (which speak of the bytes a person sees).
//
//   original   ····[replaced]·········|·······
//   rewritten  ····[replacement]······[inserted]·······
import type { EditColumns } from './edit-columns.ts';

export class OffsetMap {
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #lengths: Uint32Array;
  /** Where each replacement begins in the rewritten bytes. */
  readonly #rewritten: Uint32Array;

  /** Keeps the columns, which must not change any more. */
  constructor(edits: EditColumns) {
    this.#starts = edits.starts;
    this.#ends = edits.ends;
    this.#lengths = edits.lengths;
    this.#rewritten = new Uint32Array(edits.length);
    for (let row = 0, shift = 0; row < edits.length; row += 1) {
      const start = this.#starts[row] ?? 0;
      this.#rewritten[row] = start + shift;
      shift += (this.#lengths[row] ?? 0) - ((this.#ends[row] ?? 0) - start);
    }
  }

  /** Undefined inside what the rewriter inserted: no byte of the original stands there. */
  toOriginal(offset: number): number | undefined {
    const edit = lastNotAfter(this.#rewritten, offset);
    if (edit < 0) return offset;
    const start = this.#starts[edit] ?? 0;
    const end = this.#ends[edit] ?? 0;
    const into = offset - (this.#rewritten[edit] ?? 0);
    const length = this.#lengths[edit] ?? 0;
    if (into >= length) return end + into - length;
    return start === end ? undefined : start;
  }

  /** Inside a replaced range: where its replacement begins. */
  toRewritten(offset: number): number {
    const edit = lastNotAfter(this.#starts, offset);
    if (edit < 0) return offset;
    const end = this.#ends[edit] ?? 0;
    const at = this.#rewritten[edit] ?? 0;
    return offset < end ? at : at + (this.#lengths[edit] ?? 0) + offset - end;
  }
}

/** Index of the last entry that is not above `value`, -1 where all are. */
function lastNotAfter(ascending: Uint32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
