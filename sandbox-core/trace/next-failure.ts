// From one denied or failed call to the next, without a look at the thousands of good ones between them.
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import { chunkNumberOf, type Recording } from '../recording/store/recording.ts';
import type { MatchingRows } from './matching-rows.ts';
import { runShape } from './run-shape.ts';

const DENIED = CALL_OUTCOMES.indexOf('denied');
const ERROR = CALL_OUTCOMES.indexOf('error');

export interface FailurePlace {
  readonly row: number;
  /** Its place among the rows it was looked for in. */
  readonly place: number;
}

/**
 * The nearest denied or failed call after row `from` (before it, when `backwards`), of those in `among` where given.
 * `from` may be -1 or the number of rows, to look from either end.
 */
export function nextFailure(
  recording: Recording,
  from: number,
  backwards: boolean,
  among?: MatchingRows,
): FailurePlace | undefined {
  const { failures } = runShape(recording);
  const step = backwards ? -1 : 1;
  const first = Math.min(Math.max(from + step, 0), recording.rows - 1);
  // Already at the end one goes to, or nothing there at all.
  if (first < 0 || first === from || (backwards ? from <= 0 : from >= recording.rows - 1)) return undefined;
  for (let number = chunkNumberOf(recording.chunks, first); number >= 0 && number < failures.length; number += step) {
    if (failures[number] === 0) continue;
    const chunk = recording.columns(number);
    const last = chunk.firstRow + chunk.rows - 1;
    const begin = backwards ? Math.min(first, last) : Math.max(first, chunk.firstRow);
    for (let row = begin; row >= chunk.firstRow && row <= last; row += step) {
      const outcome = chunk.outcome[row - chunk.firstRow];
      if (outcome !== DENIED && outcome !== ERROR) continue;
      const place = placeIn(among, row);
      if (place !== undefined) return { row, place };
    }
  }
  return undefined;
}

function placeIn(among: MatchingRows | undefined, row: number): number | undefined {
  if (among === undefined) return row;
  const place = among.placeOf(row);
  return place < among.count && among.rowAt(place) === row ? place : undefined;
}
