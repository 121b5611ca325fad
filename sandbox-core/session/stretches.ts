// Two aligned recordings as stretches of rows: the same, only in the first (gone), only in the second (added). As columns, since
// there may be as many as there are calls.

export const STRETCH_KINDS = ['same', 'gone', 'added'] as const;
export type StretchKind = (typeof STRETCH_KINDS)[number];

const SAME = STRETCH_KINDS.indexOf('same');
const GONE = STRETCH_KINDS.indexOf('gone');
const ADDED = STRETCH_KINDS.indexOf('added');

export interface Stretches {
  readonly count: number;
  /** Lines of the aligned list: pairs, and rows without a partner. */
  readonly lines: number;
  /** Pairs among them. */
  readonly pairs: number;
  /** Index into STRETCH_KINDS. */
  readonly kind: Uint8Array;
  /** Line of the aligned list at which it begins. */
  readonly line: Uint32Array;
  /** First row of each side; for `gone` and `added` that of the other side is the next row there. */
  readonly rowA: Uint32Array;
  readonly rowB: Uint32Array;
  /** Pairs before it. */
  readonly pair: Uint32Array;
}

/** From the marks of an alignment: the n-th paired row of one side belongs to the n-th of the other. Gone rows come before added ones. */
export function stretchesOf(pairedA: Uint8Array, pairedB: Uint8Array): Stretches {
  const builder = new StretchBuilder();
  let [rowA, rowB] = [0, 0];
  while (rowA < pairedA.length || rowB < pairedB.length) {
    if (rowA < pairedA.length && pairedA[rowA] === 0) builder.add(GONE, rowA++, rowB);
    else if (rowB < pairedB.length && pairedB[rowB] === 0) builder.add(ADDED, rowA, rowB++);
    else builder.add(SAME, rowA++, rowB++);
  }
  return builder.take();
}

/** The stretch in which a line stands. */
export function stretchAt({ line, count }: Stretches, at: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((line[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

class StretchBuilder {
  #count = 0;
  #lines = 0;
  #pairs = 0;
  #kind = new Uint8Array(64);
  #line = new Uint32Array(64);
  #rowA = new Uint32Array(64);
  #rowB = new Uint32Array(64);
  #pair = new Uint32Array(64);

  add(kind: number, rowA: number, rowB: number): void {
    if (this.#count === 0 || this.#kind[this.#count - 1] !== kind) this.#begin(kind, rowA, rowB);
    this.#lines++;
    if (kind === SAME) this.#pairs++;
  }

  take(): Stretches {
    const count = this.#count;
    return {
      count,
      lines: this.#lines,
      pairs: this.#pairs,
      kind: this.#kind.slice(0, count),
      line: this.#line.slice(0, count),
      rowA: this.#rowA.slice(0, count),
      rowB: this.#rowB.slice(0, count),
      pair: this.#pair.slice(0, count),
    };
  }

  #begin(kind: number, rowA: number, rowB: number): void {
    const at = this.#count++;
    if (at === this.#kind.length) this.#grow();
    this.#kind[at] = kind;
    this.#line[at] = this.#lines;
    this.#rowA[at] = rowA;
    this.#rowB[at] = rowB;
    this.#pair[at] = this.#pairs;
  }

  #grow(): void {
    const kind = new Uint8Array(2 * this.#kind.length);
    kind.set(this.#kind);
    this.#kind = kind;
    this.#line = twice(this.#line);
    this.#rowA = twice(this.#rowA);
    this.#rowB = twice(this.#rowB);
    this.#pair = twice(this.#pair);
  }
}

function twice(column: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * column.length);
  larger.set(column);
  return larger;
}
