// Which rows of a recording match a filter: judged once, chunk by chunk, and kept for the next question. While a run goes on
// only its new rows are judged.
import { compileQuery, type Matcher } from '../query/match.ts';
import type { CheckedQuery } from '../query/fault.ts';
import { parseQuery } from '../query/parse.ts';
import type { Query } from '../query/query.ts';
import type { Recording } from '../recording/store/recording.ts';
import type { CallBatch } from './call-batch.ts';
import { MarkList } from './run-shape.ts';
import { SlowCalls } from './slow-calls.ts';
import { traceFields, type Flag } from './trace-fields.ts';
import { TraceSource } from './trace-source.ts';

/** Filters kept for each recording: those of a few views, and the ones before. */
const KEPT_FILTERS = 8;
/** What is slow is told by all calls of a name. While a run goes on it is told anew when a quarter more have come. */
const GROWTH = 1.25;

export interface MatchingRows {
  /** Matching rows found so far. */
  readonly count: number;
  /** Rows looked at so far. */
  readonly judged: number;
  /** The matching row at this place, from 0. */
  rowAt(place: number): number;
  /** The first place whose row is `row` or behind it; `count` where there is none. */
  placeOf(row: number): number;
  /** The rows at these places, as far as they are there. */
  rows(from: number, count: number): Float64Array;
  /** At most so many of them with their times, evenly over all; none where every row matches. */
  marks(most: number): readonly { readonly row: number; readonly time: number }[];
}

export interface JudgingOptions {
  /** Looked at after each chunk; what was found until then is kept, and the next call goes on from there. */
  readonly signal?: { readonly aborted: boolean };
  /** Stops after so many rows or a little more. */
  readonly most?: number;
  readonly onProgress?: (judged: number, all: number) => void;
  /** Rows that `is:marked` finds. Another set makes the filter begin anew; none makes `is:marked` a fault. */
  readonly marked?: ReadonlySet<number>;
}

const NO_MARKS: ReadonlySet<number> = new Set();

/** Filters by recording and text. Nothing but a memory of pure results: a recording's rows never change. */
const kept = new WeakMap<Recording, Map<string, Matching>>();

/** Judges what is not judged yet; refused where the text is no filter. */
export function matchingRows(recording: Recording, where: string, options: JudgingOptions = {}): CheckedQuery<MatchingRows> {
  const filters = kept.get(recording) ?? new Map<string, Matching>();
  kept.set(recording, filters);
  let matching = filters.get(where);
  if (matching === undefined || !matching.isFor(options.marked)) {
    const query = parseQuery(where, traceFields(recording.header, options.marked !== undefined));
    if (!query.ok) return query;
    matching = new Matching(recording, query.value, options.marked);
  }
  // Re-entered at the end: the first is the one unused for longest.
  filters.delete(where);
  filters.set(where, matching);
  for (const oldest of filters.keys()) {
    if (filters.size <= KEPT_FILTERS) break;
    filters.delete(oldest);
  }
  matching.judge(options);
  return { ok: true, value: matching };
}

class Matching implements MatchingRows {
  readonly marked: ReadonlySet<number> | undefined;
  readonly #recording: Recording;
  readonly #query: Query;
  readonly #matchesAll: boolean;
  /** Undefined where the filter does not ask what is slow. */
  #slow: SlowCalls | undefined;
  #source: TraceSource;
  #matcher: Matcher<CallBatch>;
  readonly #mask = new Uint8Array(4096);
  #rows = new Uint32Array(1024);
  #marks = new MarkList();
  #count = 0;
  #chunks = 0;
  #judged = 0;
  #readsWhole = false;
  /** Whether the run had ended when what is slow was told last. */
  #wasWhole = false;

  constructor(recording: Recording, query: Query, marked: ReadonlySet<number> | undefined) {
    this.#recording = recording;
    this.#query = query;
    this.marked = marked;
    this.#matchesAll = query.kind === 'all';
    [this.#source, this.#matcher] = this.#compiled();
  }

  /** Whether it answers for these marks: they matter only to a filter that asks for them. */
  isFor(marked: ReadonlySet<number> | undefined): boolean {
    if (this.marked === marked) return true;
    return this.marked !== undefined && marked !== undefined && !asksFor('marked', this.#query);
  }

  get count(): number {
    return this.#matchesAll ? this.#recording.rows : this.#count;
  }

  get judged(): number {
    return this.#matchesAll ? this.#recording.rows : this.#judged;
  }

  rowAt(place: number): number {
    return this.#matchesAll ? place : (this.#rows[place] ?? 0);
  }

  placeOf(row: number): number {
    if (this.#matchesAll) return Math.min(row, this.count);
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[middle] ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  rows(from: number, count: number): Float64Array {
    const length = Math.max(0, Math.min(count, this.count - from));
    return Float64Array.from({ length }, (_, index) => this.rowAt(from + index));
  }

  marks(most: number): readonly { readonly row: number; readonly time: number }[] {
    return this.#marks.thinned(most);
  }

  judge(options: JudgingOptions): void {
    if (this.#matchesAll) return;
    const most = options.most ?? Number.MAX_SAFE_INTEGER;
    if (!this.#knowsSlow(most, options)) return;
    const until = this.#judged + most;
    while (this.#chunks < this.#recording.chunks.length && this.#judged < until && options.signal?.aborted !== true) {
      this.#judgeChunk(this.#chunks);
      options.onProgress?.(this.#judged, this.#recording.rows);
    }
  }

  /** Takes in what tells slow calls, where the filter asks; begins anew where more calls may tell it otherwise. */
  #knowsSlow(most: number, { signal }: JudgingOptions): boolean {
    if (!asksFor('slow', this.#query)) return true;
    const { rows, outcome } = this.#recording;
    const whole = outcome !== undefined;
    const known = this.#slow?.rows ?? 0;
    const isOld = this.#chunks > 0 && rows > known && (rows > known * GROWTH || (whole && !this.#wasWhole));
    if (this.#slow === undefined || isOld) this.#beginAnew();
    // Once judging has begun the limits stand, until it begins anew.
    if (this.#chunks > 0) return true;
    for (let taken = 0; taken < most && signal?.aborted !== true; taken += 4096) {
      if (!(this.#slow?.takeIn(4096) ?? true)) continue;
      this.#wasWhole = whole;
      return true;
    }
    return false;
  }

  #beginAnew(): void {
    this.#slow ??= new SlowCalls(this.#recording);
    [this.#source, this.#matcher] = this.#compiled();
    this.#count = this.#chunks = this.#judged = 0;
    this.#marks = new MarkList();
  }

  #compiled(): [TraceSource, Matcher<CallBatch>] {
    const { header } = this.#recording;
    const slow = this.#slow ?? new SlowCalls(this.#recording);
    const table = traceFields(header, this.marked !== undefined);
    const source = new TraceSource(header, table, { slow, marked: this.marked ?? NO_MARKS });
    return [source, compileQuery(this.#query, source)];
  }

  #judgeChunk(number: number): void {
    // A filter that needed the whole of the last chunk will of this one.
    const chunk = this.#readsWhole ? this.#recording.chunk(number) : this.#recording.columns(number);
    if (this.#count + chunk.rows > this.#rows.length) {
      const larger = new Uint32Array(2 * this.#rows.length + chunk.rows);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    const batch = this.#source.batch({
      columns: chunk,
      whole: () => this.#recording.chunk(number),
      fuelBefore: () => (number === 0 ? 0 : (this.#recording.columns(number - 1).fuel?.at(-1) ?? 0)),
    });
    this.#matcher.judge(batch, this.#mask);
    this.#readsWhole = batch.isWhole;
    for (let index = 0; index < chunk.rows; index++) {
      if (this.#mask[index] !== 1) continue;
      this.#rows[this.#count++] = chunk.firstRow + index;
      this.#marks.add(chunk.firstRow + index, chunk.start[index] ?? 0);
    }
    this.#chunks++;
    this.#judged += chunk.rows;
  }
}

function asksFor(flag: Flag, query: Query): boolean {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.parts.some((part) => asksFor(flag, part));
    case 'not':
      return asksFor(flag, query.part);
    case 'field':
      return query.test.kind === 'is' && query.field === 'is' && query.test.text === flag;
    default:
      return false;
  }
}
