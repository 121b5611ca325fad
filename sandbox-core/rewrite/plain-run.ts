// Passes over runs of the commonest instructions, which only count: most of all code, in a loop of a few operations each. It
// stops before anything else, and before whatever is not in order; the walker looks at that.
import { immediatesOf, NAMES } from '../module/opcodes.ts';
import { ACTION, ACTION_OF, NAMES_INDEX } from './fuel-costs.ts';

const PASS = { stop: 0, bare: 1, integer: 2, local: 3, memory: 4 } as const;

/** By first byte. */
const PASS_OF: Uint8Array = Uint8Array.from({ length: 256 }, (_, opcode) => {
  if (NAMES[opcode] === undefined || NAMES_INDEX[opcode] === 1) return PASS.stop;
  if (ACTION_OF[opcode] === ACTION.local) return PASS.local;
  if (ACTION_OF[opcode] !== ACTION.none) return PASS.stop;
  const kinds = immediatesOf(opcode).join(' ');
  if (kinds === '') return PASS.bare;
  if (kinds === 'i32' || kinds === 'i64') return PASS.integer;
  return kinds === 'memory-argument' ? PASS.memory : PASS.stop;
});

/** One for many runs. `effects`: how each instruction changes the number of operands, by first byte; zeros to follow no heights. */
export class PlainRun {
  readonly #effects: Int8Array;
  /** How many instructions the last run had. */
  count = 0;
  /** How many operands there are, and were at most. */
  height = 0;
  highest = 0;

  constructor(effects: Int8Array) {
    this.#effects = effects;
  }

  /** Where the run that begins at `start` ends. */
  pass(bytes: Uint8Array, start: number, end: number, locals: number): number {
    const effects = this.#effects;
    let { height, highest } = this;
    let offset = start;
    let count = 0;
    while (offset < end) {
      const opcode = bytes[offset] ?? 0;
      const pass = PASS_OF[opcode];
      let next = offset + 1;
      if (pass === PASS.local) {
        const index = bytes[next] ?? 0x80;
        if (index >= 0x80 || index >= locals) break;
        next += 1;
      } else if (pass === PASS.integer || pass === PASS.memory) {
        if (pass === PASS.memory) {
          // A memory index follows these flags.
          if ((bytes[next] ?? 0) >= 0x40) break;
          next += 1;
        }
        while ((bytes[next] ?? 0) >= 0x80) next += 1;
        next += 1;
      } else if (pass !== PASS.bare) break;
      if (next > end) break;
      offset = next;
      count += 1;
      height += effects[opcode] ?? 0;
      if (height > highest) highest = height;
      else if (height < 0) height = 0;
    }
    this.count = count;
    this.height = height;
    this.highest = highest;
    return offset;
  }
}
