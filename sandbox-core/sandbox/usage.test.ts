import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, type Limits } from '../limits/limits.ts';
import { boundedCounts, NO_COUNTS, usesOf } from './usage.ts';

const TOLD = 2 ** 50;
const told = Object.fromEntries(Object.keys(NO_COUNTS).map((name) => [name, TOLD])) as unknown as typeof NO_COUNTS;
const limits: Limits = { ...DEFAULT_LIMITS, input: 100 as never, hostCallRate: 7, sleep: 1e9 as never, stack: 65_536 as never };

test('boundedCounts() lets no count of a gate pass its limit', () => {
  expect(boundedCounts(told, limits)).toMatchObject({
    ...{ hostCalls: limits.hostCalls, denials: limits.hostCalls, errors: limits.hostCalls },
    ...{ memory: limits.memory.most, output: limits.output, openFiles: limits.openFiles },
    ...{ input: 100, hostCallRate: 7, sleep: 1e9, stack: 65_536 },
  });
});

test('boundedCounts() counts nothing against limits that are not set', () => {
  expect(boundedCounts(told, DEFAULT_LIMITS)).toMatchObject({ input: 0, hostCallRate: 0, sleep: 0 });
});

test('usesOf() tells a limit that was passed as passed, and the longest call against the limits of time', () => {
  const counts = { ...NO_COUNTS, time: 9, longestCall: 5, cpu: 8, busiestCall: 3 };
  const uses = usesOf(counts, { ...limits, cpuTime: 4 as never }, { kind: 'limit', limit: 'cpu-time' });
  expect(uses.slice(0, 2)).toEqual([
    { limit: 'wall-time', used: 5, most: limits.wallTime },
    { limit: 'cpu-time', used: 4, most: 4 },
  ]);
});
