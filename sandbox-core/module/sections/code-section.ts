// The code section: each body's range and the number of its locals. Instructions are not looked at (instruction.ts does, when
// somebody asks), so reading a module costs next to nothing per byte of code.
import { Cursor } from '../cursor.ts';
import { refuse } from '../fault.ts';
import { checkTotal, type ModuleDraft } from '../module-draft.ts';
import { readValueType } from '../value-type.ts';
import type { ByteRange } from '../module.ts';

const MOST_LOCALS = 2 ** 32 - 1;

export function readCodeSection(cursor: Cursor, draft: ModuleDraft): void {
  const start = cursor.offset;
  const count = cursor.count(draft.caps.functions, 'function bodies');
  if (count !== draft.functionTypes.length) {
    refuse('function-count', start, `${count} function bodies; the function section has ${draft.functionTypes.length} functions`);
  }
  for (const typeIndex of draft.functionTypes) {
    const offset = cursor.offset;
    const size = cursor.u32('the size of a function body');
    checkTotal(size, draft.caps.bodyBytes, offset, 'bytes in a function body');
    if (size > cursor.remaining) {
      const over = size - cursor.remaining;
      refuse(
        'body-size',
        offset,
        `function body size ${size} runs past the end of the section by ${over}; ${cursor.remaining} or less was expected`,
      );
    }
    const from = cursor.skip(size, 'a function body');
    const body: ByteRange = { start: from, end: from + size };
    const locals = readLocals(new Cursor(cursor.bytes, body.start, body.end), draft.caps.localsPerFunction);
    draft.locals += locals;
    checkTotal(draft.locals, draft.caps.localsInAll, offset, 'locals in all functions');
    if (cursor.bytes[body.end - 1] !== 0x0b)
      refuse('body-end', body.end - 1, 'a function body that does not end with the instruction end (0x0b)');
    draft.functions.push({ typeIndex, body, locals });
  }
}

/** Number of locals; leaves the cursor at the first instruction. */
export function readLocals(cursor: Cursor, most: number): number {
  let total = 0;
  const groups = cursor.count(most, 'groups of locals');
  for (let left = groups; left > 0; left -= 1) {
    const offset = cursor.offset;
    total += cursor.u32('a number of locals');
    if (total > MOST_LOCALS) refuse('too-many-locals', offset, `${total} locals; a function has at most ${MOST_LOCALS}`);
    checkTotal(total, most, offset, 'locals in a function');
    readValueType(cursor);
  }
  return total;
}
