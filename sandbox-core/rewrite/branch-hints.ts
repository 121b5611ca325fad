// Tells the engine that the branches of our checks are hardly ever taken (the branch hinting proposal), so that what stands
// behind them costs no registers. A custom section, hence without meaning where it is not known.
import { ByteWriter } from './byte-writer.ts';
import { name } from './encode.ts';

export const BRANCH_HINTS = 'metadata.code.branch_hint';

export class BranchHints {
  readonly #entries = new ByteWriter(1024);
  #functions = 0;

  /**
   * Places of `if` instructions, from the beginning of the body with its locals: one at its entry, or -1, and others that are
   * `shift` further on than said.
   */
  add(functionIndex: number, entry: number, others: readonly number[], shift: number): void {
    const count = others.length + (entry < 0 ? 0 : 1);
    if (count === 0) return;
    this.#functions += 1;
    this.#entries.unsigned(functionIndex);
    this.#entries.unsigned(count);
    if (entry >= 0) this.#unlikely(entry);
    for (const offset of others) this.#unlikely(offset + shift);
  }

  #unlikely(offset: number): void {
    this.#entries.unsigned(offset);
    this.#entries.byte(1);
    this.#entries.byte(0);
  }

  /** The section, with its id and size; undefined where there is nothing to say. */
  section(): Uint8Array | undefined {
    if (this.#functions === 0) return undefined;
    const content = new ByteWriter(this.#entries.length + 64);
    content.all(name(BRANCH_HINTS));
    content.unsigned(this.#functions);
    content.append(this.#entries);
    const section = new ByteWriter(content.length + 8);
    section.byte(0);
    section.unsigned(content.length);
    section.append(content);
    return section.written();
  }
}
