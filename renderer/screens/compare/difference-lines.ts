// Windows of the aligned list: pages fetched for what is in view, the least recently seen let go. No line enters the store.
import type { Client } from '../../../app/contract/connect.ts';
import { decodeTable, type Table } from '../../../app/contract/table.ts';
import type { DifferenceLine } from './difference-words.ts';

const PAGE_LINES = 200;
const MOST_PAGES = 32;
/** More would only make the pages in view wait for those that were in view. */
const MOST_REQUESTS = 3;

export class DifferenceLines {
  readonly #client: Client;
  readonly #pair: { readonly a: string; readonly b: string };
  /** In order of use, the last one used last. */
  readonly #pages = new Map<number, Table>();
  readonly #underWay = new Set<number>();
  readonly #listeners = new Set<() => void>();
  #wanted = { from: 0, to: 1 };
  #version = 0;
  #failure: unknown = null;

  constructor(client: Client, pair: { readonly a: string; readonly b: string }) {
    this.#client = client;
    this.#pair = pair;
  }

  /** Changes with everything that a view may draw. */
  readonly version = (): number => this.#version;

  get failure(): unknown {
    return this.#failure;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  at(line: number): DifferenceLine | null {
    const page = this.#pages.get(Math.floor(line / PAGE_LINES));
    const index = line % PAGE_LINES;
    return page === undefined || index >= page.rows ? null : lineOf(page, index);
  }

  readonly want = (from: number, to: number): void => {
    this.#wanted = { from, to };
    this.#fetchWanted();
  };

  #fetchWanted(): void {
    const first = Math.floor(this.#wanted.from / PAGE_LINES);
    const last = Math.floor(Math.max(this.#wanted.from, this.#wanted.to - 1) / PAGE_LINES);
    for (let page = first; page <= last; page++) {
      if (this.#underWay.size >= MOST_REQUESTS) return;
      if (!this.#pages.has(page) && !this.#underWay.has(page)) void this.#fetch(page);
    }
  }

  async #fetch(page: number): Promise<void> {
    this.#underWay.add(page);
    try {
      const input = { ...this.#pair, from: page * PAGE_LINES, count: PAGE_LINES };
      const { table } = await this.#client.call('compare.rows', input);
      this.#pages.set(page, decodeTable(table));
      for (const old of this.#pages.keys()) {
        if (this.#pages.size <= MOST_PAGES) break;
        this.#pages.delete(old);
      }
      this.#failure = null;
    } catch (thrown) {
      this.#failure = thrown;
    } finally {
      this.#underWay.delete(page);
    }
    this.#version += 1;
    for (const listener of this.#listeners) listener();
    // The view may have moved on meanwhile. What failed is asked for again when it moves.
    if (this.#failure === null) this.#fetchWanted();
  }
}

function lineOf(table: Table, index: number): DifferenceLine {
  return {
    kind: table.number('kind', index),
    rowA: table.number('rowA', index),
    rowB: table.number('rowB', index),
    changes: table.number('changes', index),
    name: table.text('name', index),
    argumentsA: table.text('argumentsA', index),
    argumentsB: table.text('argumentsB', index),
    resultA: table.text('resultA', index),
    resultB: table.text('resultB', index),
  };
}
