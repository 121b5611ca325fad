// The sections that define functions (their types), tables, memories, tags and globals, one short reader each.
import { readConstantExpression } from '../constant-expression.ts';
import type { Cursor } from '../cursor.ts';
import { hex, refuse } from '../fault.ts';
import { checkTotal, type ModuleDraft } from '../module-draft.ts';
import { readFunctionTypeIndex, readGlobalType, readMemoryType, readTableType, readTagType } from './external-type.ts';

/** A table with an initial value begins with this and a zero. */
const TABLE_WITH_VALUE = 0x40;

export function readFunctionSection(cursor: Cursor, draft: ModuleDraft): void {
  for (let left = cursor.count(draft.caps.functions, 'functions'); left > 0; left -= 1) {
    draft.functionTypes.push(readFunctionTypeIndex(cursor, draft, 'a function'));
  }
}

export function readTableSection(cursor: Cursor, draft: ModuleDraft): void {
  const start = cursor.offset;
  const count = cursor.count(draft.caps.tables, 'tables');
  checkTotal(draft.tables.length + count, draft.caps.tables, start, 'tables');
  for (let left = count; left > 0; left -= 1) {
    const valued = cursor.peek() === TABLE_WITH_VALUE;
    if (valued) readTablePrefix(cursor);
    draft.tables.push(readTableType(cursor));
    if (valued) readConstantExpression(cursor, draft);
  }
}

export function readTablePrefix(cursor: Cursor): void {
  cursor.byte('a table');
  const start = cursor.offset;
  const reserved = cursor.byte('a table');
  if (reserved !== 0) refuse('table-form', start, `${hex(reserved)} after 0x40 in a table; 0x00 was expected`);
}

export function readMemorySection(cursor: Cursor, draft: ModuleDraft): void {
  const start = cursor.offset;
  const count = cursor.count(draft.caps.memories, 'memories');
  checkTotal(draft.memories.length + count, draft.caps.memories, start, 'memories');
  for (let left = count; left > 0; left -= 1) draft.memories.push(readMemoryType(cursor, draft));
}

export function readTagSection(cursor: Cursor, draft: ModuleDraft): void {
  for (let left = cursor.count(draft.caps.tags, 'tags'); left > 0; left -= 1) draft.tags.push(readTagType(cursor, draft));
}

export function readGlobalSection(cursor: Cursor, draft: ModuleDraft): void {
  for (let left = cursor.count(draft.caps.globals, 'globals'); left > 0; left -= 1) {
    const type = readGlobalType(cursor);
    readConstantExpression(cursor, draft);
    draft.globals.push(type);
  }
}
