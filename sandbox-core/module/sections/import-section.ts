// The import section: what the module asks its host for, each entry into its index space.
import type { Cursor } from '../cursor.ts';
import type { ExternalType } from '../module.ts';
import { checkTotal, type ModuleDraft } from '../module-draft.ts';
import {
  readExternalKind,
  readFunctionTypeIndex,
  readGlobalType,
  readMemoryType,
  readTableType,
  readTagType,
} from './external-type.ts';

export function readImportSection(cursor: Cursor, draft: ModuleDraft): void {
  for (let left = cursor.count(draft.caps.imports, 'imports'); left > 0; left -= 1) {
    const offset = cursor.offset;
    const module = cursor.name(draft.caps.nameBytes, "an import's module name");
    const name = cursor.name(draft.caps.nameBytes, "an import's name");
    const type = readExternalType(cursor, draft);
    draft.imports.push({ module, name, type, offset });
    place(draft, type, offset);
  }
}

function readExternalType(cursor: Cursor, draft: ModuleDraft): ExternalType {
  const kind = readExternalKind(cursor, 'an import');
  switch (kind) {
    case 'function':
      return { kind, typeIndex: readFunctionTypeIndex(cursor, draft, 'an import') };
    case 'table':
      return readTableType(cursor);
    case 'memory':
      return readMemoryType(cursor, draft);
    case 'global':
      return readGlobalType(cursor);
    case 'tag':
      return readTagType(cursor, draft);
  }
}

function place(draft: ModuleDraft, type: ExternalType, offset: number): void {
  switch (type.kind) {
    case 'function':
      draft.importedFunctions += 1;
      return;
    case 'table':
      draft.importedTables += 1;
      draft.tables.push(type);
      return checkTotal(draft.tables.length, draft.caps.tables, offset, 'tables');
    case 'memory':
      draft.importedMemories += 1;
      draft.memories.push(type);
      return checkTotal(draft.memories.length, draft.caps.memories, offset, 'memories');
    case 'global':
      draft.importedGlobals += 1;
      draft.globals.push(type);
      return;
    case 'tag':
      draft.importedTags += 1;
      draft.tags.push(type);
  }
}
