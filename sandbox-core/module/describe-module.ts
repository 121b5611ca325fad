// A module for people: kind, sections, imports and exports with their types as text. Plain data; guest strings stay raw, and
// whoever shows them makes them visible.
import type { ExternalType, Module } from './module.ts';
import { readProducers, type Producer } from './producers.ts';
import { Cursor } from './cursor.ts';
import { attempt } from './fault.ts';
import { externalTypeText, memoryTypeText } from './type-text.ts';

export interface ModuleDescription {
  /** By the exports `_start` and `_initialize` (WASI application ABI). */
  readonly kind: 'command' | 'reactor' | 'library';
  readonly size: number;
  readonly sections: readonly SectionDescription[];
  readonly imports: readonly ImportDescription[];
  readonly exports: readonly ExportDescription[];
  readonly memories: readonly string[];
  readonly functions: { readonly imported: number; readonly defined: number };
  readonly producers: readonly Producer[];
}

export interface SectionDescription {
  readonly kind: string;
  /** Of a custom section, else empty. */
  readonly name: string;
  /** Where the section begins, and the size of its content. */
  readonly offset: number;
  readonly size: number;
  /** Undefined where the section is no vector. */
  readonly entries: number | undefined;
}

export interface ImportDescription {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternalType['kind'];
  readonly type: string;
}

export interface ExportDescription {
  readonly name: string;
  readonly kind: ExternalType['kind'];
  readonly index: number;
  readonly type: string;
}

export function describeModule(bytes: Uint8Array, module: Module): ModuleDescription {
  return {
    kind: kindOf(module),
    size: module.size,
    sections: module.sections.map((section) => ({
      kind: section.kind,
      name: section.name,
      offset: section.offset,
      size: section.payload.end - section.payload.start,
      entries: entriesOf(bytes, section),
    })),
    imports: module.imports.map((imported) => ({
      module: imported.module,
      name: imported.name,
      kind: imported.type.kind,
      type: externalTypeText(module, imported.type),
    })),
    exports: describeExports(module),
    memories: module.memories.map(({ limits }) => memoryTypeText(limits)),
    functions: { imported: module.importedFunctions, defined: module.functions.length },
    producers: readProducers(bytes, module),
  };
}

function kindOf(module: Module): ModuleDescription['kind'] {
  const functions = new Set(module.exports.filter(({ kind }) => kind === 'function').map(({ name }) => name));
  if (functions.has('_start')) return 'command';
  return functions.has('_initialize') ? 'reactor' : 'library';
}

function describeExports(module: Module): ExportDescription[] {
  const imported = module.imports.filter(({ type }) => type.kind === 'function').map(({ type }) => type);
  return module.exports.map(({ name, kind, index }) => {
    const type = typeOf(module, imported, kind, index);
    return { name, kind, index, type: type ? externalTypeText(module, type) : '' };
  });
}

function typeOf(
  module: Module,
  imported: readonly ExternalType[],
  kind: ExternalType['kind'],
  index: number,
): ExternalType | undefined {
  switch (kind) {
    case 'function': {
      const defined = module.functions[index - module.importedFunctions];
      return imported[index] ?? (defined && { kind, typeIndex: defined.typeIndex });
    }
    case 'table':
      return module.tables[index];
    case 'memory':
      return module.memories[index];
    case 'global':
      return module.globals[index];
    case 'tag':
      return module.tags[index];
  }
}

const NO_VECTOR: ReadonlySet<string> = new Set(['custom', 'start', 'data-count']);

function entriesOf(bytes: Uint8Array, section: Module['sections'][number]): number | undefined {
  if (NO_VECTOR.has(section.kind)) return undefined;
  const count = attempt(() => new Cursor(bytes, section.payload.start, section.payload.end).u32('a count'));
  return count.ok ? count.value : undefined;
}
