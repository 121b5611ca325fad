// Walks the instructions of a body or a constant expression. One object serves a whole module: `next` moves it on and leaves
// the instruction's number and byte ranges in its fields, so nothing is allocated on the way; immediates are read on demand
// (immediates.ts).
//
// The walk passes over integers without judging them: wherever the engine accepts a body, both see the same instructions, and
// where an integer is malformed the engine refuses the module.
import { hex, refuse } from './fault.ts';
import { NAMES, OPCODE_COUNT, PREFIXES, immediatesOf, type ImmediateKind } from './opcodes.ts';

/** How to pass over the immediates of an opcode. */
const SKIP = {
  unknown: 0,
  none: 1,
  integer: 2,
  twoIntegers: 3,
  byte: 4,
  four: 5,
  eight: 6,
  sixteen: 7,
  memoryArgument: 8,
  memoryArgumentAndLane: 9,
  blockType: 10,
  labels: 11,
  valueTypes: 12,
  tryTable: 13,
  cast: 14,
} as const;

const BY_KINDS: ReadonlyMap<string, number> = new Map([
  ['', SKIP.none],
  ['zero', SKIP.byte],
  ['lane', SKIP.byte],
  ['f32', SKIP.four],
  ['f64', SKIP.eight],
  ['v128', SKIP.sixteen],
  ['lanes', SKIP.sixteen],
  ['memory-argument', SKIP.memoryArgument],
  ['memory-argument lane', SKIP.memoryArgumentAndLane],
  ['block-type', SKIP.blockType],
  ['labels', SKIP.labels],
  ['value-types', SKIP.valueTypes],
  ['block-type catches', SKIP.tryTable],
  ['cast-flags label heap-type heap-type', SKIP.cast],
]);

const SKIP_OF = Uint8Array.from({ length: OPCODE_COUNT }, (_, opcode) =>
  NAMES[opcode] === undefined ? SKIP.unknown : skipFor(immediatesOf(opcode)),
);

function skipFor(kinds: readonly ImmediateKind[]): number {
  return BY_KINDS.get(kinds.join(' ')) ?? (kinds.length === 1 ? SKIP.integer : SKIP.twoIntegers);
}

export class InstructionWalker {
  readonly bytes: Uint8Array;
  /** Number of the current instruction, as in opcodes.ts. */
  opcode = 0;
  /** Where its first byte stands. */
  start = 0;
  /** Where its immediates begin. */
  immediates = 0;
  /** Just past it. */
  offset = 0;
  #end = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Starts over at `start`, for instructions up to `end`. */
  enter(start: number, end: number): void {
    this.offset = start;
    this.#end = end;
  }

  /** Moves to the next instruction; false at the end of the range. A fault for what is no instruction or runs past the end. */
  next(): boolean {
    const start = this.offset;
    if (start >= this.#end) return false;
    this.start = start;
    let opcode = this.bytes[start] ?? 0;
    this.offset = start + 1;
    if (opcode >= 0xfb) opcode = this.#prefixed(opcode);
    this.opcode = opcode;
    this.immediates = this.offset;
    this.#skip(SKIP_OF[opcode] ?? SKIP.unknown);
    if (this.offset > this.#end) this.#overrun();
    return true;
  }

  /** The unsigned integer at `offset`; `after` of it is where the next immediate begins. */
  integerAt(offset: number): number {
    let value = 0;
    for (let place = offset, factor = 1; factor <= 2 ** 28; place += 1, factor *= 128) {
      const byte = this.bytes[place] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  }

  /** Where the integer at `offset` ends. */
  after(offset: number): number {
    let place = offset;
    while ((this.bytes[place] ?? 0) >= 0x80) place += 1;
    return place + 1;
  }

  #prefixed(prefix: number): number {
    const range = PREFIXES.get(prefix);
    const number = this.integerAt(this.offset);
    this.#integer();
    return range !== undefined && number < range.most ? range.base + number : this.#unknown();
  }

  #skip(how: number): void {
    switch (how) {
      case SKIP.none:
        return;
      case SKIP.integer:
        return this.#integer();
      case SKIP.memoryArgument:
        return this.#memoryArgument();
      case SKIP.blockType:
        return this.#type();
      case SKIP.twoIntegers:
        this.#integer();
        return this.#integer();
      case SKIP.byte:
        this.offset += 1;
        return;
      case SKIP.four:
        this.offset += 4;
        return;
      case SKIP.eight:
        this.offset += 8;
        return;
      case SKIP.sixteen:
        this.offset += 16;
        return;
      case SKIP.memoryArgumentAndLane:
        this.#memoryArgument();
        this.offset += 1;
        return;
      case SKIP.labels:
        return this.#labels();
      case SKIP.valueTypes:
        return this.#valueTypes();
      case SKIP.tryTable:
        this.#type();
        return this.#catches();
      case SKIP.cast:
        this.offset += 1;
        this.#integer();
        this.#integer();
        return this.#integer();
      default:
        this.#unknown();
    }
  }

  #integer(): void {
    const bytes = this.bytes;
    let place = this.offset;
    while ((bytes[place] ?? 0) >= 0x80) place += 1;
    this.offset = place + 1;
  }

  #memoryArgument(): void {
    // Bit 6 of the alignment says that a memory index follows (multi-memory).
    const flags = this.bytes[this.offset] ?? 0;
    this.#integer();
    if ((flags & 0x40) !== 0) this.#integer();
    this.#integer();
  }

  /** A value type or block type: `(ref …)` and `(ref null …)` have a heap type behind them. */
  #type(): void {
    const first = this.bytes[this.offset] ?? 0;
    this.#integer();
    if (first === 0x63 || first === 0x64) this.#integer();
  }

  #labels(): void {
    let count = this.integerAt(this.offset) + 1;
    this.#integer();
    for (; count > 0 && this.offset <= this.#end; count -= 1) this.#integer();
  }

  #valueTypes(): void {
    let count = this.integerAt(this.offset);
    this.#integer();
    for (; count > 0 && this.offset <= this.#end; count -= 1) this.#type();
  }

  #catches(): void {
    let count = this.integerAt(this.offset);
    this.#integer();
    for (; count > 0 && this.offset <= this.#end; count -= 1) {
      const kind = this.bytes[this.offset] ?? 0;
      this.offset += 1;
      if (kind < 2) this.#integer();
      this.#integer();
    }
  }

  #unknown(): never {
    const first = this.bytes[this.start] ?? 0;
    const number = PREFIXES.has(first) ? `${hex(first)} ${this.integerAt(this.start + 1)}` : hex(first);
    refuse('unknown-instruction', this.start, `${number} is the opcode of no instruction`);
  }

  #overrun(): never {
    const over = this.offset - this.#end;
    const name = NAMES[this.opcode] ?? '';
    refuse('unexpected-end', this.start, `${name} runs past the end of its function or expression by ${over} bytes`);
  }
}
