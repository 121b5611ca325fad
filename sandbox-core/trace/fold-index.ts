// Runs of like calls as one line each: where every line of a list begins among the rows that match, found once, chunk after
// chunk, and kept; lines that somebody unfolded are laid out when a window is asked for. Eight bytes and a bit a line.
//
//   rows that match   a a a a b c c d      lines, none unfolded    a×4 b c c d
//                                          lines, a unfolded       a a a a b c c d

/** Fewer like calls are no run: a line each says more. */
export const LEAST_FOLDED = 3;

/** What is folded, by the row of the recording. */
export interface FoldedCalls {
  isAlike(row: number, next: number): boolean;
  /** Nanoseconds; 0 where not measured. */
  durationOf(row: number): number;
}

/** The rows that match, in ascending order; later only longer. */
export interface FoldedPlaces {
  readonly count: number;
  rowAt(place: number): number;
}

export interface FoldLine {
  readonly row: number;
  /** How many calls the line stands for or, at the head of an unfolded run, opens; 1 for a call by itself. */
  readonly alike: number;
  /** First and last row of the run the line belongs to. */
  readonly head: number;
  readonly last: number;
  /** Durations of the run's calls that were measured, in nanoseconds; both 0 where none was. */
  readonly least: number;
  readonly most: number;
}

interface OpenRun {
  readonly line: number;
  readonly size: number;
}

export class FoldIndex {
  readonly #calls: FoldedCalls;
  readonly #places: FoldedPlaces;
  #starts = new Uint32Array(1024);
  #least = new Uint32Array(1024);
  #most = new Uint32Array(1024);
  #lines = 0;
  /** Lines before those of the last run, which may go on. */
  #settled = 0;
  #seen = 0;
  #runStart = 0;

  constructor(calls: FoldedCalls, places: FoldedPlaces) {
    this.#calls = calls;
    this.#places = places;
  }

  /** Takes in `most` rows or fewer; answers whether that were all. */
  takeIn(most: number): boolean {
    const { count } = this.#places;
    // The rows were judged anew, as when more calls tell what is slow.
    if (count < this.#seen) this.#lines = this.#settled = this.#seen = this.#runStart = 0;
    const end = Math.min(count, this.#seen + most);
    if (end > this.#seen) {
      this.#lines = this.#settled;
      for (let place = Math.max(1, this.#seen); place < end; place++) {
        if (this.#calls.isAlike(this.#places.rowAt(place - 1), this.#places.rowAt(place))) continue;
        this.#addRun(this.#runStart, place);
        this.#runStart = place;
        this.#settled = this.#lines;
      }
      this.#seen = end;
      // The last run may go on; its line is made when all that there is has been seen.
      if (end === count) this.#addRun(this.#runStart, end);
    }
    return this.#seen === count;
  }

  /** How many lines there are with these runs unfolded, each named by its first row. */
  count(open: readonly number[]): number {
    return this.#openRuns(open).reduce((sum, { size }) => sum + size - 1, this.#lines);
  }

  /** Lines `from … from + count`, as far as they are there. */
  lines(from: number, count: number, open: readonly number[]): FoldLine[] {
    const runs = this.#openRuns(open);
    const all = runs.reduce((sum, { size }) => sum + size - 1, this.#lines);
    const length = Math.max(0, Math.min(count, all - from));
    return Array.from({ length }, (_, index) => this.#lineAt(from + index, runs));
  }

  /** The line on which a row stands, alone or in its run; undefined where it does not match. */
  lineOf(row: number, open: readonly number[]): number | undefined {
    const place = this.#placeOf(row);
    if (place >= this.#seen || this.#places.rowAt(place) !== row) return undefined;
    const line = this.#lineOfPlace(place);
    let shift = 0;
    for (const run of this.#openRuns(open)) {
      if (run.line > line) break;
      shift += run.line === line ? place - (this.#starts[line] ?? 0) : run.size - 1;
    }
    return line + shift;
  }

  #lineAt(at: number, runs: readonly OpenRun[]): FoldLine {
    let shift = 0;
    for (const { line, size } of runs) {
      if (at < line + shift) break;
      const inside = at - line - shift;
      if (inside < size) return this.#line(line, inside, inside === 0 ? size : 1);
      shift += size - 1;
    }
    return this.#line(at - shift, 0, this.#size(at - shift));
  }

  #line(line: number, inside: number, alike: number): FoldLine {
    const start = this.#starts[line] ?? 0;
    return {
      row: this.#places.rowAt(start + inside),
      alike,
      head: this.#places.rowAt(start),
      last: this.#places.rowAt(start + this.#size(line) - 1),
      least: this.#least[line] ?? 0,
      most: this.#most[line] ?? 0,
    };
  }

  #size(line: number): number {
    return (line + 1 < this.#lines ? (this.#starts[line + 1] ?? 0) : this.#seen) - (this.#starts[line] ?? 0);
  }

  #openRuns(open: readonly number[]): OpenRun[] {
    const runs: OpenRun[] = [];
    for (const row of [...new Set(open)].sort((one, other) => one - other)) {
      const place = this.#placeOf(row);
      if (place >= this.#seen || this.#places.rowAt(place) !== row) continue;
      const line = this.#lineOfPlace(place);
      if (this.#starts[line] === place && this.#size(line) >= LEAST_FOLDED) runs.push({ line, size: this.#size(line) });
    }
    return runs;
  }

  #placeOf(row: number): number {
    return firstWhere(this.#seen, (place) => this.#places.rowAt(place) >= row);
  }

  #lineOfPlace(place: number): number {
    return firstWhere(this.#lines, (line) => (this.#starts[line] ?? 0) > place) - 1;
  }

  #addRun(from: number, to: number): void {
    const isRun = to - from >= LEAST_FOLDED;
    for (let place = from; place < to; place = isRun ? to : place + 1) this.#addLine(place, isRun ? to : place + 1);
  }

  #addLine(from: number, to: number): void {
    if (this.#lines === this.#starts.length) this.#grow();
    let [least, most] = [0xffff_ffff, 0];
    for (let place = from; place < to; place++) {
      const duration = this.#calls.durationOf(this.#places.rowAt(place));
      if (duration === 0) continue;
      least = Math.min(least, duration);
      most = Math.max(most, duration);
    }
    this.#starts[this.#lines] = from;
    this.#least[this.#lines] = most === 0 ? 0 : least;
    this.#most[this.#lines] = most;
    this.#lines++;
  }

  #grow(): void {
    [this.#starts, this.#least, this.#most] = [doubled(this.#starts), doubled(this.#least), doubled(this.#most)];
  }
}

function doubled(column: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(column.length * 2);
  longer.set(column);
  return longer;
}

/** The first of `count` numbers for which a test holds that holds for all behind it; `count` where there is none. */
function firstWhere(count: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
