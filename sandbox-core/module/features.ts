// Which features a module uses, each with the first place that needs it, and which an engine has: so that admission can name
// what is missing instead of passing on an engine's compile error.
import { READ_CAPS } from './caps.ts';
import { FEATURES, type Feature } from './feature.ts';
import { FEATURE_PROBES } from './feature-probes.ts';
import type { InstructionWalker } from './instruction.ts';
import type { Module, SizeLimits } from './module.ts';
import { readSections } from './read-module.ts';
import { FEATURE_OF, OPCODE } from './opcodes.ts';
import { walkBodies } from './walk-bodies.ts';

export interface UsedFeatures {
  /** Offset of the first use. */
  readonly offsets: ReadonlyMap<Feature, number>;
  /** How many instructions memory.grow and table.grow there are. */
  readonly growthSites: number;
}

/** Features that `validate` accepts a tiny module of. */
export function engineFeatures(validate: (bytes: Uint8Array) => boolean): ReadonlySet<Feature> {
  return new Set(FEATURES.filter((feature) => validate(FEATURE_PROBES[feature])));
}

/** Throws a fault (see `attempt`) for a body that cannot be walked. */
export function usedFeatures(bytes: Uint8Array, module: Module): UsedFeatures {
  const offsets = new Map<Feature, number>();
  const use = (feature: Feature, offset: number): void => {
    const known = offsets.get(feature);
    if (known === undefined || offset < known) offsets.set(feature, offset);
  };
  useSections(module, use);
  useTypes(bytes, module, use);
  return { offsets, growthSites: useInstructions(bytes, module, use) };
}

type Use = (feature: Feature, offset: number) => void;

function useInstructions(bytes: Uint8Array, module: Module, use: Use): number {
  const first = new Float64Array(FEATURES.length + 1).fill(-1);
  let growthSites = 0;
  walkBodies(bytes, module, (walker) => {
    while (walker.next()) {
      const feature = FEATURE_OF[walker.opcode] ?? 0;
      if (feature !== 0 && first[feature] === -1) first[feature] = walker.start;
      if (walker.opcode === OPCODE.memoryGrow || walker.opcode === OPCODE.tableGrow) growthSites += 1;
      if (walker.opcode <= BLOCK_OPCODES && usesTypeIndex(walker)) use('multi-value', walker.start);
    }
  });
  for (const [index, feature] of FEATURES.entries()) {
    const offset = first[index + 1] ?? -1;
    if (offset >= 0) use(feature, offset);
  }
  return growthSites;
}

/** block, loop, if and try. */
const BLOCK_OPCODES = 0x06;

function usesTypeIndex(walker: InstructionWalker): boolean {
  if (walker.opcode < 0x02 || walker.opcode === 0x05) return false;
  const byte = walker.bytes[walker.immediates] ?? 0;
  return byte < 0x40 || byte >= 0x80;
}

function useSections(module: Module, use: Use): void {
  const offsetOf = (kind: string): number => module.sections.find((section) => section.kind === kind)?.offset ?? 0;
  const definedOrImported = (kind: string, imported: number): number => offsetOf(imported > 0 ? 'import' : kind);
  if (module.tags.length > 0 && !module.sections.some(({ kind }) => kind === 'tag')) use('exceptions', offsetOf('import'));
  if (module.memories.length > 1) use('multi-memory', definedOrImported('memory', module.importedMemories));
  if (module.tables.length > 1) use('reference-types', definedOrImported('table', module.importedTables));
  if (module.sections.some(({ kind }) => kind === 'data-count')) use('bulk-memory', offsetOf('data-count'));
  if (module.dataSegments.some(({ mode }) => mode === 'passive')) use('bulk-memory', offsetOf('data'));
  for (const [index, { limits }] of module.memories.entries()) {
    useMemory(limits, index < module.importedMemories ? offsetOf('import') : offsetOf('memory'), use);
  }
  for (const [index, { limits }] of module.tables.entries()) {
    if (limits.is64) use('table64', index < module.importedTables ? offsetOf('import') : offsetOf('table'));
  }
  for (const { type, offset } of module.imports) if (type.kind === 'global' && type.mutable) use('mutable-globals', offset);
  if (module.exports.some(({ kind, index }) => kind === 'global' && module.globals[index]?.mutable === true)) {
    use('mutable-globals', offsetOf('export'));
  }
}

function useMemory(limits: SizeLimits, offset: number, use: Use): void {
  if (limits.is64) use('memory64', offset);
  if (limits.shared) use('threads', offset);
}

/** What `Module` does not keep of its sections is read again, without the code. */
function useTypes(bytes: Uint8Array, module: Module, use: Use): void {
  const at = module.sections.find(({ kind }) => kind === 'type')?.offset ?? 0;
  for (const [feature, offset] of readSections(bytes, READ_CAPS, 'code').noted) use(feature, offset);
  for (const definition of module.types) {
    if (definition.kind !== 'function') continue;
    if (definition.results.length > 1) use('multi-value', at);
    for (const type of definition.parameters) useValueType(type, at, use);
    for (const type of definition.results) useValueType(type, at, use);
  }
  const tableAt = module.sections.find(({ kind }) => kind === 'table')?.offset ?? at;
  for (const { element } of module.tables) if (element !== 'funcref') useValueType(element, tableAt, use);
  const globalAt = module.sections.find(({ kind }) => kind === 'global')?.offset ?? at;
  for (const { value } of module.globals) useValueType(value, globalAt, use);
}

const PLAIN: ReadonlySet<string> = new Set(['i32', 'i64', 'f32', 'f64']);
const GC_TYPE = /\b(?:any|eq|i31|struct|array|none|noextern|nofunc)\b|^(?:any|eq|i31|struct|array|null|nullextern|nullfunc)ref$/;

function useValueType(type: string, offset: number, use: Use): void {
  if (PLAIN.has(type)) return;
  if (type === 'v128') use('simd', offset);
  else if (type === 'funcref' || type === 'externref') use('reference-types', offset);
  else if (type.includes('exn')) use('exceptions', offset);
  else if (GC_TYPE.test(type)) use('gc', offset);
  else use('typed-references', offset);
}
