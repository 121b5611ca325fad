import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../limits/limits.ts';
import { limitsOver, type SandboxLimits } from './sandbox-limits.ts';

test('limitsOver() lays what is given over the limits of the policy', () => {
  const given = {
    ...{ memory: '64MiB', fuel: 1e9, time: '2s', output: 1000, openFiles: 3, hostCalls: 0 },
    ...{ cpu: '1s', stack: '1MiB', input: '2KiB', hostCallRate: 50, sleep: 0 },
  };
  expect(limitsOver(DEFAULT_LIMITS, given)).toEqual({
    ...DEFAULT_LIMITS,
    memory: { most: 64 * 2 ** 20, onExceed: 'fail' },
    ...{ fuel: { most: 1e9, counting: 'exact' }, wallTime: 2e9, output: 1000, openFiles: 3, hostCalls: 0 },
    ...{ cpuTime: 1e9, stack: 2 ** 20, input: 2048, hostCallRate: 50, sleep: 0 },
  });
  expect(limitsOver(DEFAULT_LIMITS, {})).toEqual(DEFAULT_LIMITS);
});

test.each<[SandboxLimits, string]>([
  [{ memory: '64 apples' }, 'memory is "64 apples"; a size such as "64MiB" was expected'],
  [{ memory: -1 }, 'memory is -1; a whole number from 0 was expected'],
  [{ fuel: 0.5 }, 'fuel is 0.5; a whole number from 0 was expected'],
  [{ time: '2' }, 'time is "2"; a time such as "2s" or "150ms" was expected'],
  [{ time: 0 }, 'time is 0; more than no time was expected'],
  [{ cpu: 0 }, 'cpu is 0; more than no time was expected'],
  [{ stack: '1m' }, 'stack is "1m"; a size such as "64MiB" was expected'],
  [{ time: Number.NaN }, 'time is NaN; more than no time was expected'],
])('limitsOver() refuses %j', (given, message) => {
  expect(() => limitsOver(DEFAULT_LIMITS, given)).toThrow(message);
});
