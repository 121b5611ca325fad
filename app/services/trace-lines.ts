// The lines of a trace that a page asked for, each a call or a run of like calls, and the table they are sent in.
import { foldIndex, traceRowsAt, type FoldLine, type MatchingRows, type Recording } from '../../sandbox-core/index.ts';
import type { CommandInput } from '../contract/contract.ts';
import { encodeTable } from '../contract/table.ts';

/** Every call is a line of its own, or those that `fold` asks for. */
export function linesOf(
  recording: Recording,
  matching: MatchingRows,
  { from, count, fold }: CommandInput<'trace.rows'>,
): readonly FoldLine[] {
  if (fold !== undefined) return foldIndex(recording, matching).lines(from, count, fold);
  return Array.from(matching.rows(from, count), (row) => ({ row, alike: 1, head: row, last: row, least: 0, most: 0 }));
}

export function tableOf(recording: Recording, lines: readonly FoldLine[]): Uint8Array<ArrayBuffer> {
  const rows = traceRowsAt(
    recording,
    lines.map(({ row }) => row),
  );
  const { time, duration, family, outcome, rule, edited, memory, bytes, computed, name, arguments: given, result } = rows;
  return encodeTable({
    row: Uint32Array.from(rows.row),
    ...{ time, duration, family, outcome, rule, edited, memory, bytes, computed, name, arguments: given, result },
    alike: Uint32Array.from(lines, ({ alike }) => alike),
    head: Uint32Array.from(lines, ({ head }) => head),
    last: Uint32Array.from(lines, ({ last }) => last),
    least: Float64Array.from(lines, ({ least }) => least),
    most: Float64Array.from(lines, ({ most }) => most),
    until: Float64Array.from(lines, ({ last }) => endOf(recording, last)),
  });
}

function endOf(recording: Recording, row: number): number {
  const chunk = recording.chunkOf(row);
  return (chunk.start[row - chunk.firstRow] ?? 0) + (chunk.duration[row - chunk.firstRow] ?? 0);
}
