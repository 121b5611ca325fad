import { expect, test } from 'vitest';
import { meaningsAt, moved, readAddress, WINDOW_BYTES, windowAt } from './memory-window.ts';

test('a window stands around its address, and never leaves the memory', () => {
  expect([windowAt(0), windowAt(15), windowAt(0x10f45)]).toEqual([0, 0, 0x10f30]);
  expect([moved(0, -1, 65_536), moved(0, 1, 65_536), moved(65_280, 1, 65_536)]).toEqual([0, WINDOW_BYTES, 65_280]);
  expect(moved(0, 1, 100)).toBe(0);
});

test.each([
  ['0x10F40', 0x10f40],
  ['10f40h', 0x10f40],
  [' 64 ', 64],
  ['1_000', 1000],
  ['f40', undefined],
  ['0x', undefined],
  ['-1', undefined],
  ['', undefined],
])('the address %j is %s', (text, address) => expect(readAddress(text)).toBe(address));

test('bytes are told as the numbers that fit', () => {
  const bytes = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0xc0, 0x3f);
  expect(meaningsAt(bytes, 0).map(({ type, value }) => `${type} ${value}`)).toEqual([
    'u8 255',
    'u16 65535',
    'i32 -1',
    'u32 4294967295',
    `i64 ${0x3fc0_0000_ffff_ffffn}`,
    'f32 NaN',
    `f64 ${new DataView(bytes.buffer).getFloat64(0, true)}`,
  ]);
  expect(meaningsAt(bytes, 4).map(({ type, value }) => `${type} ${value}`)).toContain('f32 1.5');
  expect(meaningsAt(bytes, 7).map(({ type }) => type)).toEqual(['u8']);
  expect(meaningsAt(bytes, 8)).toEqual([]);
});
