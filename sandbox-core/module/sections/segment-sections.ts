// Element segments, data segments and the data count. Of elements, the functions among them are kept; data stays a range of bytes.
import { readConstantExpression } from '../constant-expression.ts';
import type { Cursor } from '../cursor.ts';
import { hex, refuse } from '../fault.ts';
import { checkIndex, checkTotal, note, type ModuleDraft } from '../module-draft.ts';
import { readReferenceType } from '../value-type.ts';

/** Bits of an element segment's flags: 0 passive or declarative, 1 a table index (or declarative), 2 expressions. */
const NOT_ACTIVE = 1;
const EXPLICIT = 2;
const EXPRESSIONS = 4;

export function readElementSection(cursor: Cursor, draft: ModuleDraft): void {
  for (let left = cursor.count(draft.caps.elementSegments, 'element segments'); left > 0; left -= 1) {
    readElementSegment(cursor, draft);
    draft.elementSegments += 1;
  }
}

function readElementSegment(cursor: Cursor, draft: ModuleDraft): void {
  const start = cursor.offset;
  const flags = cursor.u32('the flags of an element segment');
  if (flags > 0) note(draft, 'bulk-memory', start);
  if (flags > 7) refuse('segment-flags', start, `element segment flags ${flags}; 0 to 7 was expected`);
  if ((flags & NOT_ACTIVE) === 0) {
    const at = cursor.offset;
    const table = (flags & EXPLICIT) === 0 ? 0 : cursor.u32("an element segment's table");
    checkIndex(draft, 'table', table, at, 'an element segment');
    readConstantExpression(cursor, draft);
  }
  if ((flags & (NOT_ACTIVE | EXPLICIT)) !== 0) readElementKind(cursor, (flags & EXPRESSIONS) !== 0);
  readElements(cursor, draft, (flags & EXPRESSIONS) !== 0);
}

function readElementKind(cursor: Cursor, expressions: boolean): void {
  if (expressions) {
    readReferenceType(cursor);
    return;
  }
  const start = cursor.offset;
  const kind = cursor.byte('an element kind');
  if (kind !== 0) refuse('element-kind', start, `element kind ${hex(kind)}; 0x00 (functions) was expected`);
}

function readElements(cursor: Cursor, draft: ModuleDraft, expressions: boolean): void {
  const start = cursor.offset;
  const count = cursor.count(draft.caps.elements, 'elements');
  draft.elements += count;
  checkTotal(draft.elements, draft.caps.elements, start, 'elements');
  for (let left = count; left > 0; left -= 1) {
    if (expressions) {
      readConstantExpression(cursor, draft);
      continue;
    }
    const at = cursor.offset;
    const index = cursor.u32('an element');
    checkIndex(draft, 'function', index, at, 'an element segment');
    draft.referenced.add(index);
  }
}

export function readDataCountSection(cursor: Cursor, draft: ModuleDraft): void {
  const start = cursor.offset;
  draft.dataCount = cursor.u32('the number of data segments');
  checkTotal(draft.dataCount, draft.caps.dataSegments, start, 'data segments');
}

export function readDataSection(cursor: Cursor, draft: ModuleDraft): void {
  const start = cursor.offset;
  const count = cursor.count(draft.caps.dataSegments, 'data segments');
  if (draft.dataCount !== undefined && draft.dataCount !== count) {
    refuse('data-count', start, `${count} data segments; the data count section says ${draft.dataCount}`);
  }
  for (let left = count; left > 0; left -= 1) readDataSegment(cursor, draft);
}

function readDataSegment(cursor: Cursor, draft: ModuleDraft): void {
  const start = cursor.offset;
  const flags = cursor.u32('the flags of a data segment');
  if (flags > 2) refuse('segment-flags', start, `data segment flags ${flags}; 0 to 2 was expected`);
  const at = cursor.offset;
  const memory = flags === 2 ? cursor.u32("a data segment's memory") : 0;
  if (flags !== 1) {
    checkIndex(draft, 'memory', memory, at, 'a data segment');
    readConstantExpression(cursor, draft);
  }
  const size = cursor.u32('the size of a data segment');
  const from = cursor.skip(size, `a data segment of ${size} bytes`);
  draft.dataSegments.push({ mode: flags === 1 ? 'passive' : 'active', memory, bytes: { start: from, end: from + size } });
}
