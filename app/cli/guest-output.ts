// The guest's own output on ours: raw where it is piped, with escape sequences made visible where a person's terminal
// would obey them (THREATS 90).
import type { Writable } from 'node:stream';
import { visibleLines } from '../../sandbox-core/index.ts';

export interface OutputStream extends Writable {
  readonly isTTY?: boolean;
}

export class GuestOutput {
  readonly #stream: OutputStream;
  readonly #decoder = new TextDecoder();
  #lastByte = 0x0a;
  /** While it is set, what the guest writes waits. */
  #held: Uint8Array[] | undefined;

  constructor(stream: OutputStream) {
    this.#stream = stream;
  }

  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#held !== undefined) {
      this.#held.push(bytes);
      return;
    }
    this.#lastByte = bytes[bytes.length - 1] ?? this.#lastByte;
    this.#stream.write(this.#stream.isTTY ? visibleLines(this.#decoder.decode(bytes, { stream: true })) : bytes);
  }

  /** Keeps back what the guest writes, so that it cannot stand beside a question. A guest that is asked about stands still. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const bytes of held) this.write(bytes);
  }

  /** A line of our own, never glued to the guest's last one. */
  writeOwnLine(line: string): void {
    this.#stream.write(`${this.#lastByte === 0x0a ? '' : '\n'}${line}\n`);
    this.#lastByte = 0x0a;
  }

  /** Resolves when everything written has left this process. */
  async flushed(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#stream.write('', () => resolve());
    });
  }
}
