import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatBytes, formatDuration, parseBytes, parseDuration } from './units.ts';

test('parseBytes() reads what people write', () => {
  const texts = ['4096', '64MiB', '1.5 GB', '1.005GB', '4.35 kB', ' 2gib ', '0', '0.5KiB'];
  expect(texts.map(parseBytes)).toEqual([4096, 67_108_864, 1_500_000_000, 1_005_000_000, 4350, 2_147_483_648, 0, 512]);
});

test('parseBytes() refuses parts of a byte, unknown units, signs and what a number cannot hold', () => {
  const texts = ['', '1.5', '0.1KiB', '-1', '+1', '1e3', '64 M', '1 TiB', '9007199254740992', '9999999 GiB', '0x10', '١'];
  expect(texts.map(parseBytes)).toEqual(texts.map(() => undefined));
});

test('parseDuration() wants a unit and rounds to nanoseconds', () => {
  const texts = ['2s', '150ms', '1.5 min', '1h', '3 µs', '1.0000000015 s', '0.4ns', '2', 's', '-2s'];
  expect(texts.map(parseDuration)).toEqual([2e9, 150e6, 90e9, 3600e9, 3000, undefined, 0, undefined, undefined, undefined]);
});

test('parseBytes() reads any whole number of bytes back', () => {
  fc.assert(fc.property(fc.maxSafeNat(), (bytes) => parseBytes(`${bytes} B`) === bytes));
});

test('formatBytes() shows three digits and never 1024 of a unit', () => {
  const sizes = [0, 512, 1023, 1024, 1536, 65_536, 12.4 * 2 ** 20, 256 * 2 ** 20, 2 ** 20 - 1, 2 ** 30 - 1, 2048 * 2 ** 30];
  expect(sizes.map(formatBytes)).toEqual([
    '0 B',
    '512 B',
    '1023 B',
    '1 KiB',
    '1.5 KiB',
    '64 KiB',
    '12.4 MiB',
    '256 MiB',
    '1 MiB',
    '1 GiB',
    '2048 GiB',
  ]);
});

test('formatDuration() shows three digits, and milliseconds above a second', () => {
  const durations = [0, 999.4, 999.6, 4000, 999_999, 1_234_000, 1e9, 1_904_300_000, 90e9];
  expect(durations.map(formatDuration)).toEqual(['0 ns', '999 ns', '1 µs', '4 µs', '1 ms', '1.23 ms', '1 s', '1.904 s', '90 s']);
});
