// A module while it is read: the lists of `Module`, still growing, and what only the sections themselves need to agree on.
import type { ReadCaps } from './caps.ts';
import { refuse } from './fault.ts';
import type { Feature } from './feature.ts';
import type { ExternalType, Module } from './module.ts';

type Growing<Shape> = {
  -readonly [Key in keyof Shape]: Shape[Key] extends readonly (infer Entry)[] ? Entry[] : Shape[Key];
};

export interface ModuleDraft extends Growing<Module> {
  readonly caps: ReadCaps;
  /** Type index of each defined function, from the function section. */
  readonly functionTypes: number[];
  /** Features that only the encoding of a section shows, with their first offset. */
  readonly noted: Map<Feature, number>;
  typeParts: number;
  elements: number;
  locals: number;
  dataCount: number | undefined;
  /** Becomes `referencedFunctions`. */
  readonly referenced: Set<number>;
}

export function moduleDraft(size: number, caps: ReadCaps): ModuleDraft {
  return {
    caps,
    size,
    sections: [],
    types: [],
    imports: [],
    functions: [],
    tables: [],
    memories: [],
    globals: [],
    tags: [],
    importedFunctions: 0,
    importedTables: 0,
    importedMemories: 0,
    importedGlobals: 0,
    importedTags: 0,
    exports: [],
    start: undefined,
    dataSegments: [],
    elementSegments: 0,
    referencedFunctions: [],
    referenced: new Set(),
    functionTypes: [],
    noted: new Map(),
    typeParts: 0,
    elements: 0,
    locals: 0,
    dataCount: undefined,
  };
}

export function note(draft: ModuleDraft, feature: Feature, offset: number): void {
  if (!draft.noted.has(feature)) draft.noted.set(feature, offset);
}

/** Entries of an index space so far, imported ones included. */
export function spaceSize(draft: ModuleDraft, kind: ExternalType['kind']): number {
  switch (kind) {
    case 'function':
      return draft.importedFunctions + draft.functionTypes.length;
    case 'table':
      return draft.tables.length;
    case 'memory':
      return draft.memories.length;
    case 'global':
      return draft.globals.length;
    case 'tag':
      return draft.tags.length;
  }
}

export function checkIndex(draft: ModuleDraft, kind: ExternalType['kind'], index: number, offset: number, user: string): void {
  const size = spaceSize(draft, kind);
  if (index >= size) refuse('unknown-index', offset, `${user} names ${kind} ${index}; there are ${size}`);
}

/** Type `index` must be a function type: functions, tags and call targets. */
export function checkFunctionType(draft: ModuleDraft, index: number, offset: number, user: string): void {
  const kind = draft.types[index]?.kind;
  if (kind === undefined) refuse('unknown-index', offset, `${user} names type ${index}; there are ${draft.types.length}`);
  if (kind !== 'function')
    refuse('type-kind', offset, `${user} names type ${index}, ${article(kind)} type; a function type was expected`);
}

/** Adds what one vector brings to what other sections brought, against the cap of the index space. */
export function checkTotal(total: number, most: number, offset: number, entries: string): void {
  if (total > most) refuse('too-many', offset, `${total} ${entries}; ${most} is the most that is read`);
}

function article(kind: 'struct' | 'array'): string {
  return kind === 'array' ? 'an array' : 'a struct';
}

export function finished(draft: ModuleDraft): Module {
  return {
    size: draft.size,
    sections: draft.sections,
    types: draft.types,
    imports: draft.imports,
    functions: draft.functions,
    tables: draft.tables,
    memories: draft.memories,
    globals: draft.globals,
    tags: draft.tags,
    importedFunctions: draft.importedFunctions,
    importedTables: draft.importedTables,
    importedMemories: draft.importedMemories,
    importedGlobals: draft.importedGlobals,
    importedTags: draft.importedTags,
    exports: draft.exports,
    start: draft.start,
    dataSegments: draft.dataSegments,
    elementSegments: draft.elementSegments,
    referencedFunctions: [...draft.referenced].sort((one, other) => one - other),
  };
}
