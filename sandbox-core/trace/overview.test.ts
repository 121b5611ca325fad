import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryRecording } from '../../test/fixtures/sessions/memory-recording.ts';
import { sampleChunks, THIEF, type SampleCall } from '../../test/fixtures/sessions/sample-recording.ts';
import { FAMILIES } from '../base/family.ts';
import { chunkOutput } from './output.ts';
import { overview } from './overview.ts';
import { OverviewWindow } from './overview-window.ts';
import { rangeTotals } from './range-totals.ts';
import { gatherOverview } from './run-shape.ts';

function calls(count: number, call: (index: number) => Partial<SampleCall>): SampleCall[] {
  return Array.from({ length: count }, (_, index) => ({ name: 'fd_read', arguments: [], action: 'fs.read', ...call(index) }));
}

describe('overview()', () => {
  test('counts calls by family and bucket, and carries memory on', () => {
    const { calls, ...rest } = overview(
      memoryRecording(sampleChunks(THIEF.map((call, index) => ({ ...call, start: index * 100 })))),
      4,
    );
    const byBucket = Array.from({ length: 4 }, (_, bucket) => [...calls.slice(bucket * 7, bucket * 7 + 7)]);
    expect(byBucket).toEqual([
      [4, 1, 0, 0, 0, 2, 1],
      [0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0],
    ]);
    expect(rest).toEqual({
      end: 41_300,
      span: { from: 0, to: 41_300 },
      memory: Uint32Array.of(34, 34, 34, 34),
      fuel: new Float64Array(),
      marks: [
        { row: 0, time: 0, outcome: 'denied' },
        { row: 5, time: 500, outcome: 'error' },
        { row: 7, time: 700, outcome: 'ended' },
      ],
      totals: [4, 1, 0, 0, 0, 2, 1],
    });
  });

  test('loses no call, whatever the times and the number of buckets', () => {
    const times = fc.array(fc.double({ min: 0, max: 1e13, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 300 }), (starts, buckets) => {
        const recording = memoryRecording(
          sampleChunks(
            calls(starts.length, (index) => ({ start: starts[index] ?? 0 })),
            7,
          ),
        );
        const { calls: counted, totals } = overview(recording, buckets);
        expect(counted.reduce((sum, count) => sum + count, 0)).toBe(starts.length);
        expect(totals[0]).toBe(starts.length);
      }),
      { numRuns: 50 },
    );
  });

  test('puts calls that come evenly into even buckets', () => {
    const recording = memoryRecording(sampleChunks(calls(10_000, (index) => ({ start: index * 12_345 }))));
    const { calls: counted } = overview(recording, 100);
    const files = Array.from({ length: 100 }, (_, bucket) => counted[bucket * FAMILIES.length] ?? 0);
    expect([Math.min(...files) >= 98, Math.max(...files) <= 102]).toEqual([true, true]);
  });

  test('can be gathered in turns', () => {
    const recording = memoryRecording(
      sampleChunks(
        calls(100, () => ({})),
        30,
      ),
    );
    expect([1, 60, 1].map((most) => gatherOverview(recording, most))).toEqual([false, false, true]);
    expect(overview(recording, 1).totals[0]).toBe(100);
  });

  test('keeps denials first when there are too many marks', () => {
    const many = calls(20_000, (index) => ({ outcome: index % 100 === 0 ? 'denied' : 'error', result: 2 }));
    const { marks } = overview(memoryRecording(sampleChunks(many)), 10);
    expect([marks.length, marks.filter(({ outcome }) => outcome === 'denied').length]).toEqual([1000, 200]);
    expect(marks.filter(({ row }) => row < 10_000).length).toBeGreaterThan(450);
  });
});

describe('OverviewWindow', () => {
  const recording = memoryRecording(
    sampleChunks(
      calls(4000, (index) => ({
        start: index < 2000 ? index * 1e6 : 2e9 + index,
        outcome: index % 10 === 0 ? 'denied' : 'ok',
        accesses: [['read', 16, 'abc']],
        pages: index < 2000 ? 1 : 9,
      })),
      300,
    ),
  );

  test('shows calls that lie closer than the slices of the whole run', () => {
    const window = new OverviewWindow({ from: 2e9 + 2000, to: 2e9 + 2100 }, 10);
    while (!window.takeIn(recording, 1));
    const { calls: counted, memory, marks, totals } = window.overview(recording);
    expect(Array.from({ length: 10 }, (_, bucket) => counted[bucket * 7])).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 11]);
    expect([memory[0], totals[0], marks.length, marks[0]?.time]).toEqual([9, 101, 11, 2e9 + 2000]);
  });

  test('of a wide span is made of slices, and is as good as a count', () => {
    const window = new OverviewWindow({ from: 0, to: 1e9 }, 10);
    expect(window.takeIn(recording, 1)).toBe(true);
    const { calls: counted, memory } = window.overview(recording);
    const files = Array.from({ length: 10 }, (_, bucket) => counted[bucket * 7] ?? 0);
    expect([Math.min(...files) >= 98, Math.max(...files) <= 102, memory[0]]).toEqual([true, true, 1]);
  });

  test('carries memory into a stretch without calls', () => {
    const window = new OverviewWindow({ from: 1e9 + 1, to: 1e9 + 100 }, 3);
    window.takeIn(recording, 1e9);
    expect([...window.overview(recording).memory]).toEqual([1, 1, 1]);
  });

  test('rangeTotals() counts what began within the range, chunks cut or whole', () => {
    expect(rangeTotals(recording, { from: 250e6, to: 2e9 + 2499 })).toEqual({
      calls: 2250,
      denials: 225,
      errors: 0,
      bytes: 6750,
    });
    expect(rangeTotals(recording, { from: 1.5, to: 2 })).toEqual({ calls: 0, denials: 0, errors: 0, bytes: 0 });
  });
});

describe('chunkOutput()', () => {
  test('gives output in order', () => {
    const pieces = sampleChunks(THIEF).flatMap(chunkOutput);
    expect(pieces.map(({ from, bytes }) => [from, new TextDecoder().decode(bytes)])).toEqual([
      ['stdout', 'hello\n'],
      ['stderr', '\u001b[31mno\u202e'],
    ]);
  });
});

test('tells the instructions until the last call of each bucket, whole and in part', () => {
  // A call each 100 ns, a million instructions after each.
  const recording = memoryRecording(
    sampleChunks(
      calls(1000, (index) => ({ start: index * 100 })),
      64,
      true,
    ),
  );
  const { fuel, end } = overview(recording, 10);
  expect(end).toBe(99_900);
  expect([...fuel].map((used) => Math.round(used / 1e6))).toEqual([99, 199, 299, 399, 499, 599, 699, 799, 899, 999]);
  const window = new OverviewWindow({ from: 1000, to: 2000 }, 20);
  expect(window.takeIn(recording, Number.MAX_SAFE_INTEGER)).toBe(true);
  const part = window.overview(recording).fuel;
  expect([...part].filter((used) => used > 0).map((used) => used / 1e6)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
});
