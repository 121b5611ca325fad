// A part of the run at the resolution of a picture. Where the picture is coarser than the slices of the run's shape they are
// enough; where it is finer the calls themselves are counted, chunk by chunk, so that ten milliseconds of an hour show detail.
import { FAMILIES } from '../base/family.ts';
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { CallColumns } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';
import { marksFrom, overviewOf, type Overview } from './overview.ts';
import { rowFamilies } from './row-family.ts';
import { MarkList, runShape, type RunShape } from './run-shape.ts';
import type { TimeSpan } from './time-span.ts';

/** Buckets that are narrower than so many slices are counted from calls. */
const LEAST_SLICES = 2;

export class OverviewWindow {
  readonly #span: TimeSpan;
  readonly #buckets: number;
  readonly #calls: Uint32Array;
  readonly #memory: Uint32Array;
  #fuel = new Float64Array();
  readonly #totals = Array.from(FAMILIES, () => 0);
  readonly #marks = CALL_OUTCOMES.map(() => new MarkList());
  #chunk = 0;

  /** `span` is not empty. */
  constructor(span: TimeSpan, buckets: number) {
    this.#span = span;
    this.#buckets = buckets;
    this.#calls = new Uint32Array(buckets * FAMILIES.length);
    this.#memory = new Uint32Array(buckets);
  }

  /** Takes in `most` rows or a little more; answers whether that were all. Another reader of the same recording may come each time. */
  takeIn(recording: Recording, most: number): boolean {
    const shape = runShape(recording);
    if (this.#isCoarse(shape)) return true;
    const familyOf = rowFamilies(recording.header);
    for (let rows = 0; this.#chunk < shape.chunkTotals.length && rows < most; this.#chunk++) {
      const totals = shape.chunkTotals[this.#chunk];
      if (totals === undefined || totals.to < this.#span.from || totals.from > this.#span.to) continue;
      const chunk = recording.columns(this.#chunk);
      this.#takeChunk(chunk, familyOf);
      rows += chunk.rows;
    }
    return this.#chunk === shape.chunkTotals.length;
  }

  overview(recording: Recording): Overview {
    const shape = runShape(recording);
    if (this.#isCoarse(shape)) return overviewOf(shape, this.#buckets, this.#span);
    this.#carryMemory(shape);
    return {
      end: shape.end,
      span: this.#span,
      calls: this.#calls,
      memory: this.#memory,
      fuel: this.#fuel,
      marks: marksFrom(this.#marks, this.#span),
      totals: this.#totals,
    };
  }

  #isCoarse(shape: RunShape): boolean {
    return (this.#span.to - this.#span.from) / this.#buckets >= LEAST_SLICES * shape.width;
  }

  #takeChunk(chunk: CallColumns, familyOf: (chunk: CallColumns, index: number) => number): void {
    const { from, to } = this.#span;
    if (chunk.fuel !== undefined && this.#fuel.length === 0) this.#fuel = new Float64Array(this.#buckets);
    for (let index = 0; index < chunk.rows; index++) {
      const start = chunk.start[index] ?? 0;
      if (start < from || start > to) continue;
      const bucket = Math.min(this.#buckets - 1, Math.floor(((start - from) / (to - from)) * this.#buckets));
      const family = familyOf(chunk, index);
      const place = bucket * FAMILIES.length + family;
      this.#calls[place] = (this.#calls[place] ?? 0) + 1;
      this.#totals[family] = (this.#totals[family] ?? 0) + 1;
      this.#memory[bucket] = Math.max(this.#memory[bucket] ?? 0, chunk.memoryPages[index] ?? 0);
      if (chunk.fuel !== undefined) this.#fuel[bucket] = Math.max(this.#fuel[bucket] ?? 0, chunk.fuel[index] ?? 0);
      this.#marks[chunk.outcome[index] ?? 0]?.add(chunk.firstRow + index, start);
    }
  }

  /** In a bucket without calls memory is as it was before. */
  #carryMemory(shape: RunShape): void {
    let before = shape.pagesBefore(this.#span.from);
    for (const [bucket, pages] of this.#memory.entries()) this.#memory[bucket] = before = pages === 0 ? before : pages;
  }
}
