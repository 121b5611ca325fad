// The whole run in a row of equal slices of time, as the timeline above every screen draws it.
import { FAMILIES } from '../base/family.ts';
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { Recording } from '../recording/store/recording.ts';
import { runShape, SLICES, type RunShape } from './run-shape.ts';

const MOST_MARKS = 1000;
/** In the order in which they are kept when there are too many. */
const MARKED = ['denied', 'ended', 'error'] as const;

export interface OverviewMark {
  readonly row: number;
  readonly time: number;
  readonly outcome: 'denied' | 'error' | 'ended';
}

export interface Overview {
  /** Nanoseconds from the run's start to the end of its last call. */
  readonly end: number;
  /** Calls of bucket b and family f at `b * 7 + f`; they add up to `totals`. */
  readonly calls: Uint32Array;
  /** Most pages of memory 0 in each bucket; in one without calls, those of the bucket before. */
  readonly memory: Uint32Array;
  /** At most 1,000 by row, thinned evenly, denials kept first. */
  readonly marks: readonly OverviewMark[];
  /** Calls by family. */
  readonly totals: readonly number[];
}

/** Costs the rows since the last time it was asked, and little more. */
export function overview(recording: Recording, buckets: number): Overview {
  const shape = runShape(recording);
  return {
    end: shape.end,
    calls: callsByBucket(shape, buckets),
    memory: memoryByBucket(shape, buckets),
    marks: marksOf(shape),
    totals: [...shape.totals],
  };
}

/**
 * Slices do not end where buckets do. Calls within a slice are taken to lie evenly; what is rounded is their running sum,
 * so that none is lost or counted twice.
 */
function callsByBucket(shape: RunShape, buckets: number): Uint32Array {
  const families = FAMILIES.length;
  const calls = new Uint32Array(buckets * families);
  for (let family = 0; family < families; family++) {
    let slice = 0;
    let whole = 0;
    let before = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const edge = bucket === buckets - 1 ? SLICES : edgeOf(shape, bucket + 1, buckets);
      for (; slice < Math.floor(edge); slice++) whole += shape.calls[slice * families + family] ?? 0;
      const sum = Math.round(whole + (edge - Math.floor(edge)) * (shape.calls[slice * families + family] ?? 0));
      calls[bucket * families + family] = sum - before;
      before = sum;
    }
  }
  return calls;
}

/** Where a bucket begins, counted in slices. */
function edgeOf(shape: RunShape, bucket: number, buckets: number): number {
  return Math.min(SLICES, (shape.end * bucket) / buckets / shape.width);
}

function memoryByBucket(shape: RunShape, buckets: number): Uint32Array {
  const memory = new Uint32Array(buckets);
  for (let bucket = 0; bucket < buckets; bucket++) {
    let most = 0;
    const end = bucket === buckets - 1 ? SLICES : Math.ceil(edgeOf(shape, bucket + 1, buckets));
    for (let slice = Math.floor(edgeOf(shape, bucket, buckets)); slice < end; slice++)
      most = Math.max(most, shape.pages[slice] ?? 0);
    memory[bucket] = most === 0 && bucket > 0 ? (memory[bucket - 1] ?? 0) : most;
  }
  return memory;
}

function marksOf(shape: RunShape): OverviewMark[] {
  const marks: OverviewMark[] = [];
  for (const outcome of MARKED) {
    const list = shape.marks[CALL_OUTCOMES.indexOf(outcome)];
    for (const mark of list?.thinned(MOST_MARKS - marks.length) ?? []) marks.push({ ...mark, outcome });
  }
  return marks.sort((one, other) => one.row - other.row);
}
