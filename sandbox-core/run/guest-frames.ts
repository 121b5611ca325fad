// Stacks and places in a rewritten module, told in the words of the module as it was given.
import { cutMiddle } from '../base/visible-text.ts';
import { lineTableOf } from '../module/dwarf/line-table.ts';
import type { Module } from '../module/module.ts';
import { functionName, readNames, type Names } from '../module/names.ts';
import type { OffsetMap } from '../rewrite/offset-map.ts';
import type { GuestOffset } from './guest-protocol.ts';
import type { GuestFrame } from './outcome.ts';

/** A name may have 100,000 bytes, and an outcome is stored as JSON of 1 MiB at most. */
const LONGEST_FRAME_NAME = 200;
const LONGEST_FILE_NAME = 400;

export class GuestFrames {
  readonly #bytes: Uint8Array;
  readonly #module: Module;
  readonly #offsets: OffsetMap;
  #names: Names | undefined;

  constructor(bytes: Uint8Array, module: Module, offsets: OffsetMap) {
    this.#bytes = bytes;
    this.#module = module;
    this.#offsets = offsets;
  }

  /** Without the functions that the rewriter appended, and without that of the module that traps for a gate, whose index is 0. */
  stackOf(stack: readonly GuestOffset[]): GuestFrame[] {
    const first = this.#module.importedFunctions;
    const end = first + this.#module.functions.length;
    const own = stack.filter(({ functionIndex }) => functionIndex >= first && functionIndex < end);
    return own.map((frame) => this.#named(frame));
  }

  /** A message of the engine with its place, where it told one. */
  placed(message: string, offset: number | undefined): string {
    return offset === undefined ? message : `at byte 0x${this.#original(offset).toString(16)}: ${message}`;
  }

  #named({ functionIndex, offset }: GuestOffset): GuestFrame {
    this.#names ??= readNames(this.#bytes, this.#module);
    const name = cutMiddle(functionName(this.#names, this.#module, functionIndex) ?? '', LONGEST_FRAME_NAME);
    const original = this.#original(offset);
    const source = lineTableOf(this.#bytes, this.#module).placeOf(original);
    if (source === undefined) return { functionIndex, name, offset: original };
    return { functionIndex, name, offset: original, source: { ...source, file: cutMiddle(source.file, LONGEST_FILE_NAME) } };
  }

  #original(offset: number): number {
    return this.#offsets.toOriginal(offset) ?? offset;
  }
}
