// Bytes that grow while they are written: what the rewriter makes of a code section, without an object an edit.

/** Below this, a loop is faster than a view and a copy. */
const SHORT = 48;

export class ByteWriter {
  #bytes: Uint8Array;
  length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(Math.max(16, capacity));
  }

  byte(value: number): void {
    if (this.length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.length] = value;
    this.length += 1;
  }

  unsigned(value: number): void {
    if (value < 0x80) return this.byte(value);
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 0x80);
    this.byte(rest);
  }

  /** For i32.const and i64.const, exact within ±2^53. */
  signed(value: number): void {
    if (value < 0x40 && value >= -0x40) return this.byte(value & 0x7f);
    let rest = value;
    for (; rest < -0x40 || rest >= 0x40; rest = Math.floor(rest / 128)) this.byte((((rest % 128) + 128) % 128) | 0x80);
    this.byte(rest & 0x7f);
  }

  /** A signed integer of five bytes, whatever its value, so that `patchSigned` can change it. */
  signedPlace(): number {
    const place = this.length;
    for (let count = 0; count < 5; count += 1) this.byte(0);
    return place;
  }

  patchSigned(place: number, value: number): void {
    for (let count = 0, rest = Math.min(value, 2 ** 31 - 1); count < 5; count += 1, rest >>= 7) {
      this.#bytes[place + count] = count < 4 ? (rest & 0x7f) | 0x80 : rest & 0x7f;
    }
  }

  /** From `start` to `end` of `source`. */
  copy(source: Uint8Array, start: number, end: number): void {
    const count = end - start;
    if (count <= 0) return;
    this.#reserve(count);
    const bytes = this.#bytes;
    if (count < SHORT) {
      for (let from = start, to = this.length; from < end; from += 1, to += 1) bytes[to] = source[from] ?? 0;
    } else bytes.set(source.subarray(start, end), this.length);
    this.length += count;
  }

  all(bytes: readonly number[]): void {
    this.#reserve(bytes.length);
    for (let index = 0; index < bytes.length; index += 1) this.#bytes[this.length + index] = bytes[index] ?? 0;
    this.length += bytes.length;
  }

  /** What another one has written. */
  append(other: ByteWriter): void {
    this.copy(other.#bytes, 0, other.length);
  }

  /** A view of what is written, until the next write. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  #reserve(count: number): void {
    const wanted = this.length + count;
    if (wanted <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(wanted, Math.ceil(this.#bytes.length * 1.5)));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
  }
}

/** How many bytes `unsigned` writes. */
export function unsignedLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 128)) length += 1;
  return length;
}
