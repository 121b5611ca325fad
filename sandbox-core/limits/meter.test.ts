import { expect, test } from 'vitest';
import { HeldMeter, Meter } from './meter.ts';

test('Meter gives what fits and never counts past its limit', () => {
  const meter = new Meter('output', 10);
  expect([meter.take(7), meter.take(7), meter.take(1), meter.use()]).toEqual([7, 3, 0, { limit: 'output', used: 10, most: 10 }]);
});

test('HeldMeter reports the most that were held at once', () => {
  const meter = new HeldMeter('open-files', 5);
  meter.take(3);
  meter.release(2);
  meter.take(1);
  expect([meter.used, meter.use().used]).toEqual([2, 3]);
});
