// The memory of a replaying guest: looked at and written to without being recorded.
import type { MemorySource } from '../guest-memory.ts';

export class PlainMemory {
  #source: MemorySource = { buffer: new ArrayBuffer(0) };

  attach(source: MemorySource): void {
    this.#source = source;
  }

  /** Asked for anew each time: growth replaces the buffer. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.#source.buffer);
  }

  get pages(): number {
    return this.#source.buffer.byteLength / 65_536;
  }
}
