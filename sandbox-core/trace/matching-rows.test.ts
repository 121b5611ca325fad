import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryRecording } from '../../test/fixtures/sessions/memory-recording.ts';
import { sampleChunks, THIEF, type SampleCall } from '../../test/fixtures/sessions/sample-recording.ts';
import { FAMILIES } from '../base/family.ts';
import { printQuery } from '../query/print.ts';
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { Recording } from '../recording/store/recording.ts';
import { matchingRows, type JudgingOptions, type MatchingRows } from './matching-rows.ts';
import { nextFailure } from './next-failure.ts';
import { traceRows } from './trace-rows.ts';

function matching(recording: Recording, where: string, options?: JudgingOptions): MatchingRows {
  const checked = matchingRows(recording, where, options);
  if (!checked.ok) throw new Error(checked.fault.message);
  return checked.value;
}

function matched(recording: Recording, where: string): number[] {
  return [...matching(recording, where).rows(0, 1000)];
}

/** The same by putting every row in words. */
function matchedSlowly(recording: Recording, words: readonly string[]): number[] {
  const rows = traceRows(recording, 0, recording.rows);
  return rows.name.flatMap((name, place) => {
    const family = FAMILIES[rows.family[place] ?? 0] ?? '';
    const outcome = CALL_OUTCOMES[rows.outcome[place] ?? 0] ?? '';
    const texts = [name, rows.arguments[place] ?? '', rows.result[place] ?? '', family, outcome];
    const has = (word: string): boolean => texts.some((text) => text.toLowerCase().includes(word.toLowerCase()));
    return words.every(has) ? [place] : [];
  });
}

describe('matchingRows()', () => {
  test('finds words in names, arguments, results, families and outcomes, whatever the case', () => {
    const recording = memoryRecording(sampleChunks(THIEF, 3));
    const found = ['', 'PATH_open', 'passwd', 'Notes.TXT', 'enotcap', 'time', 'denied', 'fd_ stdio', 'hello\\n', '7', 'nowhere'];
    expect(found.map((where) => [where, matched(recording, where)])).toEqual([
      ['', [0, 1, 2, 3, 4, 5, 6, 7]],
      ['PATH_open', [0, 1]],
      ['passwd', [0]],
      ['Notes.TXT', [1]],
      ['enotcap', [0]],
      ['time', [4]],
      ['denied', [0]],
      ['fd_ stdio', [3, 6]],
      ['hello\\n', [3]],
      ['7', [1, 2, 4, 5]],
      ['nowhere', []],
    ]);
  });

  test('agrees with putting every row in words', () => {
    const path = fc.string({
      unit: fc.constantFrom('a', 'B', 'n', '0', '/', '\n', '"', 'é', 'İ', 'K', '\u202e', '|', 'h'),
      maxLength: 8,
    });
    const open = fc.tuple(path, fc.boolean(), fc.nat(120)).map(([text, denied, flags]): SampleCall => ({
      name: 'path_open',
      arguments: [3, 0, 1024, 9, flags & 15, BigInt(flags), 0n, 0, 2048],
      accesses: [['read', 1024, text]],
      outcome: denied ? 'denied' : 'ok',
      result: denied ? 76 : 0,
    }));
    const write = path.map((text): SampleCall => ({
      name: 'fd_write',
      arguments: [1, 0, 1, 0],
      accesses: [['stdout', 64, text]],
      action: 'stdio.write',
    }));
    const word = fc.oneof(
      path.filter((text) => text !== ''),
      fc.constantFrom('open', 'creat', 'd_s', 'notc', 'enied', 'k', 'i̇', 'std', 'nh', 'xh', 'fd_read|'),
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(open, write), { minLength: 1, maxLength: 12 }),
        fc.array(word, { maxLength: 2 }),
        (calls, words) => {
          const recording = memoryRecording(sampleChunks(calls, 5));
          const where = words.map((text) => printQuery({ kind: 'text', text })).join(' ');
          expect(matched(recording, where)).toEqual(matchedSlowly(recording, words));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('judges only new rows of a recording that grows, and stops where it is told to', () => {
    const chunks = sampleChunks(THIEF, 2);
    const grown = chunks.slice(0, 2);
    const recording = memoryRecording(grown);
    expect(matched(recording, 'std')).toEqual([3]);
    grown.push(...chunks.slice(2));
    const progress: number[] = [];
    expect(matching(recording, 'std', { most: 2, onProgress: (judged) => progress.push(judged) }).judged).toBe(6);
    expect(matching(recording, 'std', { signal: { aborted: true } }).count).toBe(1);
    expect(matching(recording, 'std', { onProgress: (judged) => progress.push(judged) }).count).toBe(2);
    expect(progress).toEqual([6, 8]);
  });

  test('marks what matches with its time', () => {
    const recording = memoryRecording(sampleChunks(THIEF, 3));
    expect(matching(recording, 'std').marks(10)).toEqual([
      { row: 3, time: 3000 },
      { row: 6, time: 6000 },
    ]);
  });

  test('says what is wrong with a filter, and where', () => {
    const checked = matchingRows(memoryRecording([]), 'denied famly:files');
    expect(checked).toMatchObject({ ok: false, fault: { code: 'field', from: 7, to: 12, meant: 'family' } });
  });
});

describe('nextFailure()', () => {
  const recording = memoryRecording(sampleChunks(THIEF, 2));

  test('goes from one denied or failed call to the next, both ways', () => {
    const rows = (backwards: boolean): (number | undefined)[] =>
      [-1, 0, 4, 5, 7, 8].map((from) => nextFailure(recording, from, backwards)?.row);
    expect(rows(false)).toEqual([0, 5, 5, undefined, undefined, undefined]);
    expect(rows(true)).toEqual([undefined, undefined, 0, 0, 5, 5]);
  });

  test('looks only among the rows that match, and gives the place there', () => {
    expect(nextFailure(recording, 0, false, matching(recording, 'files'))).toEqual({ row: 5, place: 3 });
    expect(nextFailure(recording, -1, false, matching(recording, 'time'))).toBeUndefined();
    expect(nextFailure(memoryRecording([]), -1, false)).toBeUndefined();
  });
});
