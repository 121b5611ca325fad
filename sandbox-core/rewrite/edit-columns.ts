// Edits as columns: the original range, and how many bytes stand in its place. One row an edit, in ascending order.

export class EditColumns {
  #starts: Uint32Array<ArrayBuffer>;
  #ends: Uint32Array<ArrayBuffer>;
  #lengths: Uint32Array<ArrayBuffer>;
  length = 0;

  /** `rows`: how many there will be, about. */
  constructor(rows = 0) {
    const capacity = Math.max(64, rows);
    this.#starts = new Uint32Array(capacity);
    this.#ends = new Uint32Array(capacity);
    this.#lengths = new Uint32Array(capacity);
  }

  add(start: number, end: number, length: number): void {
    const row = this.length;
    if (row === this.#starts.length) this.#grow(row + 1);
    this.#starts[row] = start;
    this.#ends[row] = end;
    this.#lengths[row] = length;
    this.length = row + 1;
  }

  /** An insertion; one where the last row ends becomes part of it. */
  insert(at: number, length: number): void {
    const last = this.length - 1;
    if (last >= 0 && this.#starts[last] === at && this.#ends[last] === at)
      this.#lengths[last] = (this.#lengths[last] ?? 0) + length;
    else this.add(at, at, length);
  }

  put(row: number, start: number, end: number, length: number): void {
    this.#starts[row] = start;
    this.#ends[row] = end;
    this.#lengths[row] = length;
  }

  addAll(other: EditColumns): void {
    const wanted = this.length + other.length;
    if (wanted > this.#starts.length) this.#grow(wanted);
    this.#starts.set(other.starts, this.length);
    this.#ends.set(other.ends, this.length);
    this.#lengths.set(other.lengths, this.length);
    this.length = wanted;
  }

  get starts(): Uint32Array {
    return this.#starts.subarray(0, this.length);
  }

  get ends(): Uint32Array {
    return this.#ends.subarray(0, this.length);
  }

  get lengths(): Uint32Array {
    return this.#lengths.subarray(0, this.length);
  }

  #grow(wanted: number): void {
    const capacity = Math.max(wanted, this.#starts.length * 2);
    this.#starts = grown(this.#starts, capacity);
    this.#ends = grown(this.#ends, capacity);
    this.#lengths = grown(this.#lengths, capacity);
  }
}

function grown(column: Uint32Array<ArrayBuffer>, capacity: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(capacity);
  larger.set(column);
  return larger;
}
