// The instructions with which a body gives back its share of the stack. How much that is, is known when the body was walked:
// until then its place is left open.
import type { ByteWriter } from './byte-writer.ts';
import { unsigned } from './encode.ts';

export class StackCode {
  readonly #code: ByteWriter;
  readonly #global: readonly number[];
  readonly #releases: number[] = [];

  constructor(code: ByteWriter, global: number) {
    this.#code = code;
    this.#global = unsigned(global);
  }

  /** Begins a body. */
  start(): void {
    this.#releases.length = 0;
  }

  /** left := left + frame */
  release(): void {
    const code = this.#code;
    code.byte(0x23);
    code.all(this.#global);
    code.byte(0x41);
    this.#releases.push(code.signedPlace());
    code.byte(0x6a);
    code.byte(0x24);
    code.all(this.#global);
  }

  /** After a catch, since what was called did not give its frames back: left := what it was at the entry, which `local` holds. */
  restore(local: number): void {
    const code = this.#code;
    code.byte(0x20);
    code.unsigned(local);
    code.byte(0x24);
    code.all(this.#global);
  }

  /** Ends a body: so much is what each release gives back. */
  fill(frame: number): void {
    for (const place of this.#releases) this.#code.patchSigned(place, frame);
  }
}
