import { expect, test } from 'vitest';
import { DistinctMeter } from './distinct-meter.ts';

test('DistinctMeter counts what differs, and lets what it knows by when it is full', () => {
  const meter = new DistinctMeter('denials', 2);
  expect(['a', 'b', 'a', 'c', 'b', 'd'].map((key) => meter.take(key))).toEqual([true, true, true, false, true, false]);
  expect(meter.use()).toEqual({ limit: 'denials', used: 2, most: 2 });
});
