// Lines of one list of the audit log: pages fetched for what is in view, the least recently seen let go.
import type { Client } from '../../app/contract/connect.ts';
import type { AuditLine } from '../../app/contract/audit-timeline-schemas.ts';

const PAGE_LINES = 200;
const MOST_PAGES = 40;

export class AuditLines {
  readonly where: string;
  readonly count: number;
  readonly #client: Client;
  readonly #pages = new Map<number, readonly AuditLine[]>();
  readonly #underWay = new Map<number, Promise<void>>();
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #failure: unknown = null;

  /** `count`: entries that match. */
  constructor(client: Client, where: string, count: number) {
    this.#client = client;
    this.where = where;
    this.count = count;
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

  at(place: number): AuditLine | undefined {
    return this.#pages.get(Math.floor(place / PAGE_LINES))?.[place % PAGE_LINES];
  }

  /** Fetches the pages of these places that are not here. */
  want(from: number, to: number): void {
    const last = Math.floor(Math.max(from, to - 1) / PAGE_LINES);
    for (let page = Math.floor(from / PAGE_LINES); page <= last; page++) void this.#fetch(page);
  }

  /** Resolves when the page of this place is here, or cannot be had. */
  async ready(place: number): Promise<void> {
    await this.#fetch(Math.floor(place / PAGE_LINES));
  }

  #fetch(page: number): Promise<void> {
    if (page * PAGE_LINES >= this.count || this.#pages.has(page)) return Promise.resolve();
    const asked = this.#underWay.get(page) ?? this.#ask(page);
    this.#underWay.set(page, asked);
    return asked;
  }

  async #ask(page: number): Promise<void> {
    try {
      const asked = { where: this.where, from: page * PAGE_LINES, count: PAGE_LINES };
      const { lines } = await this.#client.call('audit.lines', asked);
      this.#pages.set(page, lines);
      if (this.#pages.size > MOST_PAGES) this.#pages.delete(this.#pages.keys().next().value ?? 0);
    } catch (thrown) {
      this.#failure = thrown;
    } finally {
      this.#underWay.delete(page);
    }
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
