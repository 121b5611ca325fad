// Offsets between an original module and its rewritten form, for traps (which speak of the bytes that ran) and breakpoints
// (which speak of the bytes a person sees).
//
//   original   ····[replaced]·········|·······
//   rewritten  ····[replacement]······[inserted]·······

export class OffsetMap {
  readonly #starts: readonly number[];
  readonly #ends: readonly number[];
  readonly #lengths: readonly number[];
  /** Where each replacement begins in the rewritten bytes. */
  readonly #rewritten: readonly number[];

  /** Columns of edits in ascending order: the original range and the length of what stands in its place. */
  constructor(starts: readonly number[], ends: readonly number[], lengths: readonly number[]) {
    this.#starts = starts;
    this.#ends = ends;
    this.#lengths = lengths;
    let shift = 0;
    this.#rewritten = starts.map((start, index) => {
      const at = start + shift;
      shift += (lengths[index] ?? 0) - ((ends[index] ?? 0) - start);
      return at;
    });
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
function lastNotAfter(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
