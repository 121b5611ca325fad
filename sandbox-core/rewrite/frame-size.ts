// How many bytes of the engine's stack a call of a function takes, estimated from its bytes alone, so that every machine counts
// alike. It follows what V8's baseline compiler lays out, the largest frames there are: each parameter, local and operand in a
// slot of its own, and arguments once more for the caller.
import { NAMES } from '../module/opcodes.ts';

/** Return address, frame pointer, instance, feedback, alignment. */
const FIXED_BYTES = 96;

const PUSHES =
  /^(?:local\.get|global\.get|memory\.size|table\.size|ref\.null|ref\.func|struct\.new_default|array\.new_fixed)$|\.const$/;
const POPS = /^(?:drop|local\.set|global\.set|if|br_if|br_table|br_on_null|struct\.set)$|(?:\.set)$/;
const BINARY =
  /^[if]\d+\.(?:add|sub|mul|div|rem|and|or|xor|shl|shr|rotl|rotr|eq|ne|lt|gt|le|ge|min|max|copysign)(?:_[su])?$|^[if]\d+x\d+\.(?:add|sub|mul|div|eq|ne|lt|gt|le|ge|min|max|pmin|pmax|shl|shr)(?:_\w+)?$|replace_lane$|^ref\.eq$/;

/** How an instruction changes the number of operands; where it depends on types, at most. */
export const OPERANDS: Int8Array = Int8Array.from(NAMES, (name) => effectOf(name ?? ''));

/** `slots` of parameters, locals and what is passed; `operands` at most at a time; `wide` where vectors may be among them. */
export function frameBytes(slots: number, operands: number, wide: boolean): number {
  return FIXED_BYTES + (wide ? 16 : 8) * (slots + operands);
}

/** Whether this is an instruction of vectors. */
export function isWide(opcode: number): boolean {
  return opcode >= 0x300 && opcode < 0x500;
}

function effectOf(name: string): number {
  if (PUSHES.test(name)) return 1;
  if (/store/.test(name) || /^(?:select|table\.grow)$/.test(name)) return /store/.test(name) ? -2 : -1;
  if (/^(?:memory|table)\.(?:fill|copy|init)$/.test(name)) return -3;
  if (POPS.test(name) || BINARY.test(name)) return -1;
  // A call takes its arguments and gives its results: one more at most, which is what nearly all have.
  return name.startsWith('call') ? 1 : 0;
}
