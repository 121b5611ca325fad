// Reads the primitive values of the binary format (core specification 3.0, section 5.2) from a range of bytes, strictly:
// integers that are too long or set bits they have no room for, and names that are not UTF-8, are faults at their offset.
import { hex, refuse } from './fault.ts';

// Stateless between calls, because `stream` is never asked for.
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class Cursor {
  readonly bytes: Uint8Array;
  offset: number;
  readonly end: number;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.offset = start;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  /** `expected` says what the byte belongs to, for the message: `a value type`. */
  byte(expected: string): number {
    const value = this.offset < this.end ? this.bytes[this.offset] : undefined;
    if (value === undefined) return this.#ended(1, expected);
    this.offset += 1;
    return value;
  }

  /** The next byte without taking it, or undefined at the end. */
  peek(): number | undefined {
    return this.offset < this.end ? this.bytes[this.offset] : undefined;
  }

  /** Passes over `count` bytes and returns where they began. */
  skip(count: number, expected: string): number {
    if (count > this.remaining) this.#ended(count, expected);
    const start = this.offset;
    this.offset += count;
    return start;
  }

  u32(expected: string): number {
    const first = this.bytes[this.offset] ?? 0x80;
    if (first < 0x80 && this.offset < this.end) {
      this.offset += 1;
      return first;
    }
    const start = this.offset;
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte(expected);
      if (shift === 28 && byte > 0x0f) badInteger('u32', start, byte, 5, expected);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  u64(expected: string): bigint {
    const start = this.offset;
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte(expected);
      if (shift === 63n && byte > 0x01) badInteger('u64', start, byte, 10, expected);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  s32(expected: string): number {
    return this.#signed(32, expected);
  }

  /** Block types and heap types: a type index, or a negative one-byte code. */
  s33(expected: string): number {
    return this.#signed(33, expected);
  }

  s64(expected: string): bigint {
    const start = this.offset;
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte(expected);
      if (shift === 63n && byte !== 0x00 && byte !== 0x7f) badInteger('s64', start, byte, 10, expected);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(Math.min(Number(shift) + 7, 64), value);
    }
  }

  /** A vector's length, checked against `most` and against the bytes left, so that nobody allocates for what is not there. */
  count(most: number, entries: string): number {
    const start = this.offset;
    const count = this.u32(`the number of ${entries}`);
    if (count > most) refuse('too-many', start, `${count} ${entries}; ${most} is the most that is read`);
    if (count > this.remaining) {
      refuse('unexpected-end', start, `${count} ${entries} in ${this.remaining} bytes; each takes at least one byte`);
    }
    return count;
  }

  /** `what` names the name: `an import's module name`. */
  name(most: number, what: string): string {
    const start = this.offset;
    const length = this.u32(`the length of ${what}`);
    if (length > most) refuse('name-too-long', start, `${what} of ${length} bytes; ${most} is the most that is read`);
    const from = this.skip(length, what);
    try {
      return STRICT_UTF8.decode(this.bytes.subarray(from, from + length));
    } catch {
      return refuse('name-not-utf8', from, `${what} is not valid UTF-8`);
    }
  }

  #signed(bits: 32 | 33, expected: string): number {
    const start = this.offset;
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte(expected);
      // The fifth byte has bits 28 up: those past the type's width must repeat its sign bit.
      if (shift === 28) {
        const signAndUnused = byte >> (bits - 29);
        if (byte >= 0x80 || (signAndUnused !== 0 && signAndUnused !== 0x7f >> (bits - 29))) {
          badInteger(`s${bits}`, start, byte, 5, expected);
        }
      }
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return byte >= 0x40 ? value - 2 ** (shift + 7) : value;
    }
  }

  #ended(count: number, expected: string): never {
    const left = Math.max(0, this.end - this.offset);
    refuse('unexpected-end', this.offset, `ends after ${left} of ${count} bytes; ${expected} was expected`);
  }
}

function badInteger(type: string, start: number, last: number, most: number, expected: string): never {
  if (last >= 0x80) refuse('integer-too-long', start, `integer of more than ${most} bytes; ${expected} as ${type} was expected`);
  refuse('integer-too-large', start, `integer whose last byte is ${hex(last)} does not fit ${type}; ${expected} was expected`);
}
