import { expect, test } from 'vitest';
import { filterWithin, rangeBetween, rangeText, readRange } from './time-range.ts';

test('filterWithin() keeps a filter together', () => {
  const range = rangeBetween(20.5, 10.5);
  expect(range).toEqual({ from: 10, to: 21 });
  expect([filterWithin(range, ' '), filterWithin(range, 'a OR b'), filterWithin(null, 'a')]).toEqual([
    't:10ns..21ns',
    't:10ns..21ns (a OR b)',
    'a',
  ]);
});

test('rangeText() tells the ends apart', () => {
  expect(rangeText({ from: 1_800_000_000, to: 1_904_000_000 })).toBe('1.8–1.904 s');
  expect(rangeText({ from: 1_800_118_000, to: 1_800_119_000 })).toBe('1.800118–1.800119 s');
  expect(rangeText({ from: 0, to: 41_300 })).toBe('0–41.3 µs');
});

test('readRange() takes two whole numbers in order and nothing else', () => {
  expect(['10-21', '21-10', '-5', '1e3-2e3', '1-'].map(readRange)).toEqual([{ from: 10, to: 21 }, null, null, null, null]);
});
