// What the overview of a run is drawn from, gathered chunk by chunk: calls and memory in narrow slices of time, how many
// calls of each chunk failed, and a thinned list of those. Its size does not grow with the run.
import { FAMILIES } from '../base/family.ts';
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { CallColumns } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';
import { rowFamilies } from './row-family.ts';
import type { TimeSpan } from './time-span.ts';

/** Slices of time. Between half and all of them are in use, so a bucket of 4096 is two slices wide at least. */
export const SLICES = 16_384;

const OK = CALL_OUTCOMES.indexOf('ok');
const DENIED = CALL_OUTCOMES.indexOf('denied');
const ERROR = CALL_OUTCOMES.indexOf('error');
const ENDED = CALL_OUTCOMES.indexOf('ended');

/** Shapes by recording. Nothing but a memory of pure results: a recording's rows never change. */
const kept = new WeakMap<Recording, RunShape>();

/** The shape of all rows that the recording has now. */
export function runShape(recording: Recording): RunShape {
  const shape = shapeOf(recording);
  shape.takeIn(Number.MAX_SAFE_INTEGER);
  return shape;
}

/**
 * Takes in `most` rows or a little more; answers whether that were all. Called in turns before `overview` and `nextFailure`,
 * it keeps a recording of a million calls from holding up everybody else when it is looked at for the first time.
 */
export function gatherOverview(recording: Recording, most: number): boolean {
  return shapeOf(recording).takeIn(most);
}

function shapeOf(recording: Recording): RunShape {
  const shape = kept.get(recording) ?? new RunShape(recording);
  kept.set(recording, shape);
  return shape;
}

/** What a chunk comes to, so that a range of time needs a look only at the chunks it cuts. */
export interface ChunkTotals {
  /** The least and the greatest start of its calls. */
  readonly from: number;
  readonly to: number;
  readonly denials: number;
  readonly errors: number;
}

export class RunShape {
  /** Calls of slice s and family f at `s * 7 + f`. */
  readonly calls = new Uint32Array(SLICES * FAMILIES.length);
  /** Most pages in each slice, 0 where nothing was called. */
  readonly pages = new Uint32Array(SLICES);
  readonly totals = new Float64Array(FAMILIES.length);
  /** Most instructions at a call of each slice, 0 where nothing was called; undefined where they are not counted. */
  fuel: Float64Array | undefined;
  /** Denied and failed calls of each chunk, by its number. */
  readonly failures: number[] = [];
  /** By the number of the chunk. */
  readonly chunkTotals: ChunkTotals[] = [];
  /** Rows that were not ok, by place in CALL_OUTCOMES. */
  readonly marks: readonly MarkList[] = CALL_OUTCOMES.map(() => new MarkList());

  readonly #recording: Recording;
  readonly #familyOf: (chunk: CallColumns, index: number) => number;
  #width = 1;
  #end = 0;

  constructor(recording: Recording) {
    this.#recording = recording;
    this.#familyOf = rowFamilies(recording.header);
  }

  /** Nanoseconds of one slice. */
  get width(): number {
    return this.#width;
  }

  /** When the last call had ended. */
  get end(): number {
    return this.#end;
  }

  takeIn(most: number): boolean {
    const { chunks } = this.#recording;
    for (let rows = 0; this.failures.length < chunks.length && rows < most;) {
      const chunk = this.#recording.columns(this.failures.length);
      this.failures.push(this.#takeChunk(chunk));
      this.chunkTotals.push(totalsOf(chunk));
      rows += chunk.rows;
    }
    return this.failures.length === chunks.length;
  }

  /** Pages of memory at the last calls before a moment. */
  pagesBefore(time: number): number {
    for (let slice = Math.min(SLICES - 1, Math.floor(time / this.#width)); slice >= 0; slice--) {
      const pages = this.pages[slice] ?? 0;
      if (pages > 0) return pages;
    }
    return 0;
  }

  #takeChunk(chunk: CallColumns): number {
    let failures = 0;
    if (chunk.fuel !== undefined) this.fuel ??= new Float64Array(SLICES);
    for (let index = 0; index < chunk.rows; index++) {
      const start = chunk.start[index] ?? 0;
      const slice = this.#sliceOf(start);
      const family = this.#familyOf(chunk, index);
      const place = slice * FAMILIES.length + family;
      this.calls[place] = (this.calls[place] ?? 0) + 1;
      this.totals[family] = (this.totals[family] ?? 0) + 1;
      this.pages[slice] = Math.max(this.pages[slice] ?? 0, chunk.memoryPages[index] ?? 0);
      if (this.fuel !== undefined) this.fuel[slice] = Math.max(this.fuel[slice] ?? 0, chunk.fuel?.[index] ?? 0);
      this.#end = Math.max(this.#end, start + (chunk.duration[index] ?? 0));
      const outcome = chunk.outcome[index] ?? 0;
      if (outcome === OK) continue;
      this.marks[outcome]?.add(chunk.firstRow + index, start);
      if (outcome !== ENDED) failures++;
    }
    return failures;
  }

  #sliceOf(start: number): number {
    while (start >= this.#width * SLICES) this.#widen();
    return Math.floor(start / this.#width);
  }

  /** Twice the time in each slice: pairs become one, the upper half is free. */
  #widen(): void {
    const families = FAMILIES.length;
    for (let slice = 0; slice < SLICES; slice++) {
      const [left, right] = [2 * slice, 2 * slice + 1];
      const inside = right < SLICES;
      this.pages[slice] = inside ? Math.max(this.pages[left] ?? 0, this.pages[right] ?? 0) : 0;
      if (this.fuel !== undefined) this.fuel[slice] = inside ? Math.max(this.fuel[left] ?? 0, this.fuel[right] ?? 0) : 0;
      for (let family = 0; family < families; family++) {
        const sum = (this.calls[left * families + family] ?? 0) + (this.calls[right * families + family] ?? 0);
        this.calls[slice * families + family] = inside ? sum : 0;
      }
    }
    this.#width *= 2;
  }
}

function totalsOf(chunk: CallColumns): ChunkTotals {
  let [from, to, denials, errors] = [Infinity, -Infinity, 0, 0];
  for (let index = 0; index < chunk.rows; index++) {
    const start = chunk.start[index] ?? 0;
    from = Math.min(from, start);
    to = Math.max(to, start);
    const outcome = chunk.outcome[index];
    if (outcome === DENIED) denials++;
    else if (outcome === ERROR) errors++;
  }
  return { from, to, denials, errors };
}

/** Rows with their times, thinned evenly when they become many: every n-th is kept, n a power of two. */
export class MarkList {
  static readonly #most = 2048;
  #rows: number[] = [];
  #times: number[] = [];
  #every = 1;
  #seen = 0;

  add(row: number, time: number): void {
    if (this.#seen++ % this.#every !== 0) return;
    this.#rows.push(row);
    this.#times.push(time);
    if (this.#rows.length < MarkList.#most) return;
    this.#rows = this.#rows.filter((_, index) => index % 2 === 0);
    this.#times = this.#times.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  /** At most so many, evenly over the run. */
  thinned(most: number): { readonly row: number; readonly time: number }[] {
    return this.#chosen(
      this.#rows.map((_, place) => place),
      most,
    );
  }

  /** At most so many of those within a span of time. */
  within({ from, to }: TimeSpan, most: number): { readonly row: number; readonly time: number }[] {
    const isInside = (place: number): boolean => (this.#times[place] ?? 0) >= from && (this.#times[place] ?? 0) <= to;
    return this.#chosen(this.#rows.map((_, place) => place).filter(isInside), most);
  }

  #chosen(places: readonly number[], most: number): { readonly row: number; readonly time: number }[] {
    const count = Math.min(most, places.length);
    return Array.from({ length: count }, (_, index) => {
      const place = places[Math.floor((index * places.length) / count)] ?? 0;
      return { row: this.#rows[place] ?? 0, time: this.#times[place] ?? 0 };
    });
  }
}
