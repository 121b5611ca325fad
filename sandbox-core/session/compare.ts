// Two recordings held against each other: which calls of one are calls of the other, and what differs between those. Done in
// turns; the result is columns by line and answers windows, so that a million calls cost no more than those in view.
//
//   keys of both → shortest edit script over exact keys → within each gap, over keys of function and arguments → each pair
//   byte by byte
import { messageOf, SandboxError } from '../base/errors.ts';
import type { Recording } from '../recording/store/recording.ts';
import { Aligner, type Sequence } from './align.ts';
import { callDifference, CHANGE, REAL_CHANGES, sideOf, turnTo, type Side } from './call-difference.ts';
import { KeyMaker, type Keys } from './call-key.ts';
import { FunctionNumbers, type CallShape } from './call-shape.ts';
import { STRETCH_KINDS, stretchAt, stretchesOf, type Stretches } from './stretches.ts';

/** Both recordings as they are now: asked for at each turn, since they may have been closed and opened again meanwhile. */
export type RecordingPair = () => readonly [a: Recording, b: Recording];

export interface CompareOptions {
  /** Looked at between steps; what was done until then is kept, and the next call goes on from there. */
  readonly signal?: { readonly aborted: boolean };
  /** Stops after about so many rows' worth of steps. */
  readonly most?: number;
  readonly onProgress?: (done: number, all: number) => void;
}

/** Lines of the aligned list as columns. */
export interface AlignedLines {
  /** Index into STRETCH_KINDS. */
  readonly kind: Uint8Array;
  /** Row in a; -1 for `added`. */
  readonly rowA: Float64Array;
  /** Row in b; -1 for `gone`. */
  readonly rowB: Float64Array;
  /** Bits of CHANGE; 0 for rows without a partner. */
  readonly changes: Uint8Array;
}

/** Calls of one function. `same` counts pairs without a difference but chance; `changed` those with one. */
export interface FunctionCounts {
  /** Name as recorded: guest text where the recording is not ours. */
  readonly name: string;
  same: number;
  changed: number;
  gone: number;
  added: number;
  /** Of `same`: those that differ by chance. */
  chance: number;
  slower: number;
}

export interface ComparisonSummary {
  /** By function, in the order of their first calls' signatures; none that was never called. */
  readonly functions: readonly FunctionCounts[];
  readonly lines: number;
  /** Lines that differ in more than chance. */
  readonly differences: number;
  /** The first of them; undefined where there is none. */
  readonly firstDifference: number | undefined;
  /** Whether a shorter list of differences may exist: the work had passed its bound. */
  readonly approximated: boolean;
  /** Whether the recordings have more rows than are compared. */
  readonly cut: boolean;
}

/** Rows of each side that are compared: some 40 bytes a row while it works. */
const MOST_ROWS = 4 << 20;
/** What one step of the alignment stands for in rows, for `most`. */
const ROWS_A_STEP = 4096;
/** Small gaps aligned before others get their turn. */
const GAPS_A_STEP = 1024;

const SAME = STRETCH_KINDS.indexOf('same');
const GONE = STRETCH_KINDS.indexOf('gone');

export class Comparison {
  readonly #recordings: RecordingPair;
  readonly #rowsA: number;
  readonly #rowsB: number;
  readonly #cut: boolean;
  readonly #names = new FunctionNumbers();
  readonly #shapesA: readonly CallShape[];
  readonly #shapesB: readonly CallShape[];
  readonly #steps: Generator<void, void>;
  #done = 0;
  #finished = false;
  #fault: Error | undefined;
  #approximated = false;
  #stretches: Stretches = stretchesOf(new Uint8Array(0), new Uint8Array(0));
  /** By pair. */
  #changes = new Uint8Array(0);
  #functions: FunctionCounts[] = [];
  #differences = 0;
  #first: number | undefined;

  /** Compares the rows that both have now. */
  constructor(recordings: RecordingPair) {
    const [a, b] = recordings();
    this.#recordings = recordings;
    this.#rowsA = Math.min(a.rows, MOST_ROWS);
    this.#rowsB = Math.min(b.rows, MOST_ROWS);
    this.#cut = a.rows > MOST_ROWS || b.rows > MOST_ROWS;
    this.#shapesA = this.#names.shapes(a.header.signatures);
    this.#shapesB = this.#names.shapes(b.header.signatures);
    this.#steps = this.#work();
  }

  /** Goes on with the work; answers whether it is done. Throws what reading the recordings throws, and again each time after. */
  work(options: CompareOptions = {}): boolean {
    if (this.#fault !== undefined) throw this.#fault;
    const until = this.#done + (options.most ?? Number.MAX_SAFE_INTEGER);
    while (!this.#finished && this.#done < until && options.signal?.aborted !== true) {
      this.#finished = this.#step();
      options.onProgress?.(this.#finished ? this.#all : Math.min(this.#done, this.#all), this.#all);
    }
    return this.#finished;
  }

  /** Lines of the aligned list. Zero until `work` has answered true, as all that follows. */
  get lines(): number {
    return this.#stretches.lines;
  }

  get stretches(): Stretches {
    return this.#stretches;
  }

  summary(): ComparisonSummary {
    return {
      functions: this.#functions.filter(({ same, changed, gone, added }) => same + changed + gone + added > 0),
      lines: this.#stretches.lines,
      differences: this.#differences,
      firstDifference: this.#first,
      approximated: this.#approximated,
      cut: this.#cut,
    };
  }

  /** The lines `from … from + count`, as far as they are there. */
  window(from: number, count: number): AlignedLines {
    const length = Math.max(0, Math.min(count, this.#stretches.lines - from));
    return this.linesAt(Float64Array.from({ length }, (_, place) => from + place));
  }

  /** These lines, in this order; all must be there. */
  linesAt(lines: ArrayLike<number>): AlignedLines {
    const { length } = lines;
    const columns: AlignedLines = {
      kind: new Uint8Array(length),
      rowA: new Float64Array(length),
      rowB: new Float64Array(length),
      changes: new Uint8Array(length),
    };
    const { kind, line, rowA, rowB, pair } = this.#stretches;
    for (let place = 0; place < length; place++) {
      const stretch = stretchAt(this.#stretches, lines[place] ?? 0);
      const inside = (lines[place] ?? 0) - (line[stretch] ?? 0);
      const which = kind[stretch] ?? 0;
      columns.kind[place] = which;
      columns.rowA[place] = which === SAME || which === GONE ? (rowA[stretch] ?? 0) + inside : -1;
      columns.rowB[place] = which === GONE ? -1 : (rowB[stretch] ?? 0) + inside;
      columns.changes[place] = which === SAME ? (this.#changes[(pair[stretch] ?? 0) + inside] ?? 0) : 0;
    }
    return columns;
  }

  /**
   * The nearest line after `from` (before it, when `backwards`) that differs in more than chance. `from` may be -1 or the
   * number of lines, to look from either end.
   */
  nextDifference(from: number, backwards: boolean): number | undefined {
    const step = backwards ? -1 : 1;
    const { lines, kind, line, pair } = this.#stretches;
    let at = Math.min(Math.max(from + step, 0), lines - 1);
    if (at < 0 || at === from || (backwards ? from <= 0 : from >= lines - 1)) return undefined;
    for (let stretch = stretchAt(this.#stretches, at); at >= 0 && at < lines; stretch += step) {
      if (kind[stretch] !== SAME) return at;
      const first = line[stretch] ?? 0;
      const end = line[stretch + 1] ?? lines;
      for (; at >= first && at < end; at += step) {
        if (((this.#changes[(pair[stretch] ?? 0) + at - first] ?? 0) & REAL_CHANGES) !== 0) return at;
      }
    }
    return undefined;
  }

  /** What could not be read once is not taken for an end the next time. */
  #step(): boolean {
    try {
      return this.#steps.next().done === true;
    } catch (thrown) {
      this.#fault = thrown instanceof Error ? thrown : new SandboxError('INTERNAL', messageOf(thrown));
      throw this.#fault;
    }
  }

  get #all(): number {
    return 2 * (this.#rowsA + this.#rowsB);
  }

  *#work(): Generator<void, void> {
    const maker = new KeyMaker();
    const a = yield* this.#keys(0, maker, this.#rowsA, this.#shapesA);
    const b = yield* this.#keys(1, maker, this.#rowsB, this.#shapesB);
    // One order for both directions, so that a against b finds what b against a finds.
    const isTurned = comesAfter(a.exact, b.exact, maker);
    const [one, two] = isTurned ? [b, a] : [a, b];
    const [pairedOne, pairedTwo] = [new Uint8Array(one.exact.length), new Uint8Array(two.exact.length)];
    yield* this.#align(
      { exact: one.exact, like: one.like, paired: pairedOne },
      { exact: two.exact, like: two.like, paired: pairedTwo },
      maker,
    );
    const stretches = stretchesOf(isTurned ? pairedTwo : pairedOne, isTurned ? pairedOne : pairedTwo);
    this.#changes = new Uint8Array(stretches.pairs);
    this.#functions = this.#names.names.map((name) => noCounts(name));
    for (let stretch = 0; stretch < stretches.count; stretch++) yield* this.#judge(stretches, stretch);
    this.#stretches = stretches;
  }

  *#keys(which: 0 | 1, maker: KeyMaker, rows: number, shapes: readonly CallShape[]): Generator<void, Keys> {
    const keys = { exact: new Uint32Array(rows), like: new Uint32Array(rows) };
    for (let number = 0, row = 0; row < rows; number++) {
      const chunk = this.#recordings()[which].chunk(number);
      const taken = Math.min(chunk.rows, rows - row);
      maker.takeChunk(chunk, taken, shapes, keys);
      row += taken;
      this.#done += taken;
      yield;
    }
    return keys;
  }

  /** Exact keys first: what did not change at all holds the rest in its place. */
  *#align(a: Keys & { paired: Uint8Array }, b: Keys & { paired: Uint8Array }, maker: KeyMaker): Generator<void, void> {
    const whole = { fromA: 0, toA: a.exact.length, fromB: 0, toB: b.exact.length };
    const exact = new Aligner(sequence(a.exact, a.paired), sequence(b.exact, b.paired), maker.exact.count);
    yield* this.#stepping(exact.align(whole));
    const like = new Aligner(sequence(a.like, a.paired), sequence(b.like, b.paired), maker.like.count);
    let gaps = 0;
    for (const gap of gapsOf(stretchesOf(a.paired, b.paired))) {
      yield* this.#stepping(like.align(gap));
      if (++gaps % GAPS_A_STEP === 0) yield;
    }
    this.#approximated = exact.approximated || like.approximated;
  }

  *#stepping(steps: Generator<void, void>): Generator<void, void> {
    while (steps.next().done !== true) {
      this.#done += ROWS_A_STEP;
      yield;
    }
  }

  *#judge(stretches: Stretches, stretch: number): Generator<void, void> {
    const kind = stretches.kind[stretch];
    const length = (stretches.line[stretch + 1] ?? stretches.lines) - (stretches.line[stretch] ?? 0);
    if (kind === SAME) return yield* this.#judgePairs(stretches, stretch, length);
    this.#first ??= stretches.line[stretch];
    this.#differences += length;
    const which = kind === GONE ? 0 : 1;
    const shapes = kind === GONE ? this.#shapesA : this.#shapesB;
    const first = (kind === GONE ? stretches.rowA[stretch] : stretches.rowB[stretch]) ?? 0;
    for (let row = first; row < first + length;) {
      const chunk = this.#recordings()[which].chunkOf(row);
      const end = Math.min(first + length, chunk.firstRow + chunk.rows);
      this.#done += end - row;
      for (; row < end; row++) {
        const counts = this.#countsOf(shapes, chunk.signature[row - chunk.firstRow]);
        if (counts !== undefined) counts[kind === GONE ? 'gone' : 'added']++;
      }
      yield;
    }
  }

  *#judgePairs(stretches: Stretches, stretch: number, length: number): Generator<void, void> {
    const [firstA, firstB] = [stretches.rowA[stretch] ?? 0, stretches.rowB[stretch] ?? 0];
    let [a, b]: [Side | undefined, Side | undefined] = [undefined, undefined];
    for (let place = 0; place < length;) {
      const [recordingA, recordingB] = this.#recordings();
      const [chunkA, chunkB] = [recordingA.chunkOf(firstA + place), recordingB.chunkOf(firstB + place)];
      a ??= sideOf(recordingA.header, this.#shapesA, chunkA);
      b ??= sideOf(recordingB.header, this.#shapesB, chunkB);
      turnTo(a, chunkA);
      turnTo(b, chunkB);
      const [indexA, indexB] = [firstA + place - chunkA.firstRow, firstB + place - chunkB.firstRow];
      const count = Math.min(length - place, chunkA.rows - indexA, chunkB.rows - indexB);
      for (let at = 0; at < count; at++) {
        const changes = callDifference(a, indexA + at, b, indexB + at);
        this.#changes[(stretches.pair[stretch] ?? 0) + place + at] = changes;
        this.#count(chunkA.signature[indexA + at], changes, (stretches.line[stretch] ?? 0) + place + at);
      }
      place += count;
      this.#done += 2 * count;
      yield;
    }
  }

  #count(signature: number | undefined, changes: number, line: number): void {
    const counts = this.#countsOf(this.#shapesA, signature);
    if (counts === undefined) return;
    if ((changes & CHANGE.slower) !== 0) counts.slower++;
    if ((changes & REAL_CHANGES) === 0) {
      counts.same++;
      if ((changes & CHANGE.chance) !== 0) counts.chance++;
      return;
    }
    counts.changed++;
    this.#differences++;
    this.#first ??= line;
  }

  #countsOf(shapes: readonly CallShape[], signature: number | undefined): FunctionCounts | undefined {
    return this.#functions[shapes[signature ?? 0]?.function ?? 0];
  }
}

function sequence(keys: Uint32Array, paired: Uint8Array): Sequence {
  return { keys, paired };
}

/** By length, then by the first key that differs: by its hash, since keys are numbered as they come up. */
function comesAfter(a: Uint32Array, b: Uint32Array, maker: KeyMaker): boolean {
  if (a.length !== b.length) return a.length > b.length;
  const place = a.findIndex((key, at) => key !== b[at]);
  return place >= 0 && maker.exact.hashOf(a[place] ?? 0) > maker.exact.hashOf(b[place] ?? 0);
}

/** Where rows of both sides stand without partners. */
function gapsOf(stretches: Stretches): { fromA: number; toA: number; fromB: number; toB: number }[] {
  const gaps = [];
  const { kind, line, rowA, rowB, count, lines } = stretches;
  for (let at = 0; at + 1 < count; at++) {
    if (kind[at] !== GONE || kind[at + 1] === SAME) continue;
    const [fromA, fromB] = [rowA[at] ?? 0, rowB[at + 1] ?? 0];
    const toA = fromA + (line[at + 1] ?? 0) - (line[at] ?? 0);
    const toB = fromB + (line[at + 2] ?? lines) - (line[at + 1] ?? 0);
    gaps.push({ fromA, toA, fromB, toB });
  }
  return gaps;
}

function noCounts(name: string): FunctionCounts {
  return { name, same: 0, changed: 0, gone: 0, added: 0, chance: 0, slower: 0 };
}
