// The export and start sections. A name may be exported once; engines refuse a second, and we say where it stands.
import type { Cursor } from '../cursor.ts';
import { quoted, refuse } from '../fault.ts';
import { checkIndex, type ModuleDraft } from '../module-draft.ts';
import { readExternalKind } from './external-type.ts';

export function readExportSection(cursor: Cursor, draft: ModuleDraft): void {
  const seen = new Set<string>();
  for (let left = cursor.count(draft.caps.exports, 'exports'); left > 0; left -= 1) {
    const start = cursor.offset;
    const name = cursor.name(draft.caps.nameBytes, "an export's name");
    if (seen.has(name)) refuse('duplicate-export', start, `${quoted(name)} is exported twice`);
    seen.add(name);
    const kind = readExternalKind(cursor, 'an export');
    const at = cursor.offset;
    const index = cursor.u32("an export's index");
    checkIndex(draft, kind, index, at, `the export ${quoted(name)}`);
    draft.exports.push({ name, kind, index });
  }
}

export function readStartSection(cursor: Cursor, draft: ModuleDraft): void {
  const start = cursor.offset;
  const index = cursor.u32('the start function');
  checkIndex(draft, 'function', index, start, 'the start section');
  draft.start = index;
}
