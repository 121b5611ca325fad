import { expect, test } from 'vitest';
import { clockText, clockTicks } from './wall-clock.ts';

const utc = (): number => 0;
const india = (): number => -330;
const NOON = Date.UTC(2026, 10, 20, 12, 0, 0);

test('clockTicks() steps as clocks are read, and labels by the step', () => {
  const labels = (from: number, to: number): string[] => clockTicks(from, to, 6, utc).map(({ label }) => label);
  expect(labels(NOON + 1200, NOON + 32_000)).toEqual(['12:00:10', '12:00:20', '12:00:30']);
  expect(labels(NOON, NOON + 4)).toEqual(['12:00:00.000', '12:00:00.001', '12:00:00.002', '12:00:00.003', '12:00:00.004']);
  expect(labels(NOON, NOON + 5 * 3_600_000)).toEqual(['12:00', '13:00', '14:00', '15:00', '16:00', '17:00']);
  expect(labels(NOON, NOON + 3 * 86_400_000)).toEqual(['12:00', '21 Nov', '12:00', '22 Nov', '12:00', '23 Nov', '12:00']);
});

test('clockTicks() stand on the hours of the zone', () => {
  expect(clockTicks(NOON, NOON + 2 * 3_600_000, 3, india)).toEqual([
    { time: NOON + 1_800_000, label: '18:00' },
    { time: NOON + 5_400_000, label: '19:00' },
  ]);
  expect(clockText(NOON + 7, india)).toBe('17:30:00.007');
});

test('clockTicks() never makes more than it was asked for, whatever the span', () => {
  for (const span of [1, 999, 61_000, 86_400_001, 40 * 365 * 86_400_000]) {
    expect(clockTicks(NOON, NOON + span, 8, utc).length).toBeLessThanOrEqual(10);
  }
});
