import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallRate } from './call-rate.ts';

const SECOND = 1e9;

test('CallRate gives a second’s calls at once, then as many as time brings', () => {
  const rate = new CallRate(4);
  const at = [0, 0, 0, 0, 0, SECOND / 4, SECOND / 4, SECOND * 10, SECOND * 10, SECOND * 10, SECOND * 10, SECOND * 10];
  expect(at.map((now) => rate.take(now))).toEqual([true, true, true, true, false, true, false, true, true, true, true, false]);
});

test('CallRate reports the fullest second', () => {
  const rate = new CallRate(10);
  for (const now of [0, 0, 0, SECOND, 2 * SECOND]) rate.take(now);
  expect(rate.use()).toEqual({ limit: 'host-call-rate', used: 3, most: 10 });
});

test('CallRate lets no more through in any time than its rate and one burst', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.array(fc.nat(SECOND / 2), { maxLength: 300 }), (most, steps) => {
      const rate = new CallRate(most);
      let now = 0;
      let taken = 0;
      for (const step of steps) {
        now += step;
        if (rate.take(now)) taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(most + (now * most) / SECOND + 1e-6);
      expect(rate.use().used).toBeLessThanOrEqual(most);
    }),
  );
});
