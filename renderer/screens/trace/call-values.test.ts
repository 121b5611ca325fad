import { expect, test } from 'vitest';
import { readBytes, readNumber } from './call-values.ts';

test('readNumber() takes decimal and hexadecimal and answers what 32 or 64 bits hold', () => {
  const read = (text: string, bits: 32 | 64 = 32) => {
    const typed = readNumber(text, bits);
    return typed.ok ? typed.value : typed.fault;
  };
  expect(['42', ' -1 ', '0x2A', '4294967295', '0xffffffff', '-2147483648'].map((text) => read(text))).toEqual([
    '42',
    '-1',
    '42',
    '-1',
    '-1',
    '-2147483648',
  ]);
  expect(read('18446744073709551615', 64)).toBe('-1');
  expect(['4294967296', '-2147483649', '', '1.5', '0x', 'x', '1e3'].map((text) => read(text))).toEqual([
    '4294967296 does not have room in 32 bits',
    '-2147483649 does not have room in 32 bits',
    '"" is no whole number, as 42, -1 or 0x2A',
    '"1.5" is no whole number, as 42, -1 or 0x2A',
    '"0x" is no whole number, as 42, -1 or 0x2A',
    '"x" is no whole number, as 42, -1 or 0x2A',
    '"1e3" is no whole number, as 42, -1 or 0x2A',
  ]);
});

test('readBytes() takes pairs of hex digits', () => {
  expect([readBytes('2A 00\tff'), readBytes('0x61'), readBytes('')]).toEqual([
    { ok: true, value: '2a00ff' },
    { ok: true, value: '61' },
    { ok: true, value: '' },
  ]);
  expect([readBytes('2'), readBytes('zz')].map(({ ok }) => ok)).toEqual([false, false]);
});
