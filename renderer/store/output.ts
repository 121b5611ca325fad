// The output of one run as lines of visible text, capped; the raw bytes are kept up to a cap for "save as file".
import type { Client } from '../../app/contract/connect.ts';
import { TerminalLines, type TerminalLine } from '../ui/terminal-text.ts';

/** Bytes kept for saving; past this the file says where it was cut. */
const MOST_KEPT = 32 << 20;

export class RunOutput {
  readonly run: string;
  readonly #lines = new TerminalLines();
  readonly #raw: Uint8Array[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #abort = new AbortController();
  #kept = 0;
  #bytes = 0;
  #version = 0;
  #notified = true;

  constructor(client: Client, run: string) {
    this.run = run;
    void this.#follow(client);
  }

  get version(): number {
    return this.#version;
  }

  /** Bytes in all, kept or not. */
  get bytes(): number {
    return this.#bytes;
  }

  get length(): number {
    return this.#lines.length;
  }

  /** Lines let go at the top, since scrollback is capped. */
  get dropped(): number {
    return this.#lines.dropped;
  }

  line(index: number): TerminalLine | undefined {
    return this.#lines.at(index);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The raw bytes as the guest wrote them, both streams in order. */
  file(): Blob {
    return new Blob(this.#raw.map((bytes) => new Uint8Array(bytes)));
  }

  close(): void {
    this.#abort.abort();
    this.#listeners.clear();
  }

  async #follow(client: Client): Promise<void> {
    try {
      for await (const item of client.stream('runs.output', { run: this.run }, { signal: this.#abort.signal })) {
        this.#lines.write(item.from, item.bytes);
        this.#keep(item.bytes);
        this.#changed();
      }
      this.#lines.end();
    } catch {
      // Closed by us, or the connection is gone, which the window says.
    }
    this.#changed();
  }

  #keep(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#kept + bytes.length > MOST_KEPT) return;
    this.#kept += bytes.length;
    this.#raw.push(bytes.slice());
  }

  /** A guest may write thousands of times a frame; views hear of it once. */
  #changed(): void {
    if (!this.#notified) return;
    this.#notified = false;
    requestAnimationFrame(() => {
      this.#notified = true;
      this.#version += 1;
      for (const listener of this.#listeners) listener();
    });
  }
}
