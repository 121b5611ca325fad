import { expect, test } from 'vitest';
import { contentTop, fillerHeight, MOST_FILLER, scrollTopFor } from './row-geometry.ts';

test('up to the cap a pixel scrolled is a pixel of content', () => {
  const geometry = { count: 1_000_000, rowHeight: 24, viewHeight: 400 };
  expect(fillerHeight(geometry)).toBe(24_000_000);
  expect(contentTop(geometry, 12_345)).toBeCloseTo(12_345, 3);
});

test('past the cap both ends are still reached, and the way back is the inverse', () => {
  const geometry = { count: 5_000_000, rowHeight: 24, viewHeight: 400 };
  expect(fillerHeight(geometry)).toBe(MOST_FILLER);
  expect(contentTop(geometry, MOST_FILLER - 400)).toBe(5_000_000 * 24 - 400);
  expect(contentTop(geometry, scrollTopFor(geometry, 60_000_000))).toBeCloseTo(60_000_000, 3);
});
