import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantText } from './instant-text.ts';

test('instantText() writes short times as durations and long ones as instants in UTC', () => {
  const nanos = [0n, 1_500_000n, 86_400_000_000_000n, 951_782_400_000_000_001n, 2n ** 64n - 1n];
  expect(nanos.map(instantText)).toEqual([
    '0 ns',
    '1.5 ms',
    '86400 s',
    '2000-02-29T00:00:00.000000001Z',
    '2554-07-21T23:34:33.709551615Z',
  ]);
});

test('instantText() agrees with the calendar of Date', () => {
  fc.assert(
    fc.property(fc.integer({ min: 600_000_001, max: 18_000_000_000 }), (seconds) => {
      const text = instantText(BigInt(seconds) * 1_000_000_000n);
      return text.replace('.000000000Z', '.000Z') === new Date(seconds * 1000).toISOString();
    }),
  );
});
