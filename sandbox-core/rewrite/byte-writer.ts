// Bytes that grow while they are written: what the rewriter makes of a code section, without an object an edit.
import { SandboxError } from '../base/errors.ts';

/** Below this, a loop is faster than a view and a copy. */
const SHORT = 80;

/** Up to eight bytes that are written often, as two numbers. */
export interface Snippet {
  readonly first: number;
  readonly second: number;
  readonly length: number;
}

export function snippetOf(bytes: readonly number[]): Snippet {
  if (bytes.length > 8) throw new SandboxError('INTERNAL', `a snippet of ${bytes.length} bytes`);
  const words = new DataView(Uint8Array.from({ length: 8 }, (_, place) => bytes[place] ?? 0).buffer);
  return { first: words.getInt32(0), second: words.getInt32(4), length: bytes.length };
}

export class ByteWriter {
  #bytes: Uint8Array;
  #words: DataView;
  length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(Math.max(16, capacity));
    this.#words = new DataView(this.#bytes.buffer);
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

  /** From `start` to `end` of `source`, which views all of an array; four bytes at a time, the last ones too if there are more. */
  copy(source: DataView, start: number, end: number): void {
    const count = end - start;
    if (count <= 0) return;
    this.#reserve(count + 3);
    if (count >= SHORT || end + 3 > source.byteLength) {
      this.#bytes.set(new Uint8Array(source.buffer, source.byteOffset + start, count), this.length);
    } else {
      const words = this.#words;
      for (let from = start, to = this.length; from < end; from += 4, to += 4) words.setInt32(to, source.getInt32(from));
    }
    this.length += count;
  }

  /** Eight bytes, of which the first ones count. */
  snippet(bytes: Snippet): void {
    if (this.length + 8 > this.#bytes.length) this.#reserve(8);
    this.#words.setInt32(this.length, bytes.first);
    this.#words.setInt32(this.length + 4, bytes.second);
    this.length += bytes.length;
  }

  all(bytes: readonly number[] | Uint8Array): void {
    this.#reserve(bytes.length);
    for (let index = 0; index < bytes.length; index += 1) this.#bytes[this.length + index] = bytes[index] ?? 0;
    this.length += bytes.length;
  }

  /** What another one has written. */
  append(other: ByteWriter): void {
    this.#reserve(other.length);
    this.#bytes.set(other.written(), this.length);
    this.length += other.length;
  }

  /** Puts bytes at a place that is written already. */
  put(place: number, bytes: readonly number[]): void {
    this.#bytes.set(bytes, place);
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
    this.#words = new DataView(grown.buffer);
  }
}

/** How many bytes `unsigned` writes. */
export function unsignedLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 128)) length += 1;
  return length;
}
