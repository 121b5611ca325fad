// Which host calls wrote the bytes that a guest's memory holds at a moment: for each the last one before it. What no host call
// wrote, the guest did itself, or it was there from the beginning.
import { ACCESS_KINDS } from '../recording/record/call-outcome.ts';
import type { Recording } from '../recording/store/recording.ts';
import { chunkNumberOf } from '../recording/store/recording.ts';

export interface HostWrite {
  /** Addresses, `to` not included. */
  readonly from: number;
  readonly to: number;
  readonly row: number;
}

export interface LastWrites {
  /** By address, none overlapping another. */
  readonly writes: readonly HostWrite[];
  /** False where calls further back were not looked at: what no write is told of may have one. */
  readonly complete: boolean;
}

const WROTE: ReadonlySet<number> = new Set([ACCESS_KINDS.indexOf('wrote'), ACCESS_KINDS.indexOf('secret')]);
const NOBODY = -1;

/** Of the range, by the calls up to `row`, that one included. At most `mostRows` calls are looked at, back from there. */
export function lastWrites(
  recording: Pick<Recording, 'chunks' | 'chunk' | 'rows'>,
  { row, from, length }: { readonly row: number; readonly from: number; readonly length: number },
  mostRows = 200_000,
): LastWrites {
  const by = new Float64Array(length).fill(NOBODY);
  let left = length;
  let looked = 0;
  const last = Math.min(row, recording.rows - 1);
  for (let number = last < 0 ? -1 : chunkNumberOf(recording.chunks, last); number >= 0 && left > 0; number -= 1) {
    if (looked >= mostRows) return { writes: stretches(by, from), complete: false };
    const { firstRow, rows, accessStart, accessKind, accessPointer, accessLength } = recording.chunk(number);
    for (let at = Math.min(rows - 1, last - firstRow); at >= 0 && left > 0; at -= 1) {
      for (let access = (accessStart[at + 1] ?? 0) - 1; access >= (accessStart[at] ?? 0); access -= 1) {
        if (!WROTE.has(accessKind[access] ?? 0)) continue;
        const start = (accessPointer[access] ?? 0) - from;
        const end = Math.min(start + (accessLength[access] ?? 0), length);
        for (let byte = Math.max(0, start); byte < end; byte += 1) {
          if (by[byte] !== NOBODY) continue;
          by[byte] = firstRow + at;
          left -= 1;
        }
      }
    }
    looked += rows;
  }
  return { writes: stretches(by, from), complete: true };
}

function stretches(by: Float64Array, from: number): HostWrite[] {
  const writes: HostWrite[] = [];
  for (let start = 0; start < by.length;) {
    const row = by[start] ?? NOBODY;
    let end = start + 1;
    while (end < by.length && by[end] === row) end += 1;
    if (row !== NOBODY) writes.push({ from: from + start, to: from + end, row });
    start = end;
  }
  return writes;
}
