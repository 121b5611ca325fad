// Values of DWARF as WebAssembly's toolchains write it: 32-bit, little-endian, integers by LEB128, strings that end with a zero.
import type { Cursor } from '../cursor.ts';
import { refuse } from '../fault.ts';

export function u16(cursor: Cursor, expected: string): number {
  const low = cursor.byte(expected);
  return low | (cursor.byte(expected) << 8);
}

export function u32(cursor: Cursor, expected: string): number {
  const low = u16(cursor, expected);
  return low + u16(cursor, expected) * 0x1_0000;
}

/** Passes over a string and returns where it began. */
export function passString(cursor: Cursor, expected: string): number {
  const start = cursor.offset;
  const end = cursor.bytes.indexOf(0, start);
  if (end < 0 || end >= cursor.end) refuse('unexpected-end', start, `${expected} without the zero that ends it`);
  cursor.offset = end + 1;
  return start;
}
