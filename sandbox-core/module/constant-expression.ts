// Constant expressions (core specification 3.0, section 3.4.11.1): initial values of globals, tables and elements, and offsets of
// segments. They are walked with the same decoder as bodies; anything but the few constant instructions is refused, which also
// means that the first `end` is the last.
import type { Cursor } from './cursor.ts';
import { refuse } from './fault.ts';
import { FEATURES } from './feature.ts';
import { InstructionWalker } from './instruction.ts';
import type { ByteRange } from './module.ts';
import { checkIndex, note, type ModuleDraft } from './module-draft.ts';
import { FEATURE_OF, NAMES, OPCODE } from './opcodes.ts';

const CONSTANT: ReadonlySet<string> = new Set(
  `i32.const i64.const f32.const f64.const v128.const ref.null ref.func global.get i32.add i32.sub i32.mul i64.add i64.sub i64.mul
   struct.new struct.new_default array.new array.new_default array.new_fixed ref.i31 any.convert_extern extern.convert_any end`.split(
    /\s+/,
  ),
);

/** Arithmetic in constant expressions came later than the instructions themselves. */
const EXTENDED: ReadonlySet<string> = new Set(['i32.add', 'i32.sub', 'i32.mul', 'i64.add', 'i64.sub', 'i64.mul']);

const IS_CONSTANT = Uint8Array.from(NAMES, (name) => (name !== undefined && CONSTANT.has(name) ? 1 : 0));

/** One walker for each buffer being read: it keeps nothing between expressions. */
const walkers = new WeakMap<Uint8Array, InstructionWalker>();

/** Passes over an expression with its `end` and returns where it stands. */
export function readConstantExpression(cursor: Cursor, draft: ModuleDraft): ByteRange {
  const walker = walkerOf(cursor.bytes);
  const start = cursor.offset;
  walker.enter(start, cursor.end);
  for (let count = 0; walker.next(); count += 1) {
    const { opcode } = walker;
    if (IS_CONSTANT[opcode] !== 1) refuse('not-constant', walker.start, `${NAMES[opcode]} in a constant expression`);
    if (opcode === OPCODE.end) {
      cursor.offset = walker.offset;
      return { start, end: walker.offset };
    }
    if (count >= draft.caps.constantInstructions) {
      refuse('too-many', start, `more than ${draft.caps.constantInstructions} instructions in a constant expression`);
    }
    noteFeature(draft, opcode, walker.start);
    if (opcode === OPCODE.globalGet)
      checkIndex(draft, 'global', walker.integerAt(walker.immediates), walker.start, 'a constant expression');
    if (opcode === OPCODE.refFunc) {
      const index = walker.integerAt(walker.immediates);
      checkIndex(draft, 'function', index, walker.start, 'a constant expression');
      draft.referenced.add(index);
    }
  }
  return refuse('unexpected-end', cursor.end, 'ends inside a constant expression; the instruction end (0x0b) was expected');
}

function noteFeature(draft: ModuleDraft, opcode: number, offset: number): void {
  const feature = EXTENDED.has(NAMES[opcode] ?? '') ? 'extended-constants' : FEATURES[(FEATURE_OF[opcode] ?? 0) - 1];
  if (feature !== undefined) note(draft, feature, offset);
}

function walkerOf(bytes: Uint8Array): InstructionWalker {
  const known = walkers.get(bytes);
  if (known) return known;
  const walker = new InstructionWalker(bytes);
  walkers.set(bytes, walker);
  return walker;
}
