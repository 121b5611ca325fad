import { describe, expect, it } from 'vitest';
import { Cursor } from './cursor.ts';
import { attempt } from './fault.ts';

/** Value and how many bytes it took, or the code of the fault and where it stands. */
function read(bytes: number[], how: (cursor: Cursor) => number | bigint | string): string {
  const cursor = new Cursor(Uint8Array.from([0xee, ...bytes]), 1);
  const result = attempt(() => how(cursor));
  if (result.ok) return `${result.value} in ${cursor.offset - 1}`;
  const [fault] = result.diagnostics;
  return `${fault?.code} at ${fault?.place.kind === 'byte' ? fault.place.offset : '?'}`;
}

describe('Cursor integers', () => {
  it('reads u32, with padding but no longer than five bytes', () => {
    const u32 = (...bytes: number[]): string => read(bytes, (cursor) => cursor.u32('a size'));
    expect([
      u32(0x00),
      u32(0x7f),
      u32(0xe5, 0x8e, 0x26),
      u32(0xff, 0xff, 0xff, 0xff, 0x0f),
      u32(0x80, 0x80, 0x80, 0x80, 0x00),
      u32(0xff, 0xff, 0xff, 0xff, 0x1f),
      u32(0x80, 0x80, 0x80, 0x80, 0x80, 0x00),
      u32(0x80),
      u32(),
    ]).toEqual([
      '0 in 1',
      '127 in 1',
      '624485 in 3',
      '4294967295 in 5',
      '0 in 5',
      'integer-too-large at 1',
      'integer-too-long at 1',
      'unexpected-end at 2',
      'unexpected-end at 1',
    ]);
  });

  it('reads signed integers and refuses unused bits that do not repeat the sign', () => {
    const s32 = (...bytes: number[]): string => read(bytes, (cursor) => cursor.s32('a constant'));
    const s33 = (...bytes: number[]): string => read(bytes, (cursor) => cursor.s33('a block type'));
    expect([
      s32(0x7f),
      s32(0x40),
      s32(0x80, 0x7f),
      s32(0xff, 0xff, 0xff, 0xff, 0x07),
      s32(0x80, 0x80, 0x80, 0x80, 0x78),
      s32(0xff, 0xff, 0xff, 0xff, 0x0f),
      s33(0xff, 0xff, 0xff, 0xff, 0x0f),
      s33(0x80, 0x80, 0x80, 0x80, 0x70),
      s33(0x80, 0x80, 0x80, 0x80, 0x20),
    ]).toEqual([
      '-1 in 1',
      '-64 in 1',
      '-128 in 2',
      '2147483647 in 5',
      '-2147483648 in 5',
      'integer-too-large at 1',
      '4294967295 in 5',
      '-4294967296 in 5',
      'integer-too-large at 1',
    ]);
  });

  it('reads 64-bit integers exactly', () => {
    const u64 = (...bytes: number[]): string => read(bytes, (cursor) => cursor.u64('an offset'));
    const s64 = (...bytes: number[]): string => read(bytes, (cursor) => cursor.s64('a constant'));
    const nine = Array.from({ length: 9 }, () => 0xff);
    const none = Array.from({ length: 9 }, () => 0x80);
    expect([
      u64(...nine, 0x01),
      u64(...nine, 0x02),
      s64(...none, 0x7f),
      s64(...nine, 0x00),
      s64(...nine, 0x01),
      s64(0x7f),
    ]).toEqual([
      '18446744073709551615 in 10',
      'integer-too-large at 1',
      '-9223372036854775808 in 10',
      '9223372036854775807 in 10',
      'integer-too-large at 1',
      '-1 in 1',
    ]);
  });
});

describe('Cursor names', () => {
  const name = (...bytes: number[]): string => read(bytes, (cursor) => cursor.name(5, 'a name'));

  it('are UTF-8, a byte order mark included', () => {
    expect([name(2, 0xc3, 0xa9), name(3, 0xef, 0xbb, 0xbf)]).toEqual(['é in 3', '\ufeff in 4']);
  });

  it('are refused when overlong, surrogate, cut off or too long', () => {
    expect([name(2, 0xc0, 0x80), name(3, 0xed, 0xa0, 0x80), name(1, 0xc3), name(3, 0x61), name(6, 1, 2, 3, 4, 5, 6)]).toEqual([
      'name-not-utf8 at 2',
      'name-not-utf8 at 2',
      'name-not-utf8 at 2',
      'unexpected-end at 2',
      'name-too-long at 1',
    ]);
  });
});

describe('Cursor counts', () => {
  it('refuses what the cap or the bytes left cannot hold', () => {
    const count = (...bytes: number[]): string => read(bytes, (cursor) => cursor.count(3, 'types'));
    expect([count(2, 0, 0), count(4, 0, 0, 0, 0), count(3, 0)]).toEqual(['2 in 1', 'too-many at 1', 'unexpected-end at 1']);
  });
});
