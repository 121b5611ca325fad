// A run, or a part of it, in a row of equal slices of time, as the timeline above every screen draws it.
import { FAMILIES } from '../base/family.ts';
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { Recording } from '../recording/store/recording.ts';
import { runShape, SLICES, type MarkList, type RunShape } from './run-shape.ts';
import type { TimeSpan } from './time-span.ts';

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
  /** What the buckets cover. */
  readonly span: TimeSpan;
  /** Calls of bucket b and family f at `b * 7 + f`; they add up to `totals`. */
  readonly calls: Uint32Array;
  /** Most pages of memory 0 in each bucket; in one without calls, those of the bucket before. */
  readonly memory: Uint32Array;
  /** Instructions of the guest at the last call of each bucket, 0 where nothing was called; empty where they were not counted. */
  readonly fuel: Float64Array;
  /** At most 1,000 by row, thinned evenly, denials kept first. */
  readonly marks: readonly OverviewMark[];
  /** Calls by family. */
  readonly totals: readonly number[];
}

/** The whole run. Costs the rows since the last time it was asked, and little more. */
export function overview(recording: Recording, buckets: number): Overview {
  const shape = runShape(recording);
  return overviewOf(shape, buckets, { from: 0, to: shape.end });
}

/** A part of the run, no finer than the slices of its shape. */
export function overviewOf(shape: RunShape, buckets: number, span: TimeSpan): Overview {
  const calls = callsByBucket(shape, buckets, span);
  return {
    end: shape.end,
    span,
    calls,
    memory: memoryByBucket(shape, buckets, span),
    fuel: fuelByBucket(shape, buckets, span),
    marks: marksFrom(shape.marks, span),
    totals: FAMILIES.map((_, family) => sumOf(calls, family)),
  };
}

function sumOf(calls: Uint32Array, family: number): number {
  let sum = 0;
  for (let place = family; place < calls.length; place += FAMILIES.length) sum += calls[place] ?? 0;
  return sum;
}

/**
 * Slices do not end where buckets do. Calls within a slice are taken to lie evenly; what is rounded is their running sum,
 * so that none is lost or counted twice.
 */
function callsByBucket(shape: RunShape, buckets: number, span: TimeSpan): Uint32Array {
  const families = FAMILIES.length;
  const calls = new Uint32Array(buckets * families);
  for (let family = 0; family < families; family++) {
    const begin = edgeOf(shape, 0, buckets, span);
    let slice = Math.floor(begin);
    let whole = 0;
    let before = Math.round((begin - slice) * (shape.calls[slice * families + family] ?? 0));
    for (let bucket = 0; bucket < buckets; bucket++) {
      const edge = edgeOf(shape, bucket + 1, buckets, span);
      for (; slice < Math.floor(edge); slice++) whole += shape.calls[slice * families + family] ?? 0;
      const sum = Math.round(whole + (edge - Math.floor(edge)) * (shape.calls[slice * families + family] ?? 0));
      calls[bucket * families + family] = sum - before;
      before = sum;
    }
  }
  return calls;
}

/** Where a bucket begins, counted in slices; the end of the last one of the whole run is that of all slices. */
function edgeOf(shape: RunShape, bucket: number, buckets: number, { from, to }: TimeSpan): number {
  if (bucket === buckets && to >= shape.end) return SLICES;
  return Math.min(SLICES, Math.max(0, (from + ((to - from) * bucket) / buckets) / shape.width));
}

function memoryByBucket(shape: RunShape, buckets: number, span: TimeSpan): Uint32Array {
  const memory = new Uint32Array(buckets);
  let before = span.from > 0 ? shape.pagesBefore(span.from) : 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    let most = 0;
    const end = Math.ceil(edgeOf(shape, bucket + 1, buckets, span));
    for (let slice = Math.floor(edgeOf(shape, bucket, buckets, span)); slice < end; slice++)
      most = Math.max(most, shape.pages[slice] ?? 0);
    memory[bucket] = before = most === 0 ? before : most;
  }
  return memory;
}

function fuelByBucket(shape: RunShape, buckets: number, span: TimeSpan): Float64Array {
  const all = shape.fuel;
  if (all === undefined) return new Float64Array();
  return Float64Array.from({ length: buckets }, (_, bucket) => {
    const [from, to] = [edgeOf(shape, bucket, buckets, span), edgeOf(shape, bucket + 1, buckets, span)];
    return all.subarray(Math.floor(from), Math.floor(to)).reduce((most, fuel) => Math.max(most, fuel), 0);
  });
}

/** `lists` by place in CALL_OUTCOMES. */
export function marksFrom(lists: readonly MarkList[], span: TimeSpan): OverviewMark[] {
  const marks: OverviewMark[] = [];
  for (const outcome of MARKED) {
    const list = lists[CALL_OUTCOMES.indexOf(outcome)];
    for (const mark of list?.within(span, MOST_MARKS - marks.length) ?? []) marks.push({ ...mark, outcome });
  }
  return marks.sort((one, other) => one.row - other.row);
}
