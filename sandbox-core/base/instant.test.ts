import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatInstant, parseInstant } from './instant.ts';

test('parseInstant() reads UTC to the nanosecond', () => {
  const texts = [
    '1970-01-01T00:00:00Z',
    '2000-02-29T23:59:59.5Z',
    '2026-01-01T00:00:00.000000001Z',
    '2262-04-11T23:47:16.854775807Z',
  ];
  expect(texts.map(parseInstant)).toEqual(['0', '951868799500000000', '1767225600000000001', '9223372036854775807']);
});

test('parseInstant() refuses other forms and days that are not', () => {
  const texts = [
    '',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00+01:00',
    '2026-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:60Z',
    '1969-12-31T23:59:59Z',
    '2262-04-11T23:47:16.854775808Z',
    '9999-12-31T23:59:59Z',
  ];
  expect(texts.map(parseInstant)).toEqual(texts.map(() => undefined));
});

test('formatInstant() is read back, and agrees with Date to the millisecond', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (nanos) => {
      const text = formatInstant(String(nanos));
      expect(parseInstant(text)).toBe(String(nanos));
      expect(Date.parse(`${text.slice(0, 19)}Z`)).toBe(Number(nanos / 1_000_000_000n) * 1000);
    }),
    { numRuns: 1000 },
  );
});
