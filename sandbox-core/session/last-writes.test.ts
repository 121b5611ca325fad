import { expect, test } from 'vitest';
import { ACCESS_KINDS } from '../recording/record/call-outcome.ts';
import { ChunkBuilder } from '../recording/record/chunk-builder.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import { lastWrites } from './last-writes.ts';

type Access = readonly [kind: (typeof ACCESS_KINDS)[number], pointer: number, length: number];

/** A chunk for each list of calls. */
function recordingOf(...chunks: readonly (readonly (readonly Access[])[])[]): Parameters<typeof lastWrites>[0] {
  let row = 0;
  const made = chunks.map((calls): Chunk => {
    const builder = new ChunkBuilder(row);
    for (const accesses of calls) {
      builder.row(0, 0, 0, 0, row, 0, 0, 1);
      for (const [kind, pointer, length] of accesses)
        builder.access(ACCESS_KINDS.indexOf(kind), pointer, length, new Int32Array(Math.ceil(length / 4)), 0, length);
      row += 1;
    }
    const chunk = builder.take();
    if (chunk === undefined) throw new Error('no rows');
    return chunk;
  });
  const entries = made.map(({ firstRow, rows }) => ({ firstRow, rows }));
  return { rows: row, chunks: entries, chunk: (number) => made[number] as Chunk };
}

const RECORDING = recordingOf(
  [[['wrote', 100, 20]], [['read', 100, 20]], [['wrote', 104, 4]]],
  [
    [
      ['wrote', 96, 8],
      ['wrote', 118, 8],
    ],
    [['wrote', 100, 20]],
  ],
);

test('each byte is of the last call that wrote it, up to the moment', () => {
  expect(lastWrites(RECORDING, { row: 3, from: 96, length: 32 })).toEqual({
    writes: [
      { from: 96, to: 104, row: 3 },
      { from: 104, to: 108, row: 2 },
      { from: 108, to: 118, row: 0 },
      { from: 118, to: 126, row: 3 },
    ],
    complete: true,
  });
  expect(lastWrites(RECORDING, { row: 1, from: 96, length: 16 }).writes).toEqual([{ from: 100, to: 112, row: 0 }]);
  expect(lastWrites(RECORDING, { row: 99, from: 100, length: 4 }).writes).toEqual([{ from: 100, to: 104, row: 4 }]);
});

test('before the first call nobody wrote; what lies too far back is said to be unknown', () => {
  expect(lastWrites(RECORDING, { row: -1, from: 96, length: 32 })).toEqual({ writes: [], complete: true });
  expect(lastWrites(RECORDING, { row: 4, from: 96, length: 32 }, 2)).toEqual({
    writes: [
      { from: 96, to: 100, row: 3 },
      { from: 100, to: 120, row: 4 },
      { from: 120, to: 126, row: 3 },
    ],
    complete: false,
  });
});
