// What the calls of a range of time come to. Chunks that lie inside of it are not looked at again.
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';
import { bytesTouched, bytesTouchedIn } from './bytes-touched.ts';
import { runShape } from './run-shape.ts';
import type { TimeSpan } from './time-span.ts';

const DENIED = CALL_OUTCOMES.indexOf('denied');
const ERROR = CALL_OUTCOMES.indexOf('error');

export interface RangeTotals {
  readonly calls: number;
  readonly denials: number;
  readonly errors: number;
  /** Of guest memory that the host read or wrote. */
  readonly bytes: number;
}

/** Bytes of each chunk, as far as they were asked for. Nothing but a memory of pure results: a chunk never changes. */
const kept = new WeakMap<Recording, (number | undefined)[]>();

/**
 * Reads, whole, `most` rows or a little more of the chunks that lie inside the range, for their bytes; answers whether that
 * were all. Called in turns before `rangeTotals`, as `gatherOverview` is.
 */
export function gatherRange(recording: Recording, span: TimeSpan, most: number): boolean {
  const bytes = bytesOf(recording);
  let rows = 0;
  for (const [number, chunk] of runShape(recording).chunkTotals.entries()) {
    if (!isInside(chunk, span) || bytes[number] !== undefined) continue;
    if (rows >= most) return false;
    bytes[number] = bytesTouchedIn(recording.chunk(number));
    rows += recording.chunks[number]?.rows ?? 0;
  }
  return true;
}

/** The calls that began within the range. Costs two chunks, once `gatherRange` has read the others. */
export function rangeTotals(recording: Recording, span: TimeSpan): RangeTotals {
  gatherRange(recording, span, Infinity);
  const bytes = bytesOf(recording);
  let totals: RangeTotals = { calls: 0, denials: 0, errors: 0, bytes: 0 };
  for (const [number, chunk] of runShape(recording).chunkTotals.entries()) {
    if (chunk.to < span.from || chunk.from > span.to) continue;
    const calls = recording.chunks[number]?.rows ?? 0;
    const whole = { ...chunk, calls, bytes: bytes[number] ?? 0 };
    totals = added(totals, isInside(chunk, span) ? whole : totalsWithin(recording.chunk(number), span.from, span.to));
  }
  return totals;
}

function bytesOf(recording: Recording): (number | undefined)[] {
  const bytes = kept.get(recording) ?? [];
  kept.set(recording, bytes);
  return bytes;
}

function isInside(chunk: TimeSpan, span: TimeSpan): boolean {
  return chunk.from >= span.from && chunk.to <= span.to;
}

function totalsWithin(chunk: Chunk, from: number, to: number): RangeTotals {
  let [calls, denials, errors, bytes] = [0, 0, 0, 0];
  for (let row = 0; row < chunk.rows; row++) {
    const start = chunk.start[row] ?? 0;
    if (start < from || start > to) continue;
    calls++;
    bytes += bytesTouched(chunk, row);
    if (chunk.outcome[row] === DENIED) denials++;
    else if (chunk.outcome[row] === ERROR) errors++;
  }
  return { calls, denials, errors, bytes };
}

function added(one: RangeTotals, other: RangeTotals): RangeTotals {
  return {
    calls: one.calls + other.calls,
    denials: one.denials + other.denials,
    errors: one.errors + other.errors,
    bytes: one.bytes + other.bytes,
  };
}
