import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryRecording } from '../../test/fixtures/sessions/memory-recording.ts';
import { sampleChunks, type SampleCall } from '../../test/fixtures/sessions/sample-recording.ts';
import { FoldIndex, LEAST_FOLDED } from './fold-index.ts';
import { foldIndex } from './like-calls.ts';
import { matchingRows } from './matching-rows.ts';

/** Calls that are alike have the same letter. */
function indexOf(letters: string): FoldIndex {
  const calls = { isAlike: (row: number, next: number) => letters[row] === letters[next], durationOf: (row: number) => row };
  return new FoldIndex(calls, { count: letters.length, rowAt: (place) => place });
}

function dumped(index: FoldIndex, letters: string, open: readonly number[] = []): string {
  return index
    .lines(0, 1000, open)
    .map(({ row, alike }) => `${letters[row]}${alike > 1 ? `×${alike}` : ''}`)
    .join(' ');
}

describe('FoldIndex', () => {
  test('folds runs of three or more, and unfolds those that are open', () => {
    const letters = 'aaaabccdddd';
    const index = indexOf(letters);
    expect(index.takeIn(100)).toBe(true);
    expect(dumped(index, letters)).toBe('a×4 b c c d×4');
    expect(dumped(index, letters, [7, 0, 4])).toBe('a×4 a a a b c c d×4 d d d');
    expect(index.lines(4, 1, [])).toEqual([{ row: 7, alike: 4, head: 7, last: 10, least: 7, most: 10 }]);
    expect(index.lines(2, 1, [0])).toEqual([{ row: 2, alike: 1, head: 0, last: 3, least: 1, most: 3 }]);
    expect([index.lineOf(9, []), index.lineOf(9, [0]), index.lineOf(9, [0, 7]), index.lineOf(11, [])]).toEqual([
      4,
      7,
      9,
      undefined,
    ]);
  });

  test('is the same in turns as at once, and every row is on one line', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        (letters, most) => {
          const whole = indexOf(letters);
          whole.takeIn(1000);
          const turns = indexOf(letters);
          while (!turns.takeIn(most));
          expect(dumped(turns, letters)).toBe(dumped(whole, letters));
          const open = whole.lines(0, 1000, []).flatMap(({ row, alike }) => (alike >= LEAST_FOLDED ? [row] : []));
          expect(whole.lines(0, 1000, open).map(({ row }) => row)).toEqual([...letters].map((_, row) => row));
          expect([...letters].map((_, row) => whole.lineOf(row, open))).toEqual([...letters].map((_, row) => row));
        },
      ),
    );
  });
});

describe('foldIndex()', () => {
  const read = (fd: number, pointer: number): SampleCall => ({ name: 'fd_read', arguments: [fd, pointer, 1, 64] });
  const opened = (path: string, pointer: number): SampleCall => ({
    name: 'path_open',
    arguments: [3, 0, pointer, path.length, 0, 0n, 0n, 0, 2048],
    accesses: [['read', pointer, path]],
  });

  test('takes calls for alike that differ in addresses only, across chunks', () => {
    const calls = [read(7, 16), read(7, 32), read(7, 48), read(7, 16), read(8, 16), read(8, 16), { ...read(8, 16), result: 8 }];
    const recording = memoryRecording(sampleChunks(calls, 2));
    const matching = matchingRows(recording, '');
    if (!matching.ok) throw new Error('the filter is wrong');
    const index = foldIndex(recording, matching.value);
    index.takeIn(100);
    expect(index.lines(0, 10, []).map(({ row, alike }) => [row, alike])).toEqual([
      [0, 4],
      [4, 1],
      [5, 1],
      [6, 1],
    ]);
  });

  test('leaves a call that was changed on purpose on a line of its own', () => {
    const edited: SampleCall = { ...read(7, 16), accesses: [['edit', 0, '{"by":"person","what":"answered 0"}']] };
    const recording = memoryRecording(sampleChunks([read(7, 1), read(7, 1), read(7, 1), edited, edited, edited, read(7, 1)]));
    const matching = matchingRows(recording, '');
    if (!matching.ok) throw new Error('the filter is wrong');
    const index = foldIndex(recording, matching.value);
    index.takeIn(100);
    expect(index.lines(0, 10, []).map(({ row, alike }) => [row, alike])).toEqual([
      [0, 3],
      [3, 1],
      [4, 1],
      [5, 1],
      [6, 1],
    ]);
  });

  test('tells paths apart by their text, and folds what a filter brings together', () => {
    const calls = [opened('/a', 16), opened('/a', 64), read(7, 1), opened('/a', 16), opened('/b', 16)];
    const recording = memoryRecording(sampleChunks(calls));
    const matching = matchingRows(recording, 'name:path_open');
    if (!matching.ok) throw new Error('the filter is wrong');
    const index = foldIndex(recording, matching.value);
    index.takeIn(100);
    expect(index.lines(0, 10, []).map(({ row, alike, last }) => [row, alike, last])).toEqual([
      [0, 3, 3],
      [4, 1, 4],
    ]);
  });
});
