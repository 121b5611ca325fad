// Windows of the trace by query: pages of rows, fetched for what is in view, the least recently seen let go.
// Row data never enters the store; a view holds one of these and draws what `at` answers.
import type { Client } from '../../app/contract/connect.ts';
import { CallPage, type CallRow } from './call-row.ts';

export const PAGE_ROWS = 200;
/** 12,800 rows, about four megabytes. */
const MOST_PAGES = 64;
/** More would only make the pages in view wait for those that were in view. */
const MOST_REQUESTS = 3;

export interface RowQuery {
  readonly run: string;
  readonly where: string;
}

export class CallRows {
  readonly query: RowQuery;
  readonly #client: Client;
  /** In order of use, the last one used last. */
  readonly #pages = new Map<number, CallPage>();
  readonly #underWay = new Set<number>();
  readonly #listeners = new Set<() => void>();
  #wanted = { from: 0, to: 0 };
  #matching = 0;
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

  /** The run goes on: asks for the counts, and again for the page that was not yet full. */
  async grow(): Promise<void> {
    if (this.#closed || this.#underWay.has(-1)) return;
    this.#underWay.add(-1);
    try {
      const { matching, all } = await this.#client.call('trace.rows', { ...this.query, from: 0, count: 0 });
      if (this.#closed) return;
      this.#matching = matching;
      this.#all = all;
      this.#changed();
      this.#fetchWanted();
    } catch {
      // Counts of a run that is gone: the rows that are here stay.
    } finally {
      this.#underWay.delete(-1);
    }
  }

  /** The place of a recorded row among those that match, or null when the filter hides it. Rows are in ascending order. */
  async placeOf(row: number): Promise<number | null> {
    if (this.query.where === '') return row < this.#matching ? row : null;
    let low = 0;
    let high = this.#matching;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = await this.#rowAt(middle);
      if (found === row) return middle;
      if (found === undefined || found > row) high = middle;
      else low = middle + 1;
    }
    return null;
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
    this.#pages.clear();
  }

  async #rowAt(place: number): Promise<number | undefined> {
    const here = this.at(place);
    if (here !== undefined) return here.row;
    await this.#fetch(Math.floor(place / PAGE_ROWS));
    return this.at(place)?.row;
  }

  #fetchWanted(): void {
    const first = Math.floor(this.#wanted.from / PAGE_ROWS);
    const last = Math.floor(Math.max(this.#wanted.from, this.#wanted.to - 1) / PAGE_ROWS);
    const pages = [...Array.from({ length: last - first + 1 }, (_, index) => first + index), last + 1, first - 1];
    for (const page of pages) {
      if (this.#underWay.size >= MOST_REQUESTS) return;
      if (page < 0 || page * PAGE_ROWS >= this.#matching || this.#underWay.has(page) || this.#isWhole(page)) continue;
      void this.#fetch(page).catch((failure: unknown) => {
        this.#failure = failure;
        this.#changed();
      });
    }
  }

  #isWhole(page: number): boolean {
    const have = this.#pages.get(page);
    return have !== undefined && have.length >= Math.min(PAGE_ROWS, this.#matching - page * PAGE_ROWS);
  }

  async #fetch(page: number): Promise<void> {
    this.#underWay.add(page);
    try {
      const answer = await this.#client.call('trace.rows', { ...this.query, from: page * PAGE_ROWS, count: PAGE_ROWS });
      if (this.#closed) return;
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
