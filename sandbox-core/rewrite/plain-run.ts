// Passes over runs of the commonest instructions, which only count: most of all code, in a loop of a few operations each. It
// stops before anything else, and before whatever is not in order; the walker looks at that.
//
// Four bytes are read at once, and one table tells what they may be, so that little is left to branch on:
//
//   bits 0 to 1     bytes of the instruction when its integers take one byte each, 0 where a run ends
//   bits 2 to 5     how it changes the number of operands, and 8
//   bits 14 to 23   which bits of the second and third byte say that there is more to it
//   bits 24 to 31   what the second byte is at most
import { immediatesOf, NAMES } from '../module/opcodes.ts';
import { OPERANDS } from './frame-size.ts';
import { ACTION, ACTION_OF, NAMES_INDEX } from './fuel-costs.ts';

const LOCALS = [0x20, 0x21, 0x22] as const;
const MEMORY = 3;
/** A memory index follows flags from this on. */
const INDEXED = 0x40;
const MORE = 0xff_ff00;

/** By first byte. */
const TABLE: Int32Array = Int32Array.from({ length: 256 }, (_, opcode) => {
  if (NAMES[opcode] === undefined || NAMES_INDEX[opcode] === 1) return 0;
  if (ACTION_OF[opcode] === ACTION.local) return row(opcode, 2, 0x8000);
  if (ACTION_OF[opcode] !== ACTION.none) return 0;
  const kinds = immediatesOf(opcode).join(' ');
  if (kinds === '') return row(opcode, 1, 0);
  if (kinds === 'i32' || kinds === 'i64') return row(opcode, 2, 0x8000);
  return kinds === 'memory-argument' ? row(opcode, MEMORY, 0x80_c000) : 0;
});

function row(opcode: number, length: number, more: number): number {
  return length | (((OPERANDS[opcode] ?? 0) + 8) << 2) | more | (0xff << 24);
}

/** One for many runs of a module. */
export class PlainRun {
  readonly #bytes: Uint8Array;
  readonly #words: DataView;
  readonly #table = TABLE.slice();
  #locals = -1;
  /** How many instructions the last run had. */
  count = 0;
  /** How many operands there are, and were at most. */
  height = 0;
  highest = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Begins a body with so many parameters and locals. */
  start(locals: number): void {
    this.height = 0;
    this.highest = 0;
    if (locals === this.#locals) return;
    this.#locals = locals;
    for (const opcode of LOCALS) {
      const most = Math.min(locals - 1, 0x7f);
      this.#table[opcode] = locals === 0 ? 0 : ((TABLE[opcode] ?? 0) & 0xff_ffff) | (most << 24);
    }
  }

  /** Where the run that begins at `start` ends. */
  pass(start: number, end: number): number {
    const words = this.#words;
    const table = this.#table;
    const last = Math.min(end, words.byteLength - 3);
    let { height, highest } = this;
    let offset = start;
    let count = 0;
    while (offset < last) {
      const word = words.getInt32(offset, true);
      const what = table[word & 0xff] ?? 0;
      const length = what & 3;
      if (length === 0) break;
      let next = offset + length;
      if ((word & what & MORE) !== 0) {
        next = this.#longEnd(offset, length);
        if (next < 0) break;
      } else if (((word >> 8) & 0xff) > what >>> 24) break;
      if (next > end) break;
      offset = next;
      count += 1;
      height += ((what >> 2) & 0xf) - 8;
      if (height > highest) highest = height;
      else if (height < 0) height = 0;
    }
    this.count = count;
    this.height = height;
    this.highest = highest;
    return offset;
  }

  /** Of another instruction, which the run does not pass over. */
  follow(opcode: number): void {
    const height = this.height + (OPERANDS[opcode] ?? 1);
    this.height = height < 0 ? 0 : height;
    if (height > this.highest) this.highest = height;
  }

  /** Where the instruction at `offset` ends whose integers take more than a byte each; -1 where the walker must look at it. */
  #longEnd(offset: number, length: number): number {
    const bytes = this.#bytes;
    const opcode = bytes[offset] ?? 0;
    if (opcode >= LOCALS[0] && opcode <= LOCALS[2]) return -1;
    let next = offset + 1;
    if (length === MEMORY) {
      if ((bytes[next] ?? INDEXED) >= INDEXED) return -1;
      next += 1;
    }
    while ((bytes[next] ?? 0) >= 0x80) next += 1;
    return next + 1;
  }
}
