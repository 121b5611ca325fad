// Windows of the trace by query: pages of rows, fetched for what is in view, the least recently seen let go.
// Row data never enters the store; a view holds one of these and draws what `at` answers.
import type { Client } from '../../app/contract/connect.ts';
import type { CommandOutput } from '../../app/contract/contract.ts';
import { CallPage, type CallRow } from './call-row.ts';

export const PAGE_ROWS = 200;
/** 12,800 rows, about four megabytes. */
const MOST_PAGES = 64;
/** More would only make the pages in view wait for those that were in view. */
const MOST_REQUESTS = 3;
/** What the engine takes. */
const MOST_OPEN = 1000;

export interface RowQuery {
  readonly run: string;
  readonly where: string;
  /** Whether runs of like calls are one line. */
  readonly folded: boolean;
}

export class CallRows {
  readonly query: RowQuery;
  readonly #client: Client;
  /** In order of use, the last one used last. */
  readonly #pages = new Map<number, CallPage>();
  readonly #underWay = new Set<number>();
  readonly #listeners = new Set<() => void>();
  readonly #abort = new AbortController();
  #wanted = { from: 0, to: 0 };
  #matching = 0;
  #shown = 0;
  /** First rows of the runs that are unfolded. */
  #open: readonly number[] = [];
  /** The last page may end in a run that has grown. */
  #stalePage = -1;
  #layoutVersion = 0;
  #all = 0;
  #version = 0;
  #closed = false;
  #failure: unknown = null;

  constructor(client: Client, query: RowQuery) {
    this.#client = client;
    this.query = query;
  }

  get matching(): number {
    return this.#matching;
  }

  /** Lines of the list: calls, or runs of them. */
  get shown(): number {
    return this.#shown;
  }

  get all(): number {
    return this.#all;
  }

  /** Changes with everything that a view may draw. */
  get version(): number {
    return this.#version;
  }

  get failure(): unknown {
    return this.#failure;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The first page and the counts; rejects when the engine does not understand the filter. */
  async open(): Promise<void> {
    await this.#fetch(0);
  }

  /** The row at a place among those that match, when it is here. */
  at(place: number): CallRow | undefined {
    return this.#pages.get(Math.floor(place / PAGE_ROWS))?.at(place % PAGE_ROWS);
  }

  /** Fetches what is missing in view, and a page to each side of it. */
  want(from: number, to: number): void {
    this.#wanted = { from, to };
    this.#fetchWanted();
  }

  isOpen(head: number): boolean {
    return this.#open.includes(head);
  }

  /** Changes when a run was unfolded or folded: lines have moved. */
  get layoutVersion(): number {
    return this.#layoutVersion;
  }

  /** The line on which a row stands, where its page is here; else -1. */
  lineAtHand(row: number): number {
    for (const [number, page] of this.#pages) {
      const [first, last] = [page.at(0), page.at(page.length - 1)];
      if (first === undefined || last === undefined || row < first.row || row > last.last) continue;
      let [low, high] = [0, page.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((page.at(middle)?.row ?? 0) <= row) low = middle;
        else high = middle - 1;
      }
      const line = page.at(low);
      if (
        line !== undefined &&
        (line.row === row || (line.alike > 1 && !this.isOpen(line.head) && row <= line.last && this.query.where === ''))
      )
        return number * PAGE_ROWS + low;
    }
    return -1;
  }

  /** Of the lines in view the one that stood for this moment of the run, or -1. */
  lineInView(time: number): number {
    let found = -1;
    for (let line = this.#wanted.from; line < this.#wanted.to; line++) {
      const call = this.at(line);
      if (call === undefined || call.time > time) break;
      found = line;
    }
    // Behind the last line in view, its call has to last that long.
    const isLast = found === this.#wanted.to - 1;
    return isLast && found >= 0 && (this.at(found)?.until ?? 0) < time ? -1 : found;
  }

  /** Unfolds the run of like calls that begins at a row, or folds it. The lines of before stand until the new ones are here. */
  async setOpen(head: number, open: boolean): Promise<void> {
    if (open === this.isOpen(head)) return;
    this.#open = open ? [...this.#open, head].slice(-MOST_OPEN) : this.#open.filter((row) => row !== head);
    this.#layoutVersion += 1;
    const first = Math.floor(this.#wanted.from / PAGE_ROWS);
    const last = Math.floor(Math.max(this.#wanted.from, this.#wanted.to - 1) / PAGE_ROWS);
    const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const asked = this.#open;
    const answers = await Promise.all(numbers.map((page) => this.#ask(page * PAGE_ROWS, PAGE_ROWS)));
    if (this.#closed || this.#open !== asked) return;
    this.#pages.clear();
    answers.forEach((answer, index) => {
      this.#shown = answer.shown;
      this.#keep(first + index, new CallPage(answer.table));
    });
    this.#changed();
    this.#fetchWanted();
  }

  /** The run goes on: asks for the counts, and again for the page that was not yet full. */
  async grow(): Promise<void> {
    if (this.#closed || this.#underWay.has(-1)) return;
    this.#underWay.add(-1);
    try {
      const before = this.#shown;
      const { matching, all, shown } = await this.#ask(0, 0);
      if (this.#closed) return;
      this.#matching = matching;
      this.#all = all;
      this.#shown = shown;
      if (this.query.folded) this.#stalePage = Math.floor(Math.max(0, before - 1) / PAGE_ROWS);
      this.#changed();
      this.#fetchWanted();
    } catch {
      // Counts of a run that is gone: the rows that are here stay.
    } finally {
      this.#underWay.delete(-1);
    }
  }

  /** The line on which a recorded row stands, or null when the filter hides it. */
  async placeOf(row: number): Promise<number | null> {
    const { run, where } = this.query;
    if (where === '' && !this.query.folded) return row < this.#matching ? row : null;
    return (await this.#client.call('trace.place', { run, where, row, ...this.#fold() })).place;
  }

  /** Lets go of all rows and takes back what was asked: nobody waits for it any more. */
  close(): void {
    this.#closed = true;
    this.#abort.abort();
    this.#listeners.clear();
    this.#pages.clear();
  }

  #fold(): { fold?: number[] } {
    return this.query.folded ? { fold: [...this.#open] } : {};
  }

  #ask(from: number, count: number): Promise<CommandOutput<'trace.rows'>> {
    const { run, where } = this.query;
    const { signal } = this.#abort;
    return this.#client.call('trace.rows', { run, where, from, count, ...this.#fold() }, { signal });
  }

  #fetchWanted(): void {
    const first = Math.floor(this.#wanted.from / PAGE_ROWS);
    const last = Math.floor(Math.max(this.#wanted.from, this.#wanted.to - 1) / PAGE_ROWS);
    const pages = [...Array.from({ length: last - first + 1 }, (_, index) => first + index), last + 1, first - 1];
    for (const page of pages) {
      if (this.#underWay.size >= MOST_REQUESTS) return;
      if (page < 0 || page * PAGE_ROWS >= this.#shown || this.#underWay.has(page) || this.#isWhole(page)) continue;
      void this.#fetch(page).catch((failure: unknown) => {
        if (this.#closed) return;
        this.#failure = failure;
        this.#changed();
      });
    }
  }

  #isWhole(page: number): boolean {
    const have = this.#pages.get(page);
    if (page === this.#stalePage) return false;
    return have !== undefined && have.length >= Math.min(PAGE_ROWS, this.#shown - page * PAGE_ROWS);
  }

  async #fetch(page: number): Promise<void> {
    this.#underWay.add(page);
    try {
      const asked = this.#open;
      const answer = await this.#ask(page * PAGE_ROWS, PAGE_ROWS);
      if (this.#closed || asked !== this.#open) return;
      if (page === this.#stalePage) this.#stalePage = -1;
      this.#shown = answer.shown;
      this.#matching = answer.matching;
      this.#all = answer.all;
      this.#failure = null;
      this.#keep(page, new CallPage(answer.table));
    } finally {
      this.#underWay.delete(page);
    }
    this.#changed();
    // The view may have moved on meanwhile. A page that came back short is not asked for at once again.
    if (this.#isWhole(page)) this.#fetchWanted();
  }

  #keep(page: number, rows: CallPage): void {
    this.#pages.delete(page);
    this.#pages.set(page, rows);
    const first = Math.floor(this.#wanted.from / PAGE_ROWS) - 1;
    const last = Math.floor(this.#wanted.to / PAGE_ROWS) + 1;
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= MOST_PAGES) return;
      if (old < first || old > last) this.#pages.delete(old);
    }
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
