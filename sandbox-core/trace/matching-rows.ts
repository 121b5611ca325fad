// Which rows of a recording match a filter: judged once, chunk by chunk, and kept for the next question. While a run goes on
// only its new rows are judged.
import type { Checked } from '../base/diagnostic.ts';
import { FAMILIES } from '../base/family.ts';
import { visibleText } from '../base/visible-text.ts';
import { matchRow, parseQuery, type Query } from '../query/plain-word.ts';
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';
import { describeCall } from './describe-call.ts';
import { rowFamilies } from './row-family.ts';
import { signatureAt } from './trace-rows.ts';
import { WordPlaces } from './word-places.ts';

/** Filters kept for each recording: those of a few views, and the one before. */
const KEPT_FILTERS = 8;

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
}

export interface JudgingOptions {
  /** Looked at after each chunk; what was found until then is kept, and the next call goes on from there. */
  readonly signal?: { readonly aborted: boolean };
  /** Stops after so many rows or a little more. */
  readonly most?: number;
  readonly onProgress?: (judged: number, all: number) => void;
}

/** Filters by recording and text. Nothing but a memory of pure results: a recording's rows never change. */
const kept = new WeakMap<Recording, Map<string, Matching>>();

/** Judges what is not judged yet; refused where the text is no filter. */
export function matchingRows(recording: Recording, where: string, options: JudgingOptions = {}): Checked<MatchingRows> {
  const filters = kept.get(recording) ?? new Map<string, Matching>();
  kept.set(recording, filters);
  let matching = filters.get(where);
  if (matching === undefined) {
    const query = parseQuery(where);
    if (!query.ok) return query;
    matching = new Matching(recording, query.value);
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
  readonly #recording: Recording;
  readonly #query: Query;
  readonly #words: readonly WordPlaces[];
  readonly #names: readonly string[];
  readonly #familyOf: (chunk: Chunk, index: number) => number;
  #rows = new Uint32Array(1024);
  #count = 0;
  #chunks = 0;
  #judged = 0;

  constructor(recording: Recording, query: Query) {
    this.#recording = recording;
    this.#query = query;
    this.#words = query.words.map((word) => new WordPlaces(word, recording.header));
    this.#names = recording.header.signatures.map(({ name }) => visibleText(name));
    this.#familyOf = rowFamilies(recording.header);
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

  judge(options: JudgingOptions): void {
    if (this.#matchesAll) return;
    const until = this.#judged + (options.most ?? Number.MAX_SAFE_INTEGER);
    while (this.#chunks < this.#recording.chunks.length && this.#judged < until && options.signal?.aborted !== true) {
      this.#judgeChunk(this.#recording.chunk(this.#chunks));
      options.onProgress?.(this.#judged, this.#recording.rows);
    }
  }

  get #matchesAll(): boolean {
    return this.#query.words.length === 0;
  }

  #judgeChunk(chunk: Chunk): void {
    if (this.#count + chunk.rows > this.#rows.length) {
      const larger = new Uint32Array(2 * this.#rows.length + chunk.rows);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    for (let index = 0; index < chunk.rows; index++) {
      if (this.#matches(chunk, index)) this.#rows[this.#count++] = chunk.firstRow + index;
    }
    this.#chunks++;
    this.#judged += chunk.rows;
  }

  #matches(chunk: Chunk, index: number): boolean {
    const family = this.#familyOf(chunk, index);
    let describe = false;
    for (const word of this.#words) {
      const occurrence = word.occurrence(chunk, index, family);
      if (occurrence === 'absent') return false;
      if (occurrence === 'perhaps') describe = true;
    }
    return !describe || matchRow(this.#query, this.#texts(chunk, index, family));
  }

  /** The texts of a row as the Trace screen shows them. */
  #texts(chunk: Chunk, index: number, family: number): string[] {
    const text = describeCall(signatureAt(this.#recording, chunk, index), chunk, index);
    const outcome = CALL_OUTCOMES[chunk.outcome[index] ?? 0] ?? '';
    return [this.#names[chunk.signature[index] ?? 0] ?? '?', text.arguments, text.result, FAMILIES[family] ?? '', outcome];
  }
}
