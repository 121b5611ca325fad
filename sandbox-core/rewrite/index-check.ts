// No instruction may name a function, table, type or global that the rewriter is about to append: a module that is invalid for
// naming an index past the end would become valid, and could set its own fuel. In heap types, which are
// within value types too, appended types are harmless.
import { refuse } from '../module/fault.ts';
import type { InstructionWalker } from '../module/instruction.ts';
import type { Module } from '../module/module.ts';
import { immediatesOf, NAMES } from '../module/opcodes.ts';

const SPACE = { none: 0, function: 1, table: 2, memory: 3, type: 4, global: 5, blockType: 6 } as const;
const FIRST_SPACE = spaces(0);
const SECOND_SPACE = spaces(1);

/** Entries of each index space, for `checkIndices`. */
export function indexCounts(module: Module): readonly number[] {
  const functions = module.importedFunctions + module.functions.length;
  return [0, functions, module.tables.length, module.memories.length, module.types.length, module.globals.length];
}

/** Of the walker's current instruction. */
export function checkIndices(walker: InstructionWalker, counts: readonly number[]): void {
  const { opcode, immediates } = walker;
  const first = FIRST_SPACE[opcode] ?? SPACE.none;
  const second = SECOND_SPACE[opcode] ?? SPACE.none;
  if (first === SPACE.blockType) checkBlockType(walker, counts[SPACE.type] ?? 0);
  else if (first !== SPACE.none) check(walker, walker.integerAt(immediates), counts[first] ?? 0);
  if (second !== SPACE.none) check(walker, walker.integerAt(walker.after(immediates)), counts[second] ?? 0);
}

/** Negative numbers are value types; their last byte has the sign bit. */
function checkBlockType(walker: InstructionWalker, types: number): void {
  const { bytes, immediates } = walker;
  const last = bytes[walker.after(immediates) - 1] ?? 0;
  if ((last & 0x40) === 0) check(walker, walker.integerAt(immediates), types);
}

export function check(walker: InstructionWalker, index: number, count: number): void {
  if (index >= count) refuse('unknown-index', walker.start, `${NAMES[walker.opcode]} names index ${index}; there are ${count}`);
}

function spaces(place: number): Uint8Array {
  return Uint8Array.from(NAMES, (_, opcode) => {
    const kind = immediatesOf(opcode)[place];
    if (kind === 'block-type') return SPACE.blockType;
    return kind === 'function' || kind === 'table' || kind === 'memory' || kind === 'type' || kind === 'global'
      ? SPACE[kind]
      : SPACE.none;
  });
}
