import { expect, test } from 'vitest';
import { seededRandom } from './random.ts';

test('seededRandom() repeats a seed and tells seeds apart', () => {
  const draw = (seed: number): string => {
    const bytes = new Uint8Array(16);
    seededRandom(seed)(bytes);
    return Buffer.from(bytes).toString('hex');
  };
  expect(draw(1)).toBe(draw(1));
  expect(new Set([0, 1, 2, 2 ** 32, 2 ** 32 + 1, 2 ** 52].map(draw)).size).toBe(6);
});

test('seededRandom() spreads evenly over bytes', () => {
  const bytes = new Uint8Array(1 << 18);
  seededRandom(42)(bytes);
  const counts = Array.from({ length: 256 }, () => 0);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  // 1024 expected of each; six standard deviations are 192.
  expect(Math.min(...counts)).toBeGreaterThan(832);
  expect(Math.max(...counts)).toBeLessThan(1216);
});
