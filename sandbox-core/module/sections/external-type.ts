// The types of what crosses a module's border or fills its index spaces: tables, memories, globals and tags.
import type { Cursor } from '../cursor.ts';
import { hex, refuse } from '../fault.ts';
import type { ExternalType } from '../module.ts';
import { checkFunctionType, note, type ModuleDraft } from '../module-draft.ts';
import { LIMIT_FLAGS, readSizeLimits } from '../size-limits.ts';
import { readReferenceType, readValueType } from '../value-type.ts';
import { readMutability } from './type-section.ts';

type Of<Kind extends ExternalType['kind']> = Extract<ExternalType, { kind: Kind }>;

/** In the order of their codes in import and export entries. */
export const EXTERNAL_KINDS = ['function', 'table', 'memory', 'global', 'tag'] as const satisfies readonly ExternalType['kind'][];

export function readExternalKind(cursor: Cursor, user: string): ExternalType['kind'] {
  const start = cursor.offset;
  const code = cursor.byte(`the kind of ${user}`);
  return EXTERNAL_KINDS[code] ?? refuse('external-kind', start, `kind ${hex(code)} of ${user}; 0x00 to 0x04 was expected`);
}

export function readTableType(cursor: Cursor): Of<'table'> {
  const element = readReferenceType(cursor);
  return { kind: 'table', element, limits: readSizeLimits(cursor, 'table') };
}

export function readMemoryType(cursor: Cursor, draft: ModuleDraft): Of<'memory'> {
  if (((cursor.peek() ?? 0) & LIMIT_FLAGS.pageSize) !== 0) note(draft, 'custom-page-sizes', cursor.offset);
  return { kind: 'memory', limits: readSizeLimits(cursor, 'memory') };
}

export function readGlobalType(cursor: Cursor): Of<'global'> {
  const value = readValueType(cursor);
  return { kind: 'global', value, mutable: readMutability(cursor, 'a global') };
}

export function readTagType(cursor: Cursor, draft: ModuleDraft): Of<'tag'> {
  const start = cursor.offset;
  const attribute = cursor.byte('a tag');
  if (attribute !== 0) refuse('tag-attribute', start, `tag attribute ${hex(attribute)}; 0x00 (exception) was expected`);
  return { kind: 'tag', typeIndex: readFunctionTypeIndex(cursor, draft, 'a tag') };
}

export function readFunctionTypeIndex(cursor: Cursor, draft: ModuleDraft, user: string): number {
  const start = cursor.offset;
  const index = cursor.u32(`the type of ${user}`);
  checkFunctionType(draft, index, start, user);
  return index;
}
