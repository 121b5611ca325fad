// Bytes by offset of which only some are known: what a recording tells of a file. Kept by page, so that a write at the end
// of a terabyte costs no more than one at its beginning.

const PAGE = 4096;

/** What is known of one byte. */
export const BYTE_STATE = { unknown: 0, known: 1, /** Written, but the recording does not hold it. */ cut: 2 } as const;
export type ByteState = (typeof BYTE_STATE)[keyof typeof BYTE_STATE];

interface Page {
  readonly bytes: Uint8Array;
  readonly state: Uint8Array;
}

export interface ByteRange {
  readonly offset: number;
  readonly length: number;
  /** Undefined where the recording was not given the bytes (`cut`). */
  readonly bytes: Uint8Array | undefined;
}

export class SparseBytes {
  readonly #pages = new Map<number, Page>();
  readonly #mostPages: number;
  #full = false;

  /** Holds at most about `most` bytes of neighbouring ones; what comes after that is left out, which `full` says. */
  constructor(most: number) {
    this.#mostPages = Math.max(1, Math.ceil(most / PAGE));
  }

  /** Whether something was left out because there was no room. */
  get full(): boolean {
    return this.#full;
  }

  get isEmpty(): boolean {
    return this.#pages.size === 0;
  }

  /** `length` bytes from `offset` on, of which `bytes` are the first; the others are `cut`. */
  put(offset: number, bytes: Uint8Array, length: number): void {
    this.#each(offset, bytes.length, (page, from, to, at) => {
      page.bytes.set(bytes.subarray(at, at + to - from), from);
      page.state.fill(BYTE_STATE.known, from, to);
    });
    this.#each(offset + bytes.length, length - bytes.length, (page, from, to) => page.state.fill(BYTE_STATE.cut, from, to));
  }

  /** The same, but only for bytes for which `wanted` holds. */
  putWhere(offset: number, bytes: Uint8Array, wanted: (offset: number) => boolean): void {
    this.#each(offset, bytes.length, (page, from, to, at) => {
      for (let index = from; index < to; index++) {
        const place = at + index - from;
        if (page.state[index] !== BYTE_STATE.unknown || !wanted(offset + place)) continue;
        page.bytes[index] = bytes[place] ?? 0;
        page.state[index] = BYTE_STATE.known;
      }
    });
  }

  stateAt(offset: number): ByteState {
    return (this.#pages.get(Math.floor(offset / PAGE))?.state[offset % PAGE] ?? BYTE_STATE.unknown) as ByteState;
  }

  /** Forgets everything from `size` on. */
  cutTo(size: number): void {
    const last = Math.floor(size / PAGE);
    for (const number of this.#pages.keys()) if (number > last) this.#pages.delete(number);
    this.#pages.get(last)?.state.fill(BYTE_STATE.unknown, size % PAGE);
  }

  /** The offset behind the last byte of which anything is known. */
  get end(): number {
    const last = Math.max(-1, ...this.#pages.keys());
    const page = this.#pages.get(last);
    if (page === undefined) return 0;
    for (let index = PAGE - 1; index >= 0; index--) if (page.state[index] !== BYTE_STATE.unknown) return last * PAGE + index + 1;
    return last * PAGE;
  }

  /** What is known, by offset, as ranges that are as long as can be; at most `most` of them. */
  ranges(most: number): ByteRange[] {
    const ranges: ByteRange[] = [];
    const collector = new RangeCollector(ranges, most);
    for (const number of [...this.#pages.keys()].sort((one, other) => one - other)) {
      const page = this.#pages.get(number);
      if (page !== undefined) collector.page(number * PAGE, page);
      if (ranges.length >= most) break;
    }
    collector.end();
    return ranges;
  }

  #each(offset: number, length: number, use: (page: Page, from: number, to: number, at: number) => void): void {
    for (let at = 0; at < length;) {
      const number = Math.floor((offset + at) / PAGE);
      const from = (offset + at) % PAGE;
      const to = Math.min(PAGE, from + length - at);
      const page = this.#page(number);
      if (page !== undefined) use(page, from, to, at);
      at += to - from;
    }
  }

  #page(number: number): Page | undefined {
    const found = this.#pages.get(number);
    if (found !== undefined) return found;
    if (this.#pages.size >= this.#mostPages) {
      this.#full = true;
      return undefined;
    }
    const page = { bytes: new Uint8Array(PAGE), state: new Uint8Array(PAGE) };
    this.#pages.set(number, page);
    return page;
  }
}

/** Joins stretches of one state over the borders of pages. */
class RangeCollector {
  readonly #ranges: ByteRange[];
  readonly #most: number;
  #offset = 0;
  #length = 0;
  #state: number = BYTE_STATE.unknown;
  #parts: Uint8Array[] = [];

  constructor(ranges: ByteRange[], most: number) {
    this.#ranges = ranges;
    this.#most = most;
  }

  page(start: number, { bytes, state }: Page): void {
    for (let from = 0; from < PAGE && this.#ranges.length < this.#most;) {
      let to = from + 1;
      while (to < PAGE && state[to] === state[from]) to++;
      this.#stretch(start + from, state[from] ?? 0, bytes.subarray(from, to));
      from = to;
    }
  }

  #stretch(offset: number, state: number, bytes: Uint8Array): void {
    if (offset !== this.#offset + this.#length || state !== this.#state) this.end();
    if (this.#length === 0) this.#offset = offset;
    this.#state = state;
    this.#length += bytes.length;
    if (state === BYTE_STATE.known) this.#parts.push(bytes);
  }

  end(): void {
    const known = this.#state === BYTE_STATE.known;
    if (this.#length > 0 && this.#state !== BYTE_STATE.unknown && this.#ranges.length < this.#most) {
      this.#ranges.push({ offset: this.#offset, length: this.#length, bytes: known ? joined(this.#parts) : undefined });
    }
    this.#length = 0;
    this.#parts = [];
    this.#state = BYTE_STATE.unknown;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
