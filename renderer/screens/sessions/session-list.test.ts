import { expect, it } from 'vitest';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { keptRuns, matchingRuns, neighbourOf, pairOf, sizeInSum, sortedRuns, tagsOf, type KeptRun } from './session-list.ts';

function run(number: number, moduleName: string, more: Partial<RunSummary> = {}): RunSummary {
  return {
    id: `r${number}`,
    number,
    module: moduleName,
    moduleName,
    startedAt: 0,
    state: 'ended',
    held: null,
    asking: null,
    misses: 'denied',
    ending: { kind: 'returned' },
    sentence: 'The guest returned.',
    wall: 0,
    calls: 10 * number,
    denials: 0,
    errors: 0,
    memory: 0,
    limits: [],
    ...more,
  };
}

const RUNS = [run(4, 'img'), run(3, 'hog', { sentence: 'The run was ended at its memory limit.' }), run(2, 'img'), run(1, 'img')];
const KEPT = keptRuns(
  RUNS,
  new Map([['r2', { run: 'r2', size: 500, isForeign: false, tags: ['nightly'], note: 'After Upgrade' }]]),
);
const numbers = (kept: readonly KeptRun[]): number[] => kept.map((each) => each.run.number);

it('matchingRuns() wants every word somewhere in run, module, ending, tags or note', () => {
  const found = ['', 'limit', 'IMG nightly', 'upgrade', 'run 3', 'img limit'].map((text) => numbers(matchingRuns(KEPT, text)));
  expect(found).toEqual([[4, 3, 2, 1], [3], [2], [2], [3], []]);
});

it('sortedRuns() sorts by one column and leaves equal ones newest first', () => {
  expect(numbers(sortedRuns(KEPT, { by: 'size', downwards: true }))).toEqual([2, 4, 3, 1]);
  expect(numbers(sortedRuns(KEPT, { by: 'module', downwards: false }))).toEqual([3, 4, 2, 1]);
  expect(numbers(sortedRuns(KEPT, { by: 'run', downwards: false }))).toEqual([1, 2, 3, 4]);
});

it('sizeInSum() adds what is known', () => expect(sizeInSum(KEPT)).toBe(500));

it('tagsOf() takes each tag once and cuts long ones', () => {
  expect(tagsOf(` a, b ,,a,${'x'.repeat(80)}`)).toEqual(['a', 'b', 'x'.repeat(64)]);
});

it('neighbourOf() is the run below, else the one above, else none', () => {
  expect([neighbourOf(KEPT, 'r3'), neighbourOf(KEPT, 'r1'), neighbourOf(KEPT.slice(0, 1), 'r4')]).toEqual(['r2', 'r2', null]);
});

it('pairOf() has the older run as A, and finds the run of the same module before', () => {
  expect(pairOf(RUNS, ['r4', 'r3'], 'r1')).toEqual({ a: 'r3', b: 'r4' });
  expect(pairOf(RUNS, ['r1'], 'r2')).toEqual({ a: 'r1', b: 'r2' });
  expect(pairOf(RUNS, [], 'r4')).toEqual({ a: 'r2', b: 'r4' });
  expect(pairOf(RUNS, [], 'r3')).toEqual({ a: 'r4', b: 'r3' });
  expect(pairOf(RUNS.slice(0, 1), [], 'r4')).toBeNull();
});
