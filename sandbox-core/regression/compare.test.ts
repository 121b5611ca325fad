import { expect, test } from 'vitest';
import { nodeDigests } from '../platform/node/digests.ts';
import type { Recording } from '../recording/store/recording.ts';
import { compare, fuelBounds, type Observed } from './compare.ts';
import { expectedStream, streamDifference } from './expected-stream.ts';
import type { Expectations, TestFile } from './test-schema.ts';
import { updateTest } from './update-test.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => nodeDigests.sha256(bytes);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** None of its rows is looked at: verdicts are not asked for here. */
const judging = { recording: {} as Recording, rules: [], sha256 };

const observed: Observed = {
  calls: null,
  ending: { kind: 'exited', code: 3 },
  output: { stdout: utf8('one\ntwo\n'), stderr: new Uint8Array() },
  fuel: 100,
};
const met: Expectations = {
  outcome: { kind: 'exited', code: 3 },
  stdout: 'one\ntwo\n',
  stderr: '',
  fuel: { least: 100, most: 100 },
};

function told(wanted: Expectations, found: Observed = observed): string[] {
  return compare(wanted, found, judging).map(({ what, expected, found: came }) => `${what}: ${expected} | ${came}`);
}

test('compare() finds nothing where all is as expected, or nothing is', () => {
  expect([told(met), told({})]).toEqual([[], []]);
});

test('compare() tells each difference, the end first', () => {
  const wanted: Expectations = { outcome: { kind: 'returned' }, stdout: 'one\n2\n', stderr: 'x', fuel: { least: 1, most: 99 } };
  expect(told(wanted)).toEqual([
    'the end: returned | exited with code 3',
    'stdout, line 2: "2\\n" | "two\\n"',
    'stderr, line 1: "x" | no such line',
    'instructions executed: 1 to 99 | 100',
  ]);
});

test('compare() tells only of the calls where the guest was brought no further', () => {
  const calls = { about: 'calls', what: 'call 2', expected: 'a', found: 'b', stack: [] } as const;
  expect(told(met, { calls, ending: null, output: null, fuel: null })).toEqual(['call 2: a | b']);
});

test('compare() does not pass what it could not look at', () => {
  expect(told({ stdout: '', fuel: { least: 0, most: 1 } }, { ...observed, output: null, fuel: null })).toEqual([
    'stdout: output that can be compared | too much of it',
    'instructions executed: 0 to 1 | not counted',
  ]);
});

test('a stream is kept as text where it is short UTF-8, else by its digest', () => {
  const kept = [utf8('\ufeffé\n'), utf8('a\0'), new Uint8Array([0xff]), new Uint8Array(5000)].map((bytes) =>
    expectedStream(bytes, sha256),
  );
  expect(kept.map((stream) => (typeof stream === 'string' ? stream : stream.bytes))).toEqual(['\ufeffé\n', 2, 1, 5000]);
  for (const bytes of [utf8('\ufeffé\n'), new Uint8Array(5000)]) {
    expect(streamDifference('stdout', expectedStream(bytes, sha256), bytes, sha256)).toBeUndefined();
    expect(streamDifference('stdout', expectedStream(bytes, sha256), bytes.subarray(1), sha256)).toBeDefined();
  }
});

test('a missing line feed at the end is a difference', () => {
  expect(streamDifference('stdout', 'a\n', utf8('a'), sha256)).toMatchObject({ expected: '"a\\n"', found: '"a"' });
});

test('fuelBounds() are as wide as was asked, and never below nothing', () => {
  expect([fuelBounds(1000, 0.05), fuelBounds(3, 0), fuelBounds(3, 1)]).toEqual([
    { least: 950, most: 1050 },
    { least: 3, most: 3 },
    { least: 0, most: 6 },
  ]);
});

test('updateTest() rewrites what differs, keeps comments, and says each change', () => {
  const wanted: Expectations = { ...met, outcome: { kind: 'trapped', trap: 'unreachable' }, fuel: { least: 45, most: 55 } };
  const text = `{ // why\n  "expect": ${JSON.stringify(wanted)} }`;
  const updated = updateTest(text, { expect: wanted } as TestFile, observed, sha256);
  expect(updated.changes).toEqual(['outcome: trapped: unreachable → exited with code 3', 'fuel: 45 to 55 → 90 to 110']);
  expect(updated.text).toContain('// why');
  expect(JSON.parse(updated.text.replace('// why', '')).expect).toEqual({ ...met, fuel: { least: 90, most: 110 } });
});
