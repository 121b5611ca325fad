// What works on a length is paid for by that length: which appended function takes the payment for one instruction.
import type { InstructionWalker } from '../module/instruction.ts';
import type { Module } from '../module/module.ts';
import { immediatesOf } from '../module/opcodes.ts';
import type { AppendedFunctions } from './appended-functions.ts';
import { BYTES_PER_UNIT_LOG2 } from './fuel-costs.ts';

/** Index of the function that charges the length on the stack for the walker's instruction. */
export function lengthCharge(walker: InstructionWalker, { memories, tables }: Module, appended: AppendedFunctions): number {
  let memory = false;
  let wide: boolean | undefined;
  let place = walker.immediates;
  for (const kind of immediatesOf(walker.opcode)) {
    const index = walker.integerAt(place);
    place = walker.after(place);
    if (kind === 'memory') memory = true;
    // Lengths of memory.init and table.init are i32; those of copies as narrow as the narrower of the two.
    if (kind === 'memory') wide = (wide ?? true) && memories[index]?.limits.is64 === true;
    else if (kind === 'table') wide = (wide ?? true) && tables[index]?.limits.is64 === true;
    else wide = false;
  }
  return appended.charge(wide === true, memory ? BYTES_PER_UNIT_LOG2 : 0);
}
