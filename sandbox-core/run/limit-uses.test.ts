import { expect, test } from 'vitest';
import type { Bytes, Nanos } from '../base/units.ts';
import { DEFAULT_LIMITS, LIMIT_NAMES, type Limits } from '../limits/limits.ts';
import { limitUses, type UseFacts } from './limit-uses.ts';

const ALL: Limits = {
  ...DEFAULT_LIMITS,
  ...{ cpuTime: 1e9 as Nanos, sleep: 1e9 as Nanos, input: 100 as Bytes, hostCallRate: 10, fuel: { most: 50, counting: 'exact' } },
};
const FACTS: UseFacts = {
  ...{ limits: ALL, stackBytes: 1000, wall: 5, memory: 6, output: 7, calls: 8, end: undefined, passed: undefined },
};

test('limitUses() tells of every limit that is set, in the order of their names', () => {
  const end = { ending: { kind: 'returned' as const }, memory: 0, used: { stack: 1000 } };
  const told = limitUses({ ...FACTS, end }).map(({ limit }) => limit);
  // Tables are sized by the rewriter, and nobody counts how far they grew.
  expect(told).toEqual(LIMIT_NAMES.filter((name) => name !== 'table-elements'));
});

test('limitUses() leaves out what is not set, and a stack that was not passed', () => {
  const told = limitUses({ ...FACTS, limits: DEFAULT_LIMITS }).map(({ limit }) => limit);
  expect(told).toEqual(['wall-time', 'memory', 'output', 'open-files', 'host-calls', 'denials']);
});

test('limitUses() holds the guest process’s word on what the gate meters under the limit, and the passed one at it', () => {
  const used = { input: 1e9, sleep: 1e12, 'cpu-time': 2e9, fuel: 20 };
  const uses = limitUses({ ...FACTS, end: { used }, passed: 'fuel' });
  expect(uses.filter(({ limit }) => limit in used)).toEqual([
    { limit: 'cpu-time', used: 2e9, most: 1e9 },
    { limit: 'fuel', used: 50, most: 50 },
    { limit: 'input', used: 100, most: 100 },
    { limit: 'sleep', used: 1e9, most: 1e9 },
  ]);
});
