// How many bytes of the engine's stack a call of a function takes, estimated from its bytes alone, so that every machine counts
// alike. It follows what V8's baseline compiler lays out, the largest frames there are: each parameter, local and operand in a
// slot of its own, and arguments once more for the caller.
import type { InstructionWalker } from '../module/instruction.ts';
import { NAMES, OPCODE } from '../module/opcodes.ts';
import { PlainRun } from './plain-run.ts';

/** Return address, frame pointer, instance, feedback, alignment. */
const FIXED_BYTES = 96;

const PUSHES =
  /^(?:local\.get|global\.get|memory\.size|table\.size|ref\.null|ref\.func|struct\.new_default|array\.new_fixed)$|\.const$/;
const POPS = /^(?:drop|local\.set|global\.set|if|br_if|br_table|br_on_null|struct\.set)$|(?:\.set)$/;
const BINARY =
  /^[if]\d+\.(?:add|sub|mul|div|rem|and|or|xor|shl|shr|rotl|rotr|eq|ne|lt|gt|le|ge|min|max|copysign)(?:_[su])?$|^[if]\d+x\d+\.(?:add|sub|mul|div|eq|ne|lt|gt|le|ge|min|max|pmin|pmax|shl|shr)(?:_\w+)?$|replace_lane$|^ref\.eq$/;

const OPENS = Uint8Array.from(NAMES, (name) => (['block', 'loop', 'if', 'try', 'try_table'].includes(name ?? '') ? 1 : 0));

/** How an instruction changes the number of operands; where it depends on types, at most. */
const EFFECT = Int8Array.from(NAMES, (name) => effectOf(name ?? ''));

/** `locals` with the parameters; `slots` of those and of what is passed. */
export function frameBytes(walker: InstructionWalker, start: number, end: number, locals: number, slots: number): number {
  const run = new PlainRun(EFFECT);
  let wide = false;
  const entered: number[] = [];
  walker.enter(start, end);
  for (;;) {
    walker.offset = run.pass(walker.bytes, walker.offset, end, locals);
    if (!walker.next()) break;
    const { opcode } = walker;
    if (opcode >= 0x300 && opcode < 0x500) wide = true;
    run.height = Math.max(0, run.height + (EFFECT[opcode] ?? 1));
    if (run.height > run.highest) run.highest = run.height;
    if (OPENS[opcode] === 1) entered.push(run.height);
    // A block leaves its results; more than one is rare, and then the estimate is by as much too low.
    else if (opcode === OPCODE.end) run.height = (entered.pop() ?? 0) + 1;
    else if (opcode === 0x05) run.height = entered.at(-1) ?? 0;
  }
  return FIXED_BYTES + (wide ? 16 : 8) * (slots + run.highest);
}

function effectOf(name: string): number {
  if (PUSHES.test(name)) return 1;
  if (/store/.test(name) || /^(?:select|table\.grow)$/.test(name)) return /store/.test(name) ? -2 : -1;
  if (/^(?:memory|table)\.(?:fill|copy|init)$/.test(name)) return -3;
  if (POPS.test(name) || BINARY.test(name)) return -1;
  // A call takes its arguments and gives its results: one more at most, which is what nearly all have.
  return name.startsWith('call') ? 1 : 0;
}
