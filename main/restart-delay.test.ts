import { expect, test } from 'vitest';
import { restartDelay } from './restart-delay.ts';

test('restartDelay() starts at once, then doubles from 0.2 s to 10 s', () => {
  expect([0, 1, 2, 3, 4, 8, 9, 5000].map(restartDelay)).toEqual([0, 0, 200, 400, 800, 10_000, 10_000, 10_000]);
});
