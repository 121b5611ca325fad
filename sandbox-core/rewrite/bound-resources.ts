// Bounds what a module's memories and tables may hold together, whatever the module declares: maxima are imposed where they
// suffice, and where they do not, memory.grow and table.grow become calls of appended functions that count.
//
// Everything is appended at the end of its index space, so no index in the module shifts; custom sections stay byte for byte.
import { diagnosticText } from '../base/diagnostic.ts';
import { SandboxError } from '../base/errors.ts';
import { attempt } from '../module/fault.ts';
import type { Module } from '../module/module.ts';
import { EditList } from './edit-list.ts';
import { name, unsigned } from './encode.ts';
import { heldHelper, memoryGrowHelper, tableGrowHelper, type Helper, type Hook } from './growth-helper.ts';
import { findGrowthSites, type Grown, type GrowthSites } from './growth-sites.ts';
import { editMemories, editTables } from './limit-edits.ts';
import { memoryMaxima, tableMaxima, type Maxima } from './maxima.ts';
import type { OffsetMap } from './offset-map.ts';
import { editSection } from './section-edits.ts';

export interface BoundOptions {
  /** All memories together. */
  readonly memoryBytes: number;
  /** `fail`: a growth past the limit answers -1. `stop`: it calls the hook, then traps. */
  readonly onMemoryExceed: 'fail' | 'stop';
  /** All tables together; growth past it answers -1. */
  readonly tableElements: number;
}

export interface BoundModule {
  /** The original array itself when nothing had to change. */
  readonly bytes: Uint8Array;
  readonly offsets: OffsetMap;
  /**
   * Present when memory.grow may stop the guest: slot 0 of this exported funcref table takes a function without parameters
   * and results, which is called before the trap. It must return normally. While the slot is empty, the call itself traps.
   */
  readonly hook: { readonly tableExport: string } | undefined;
  /**
   * Present when the module had a start function: it is exported under this name instead, to be called first after
   * instantiation, when the hook is set and host functions know the memory.
   */
  readonly start: { readonly functionExport: string } | undefined;
}

const HOOK_TYPE = [0x60, 0x00, 0x00];
/** One funcref, never more. */
const HOOK_TABLE = [0x70, 0x01, 0x01, 0x01];

/** Throws REFUSED for a body that cannot be walked; admission names that first, with its place. */
export function boundResources(bytes: Uint8Array, module: Module, options: BoundOptions): BoundModule {
  const bound = attempt(() => rewritten(bytes, module, options));
  if (bound.ok) return bound.value;
  throw new SandboxError('REFUSED', bound.diagnostics.map(diagnosticText).join('; '));
}

function rewritten(bytes: Uint8Array, module: Module, options: BoundOptions): BoundModule {
  const memories = memoryMaxima(module, options.memoryBytes);
  const tables = tableMaxima(module, options.tableElements);
  const wanted = {
    memory: module.memories.length > 0 && (options.onMemoryExceed === 'stop' || !memories.keepSum),
    table: module.tables.length > 0 && !tables.keepSum,
  };
  const sites = wanted.memory || wanted.table ? findGrowthSites(bytes, module, wanted) : undefined;
  const plan = planAdditions(module, sites, options);
  const edits = new EditList();
  editSections(edits, bytes, module, { memories, tables, sites, plan });
  return {
    ...edits.apply(bytes),
    hook: plan.hookExport === undefined ? undefined : { tableExport: plan.hookExport },
    start: plan.startExport === undefined ? undefined : { functionExport: plan.startExport },
  };
}

interface Additions {
  readonly helpers: readonly Helper[];
  /** Function index by `helperKey`, and of the sum by what is grown. */
  readonly helperOf: ReadonlyMap<string, number>;
  readonly types: readonly (readonly number[])[];
  readonly hookExport: string | undefined;
  readonly startExport: string | undefined;
}

function planAdditions(module: Module, sites: GrowthSites | undefined, options: BoundOptions): Additions {
  const stops = options.onMemoryExceed === 'stop' && sites?.grown.includes('memory') === true;
  const hook: Hook | undefined = stops ? { typeIndex: module.types.length, tableIndex: module.tables.length } : undefined;
  const helpers: Helper[] = [];
  const helperOf = new Map<string, number>();
  const append = (key: string, helper: Helper): number => {
    const index = module.importedFunctions + module.functions.length + helpers.length;
    helpers.push(helper);
    helperOf.set(key, index);
    return index;
  };
  for (const [row, grown] of (sites?.grown ?? []).entries()) {
    const index = sites?.index[row] ?? 0;
    if (helperOf.has(helperKey(grown, index))) continue;
    const held = helperOf.get(grown) ?? append(grown, heldHelper(module, grown));
    append(
      helperKey(grown, index),
      grown === 'memory'
        ? memoryGrowHelper(module, index, held, options.memoryBytes, hook)
        : tableGrowHelper(module, index, held, options.tableElements),
    );
  }
  const types = [...(hook ? [HOOK_TYPE] : []), ...helpers.map(({ type }) => type)];
  const hookExport = hook && freshExport(module, 'sandbox:memory-limit');
  const startExport = module.start === undefined ? undefined : freshExport(module, 'sandbox:start');
  return { helpers, helperOf, types, hookExport, startExport };
}

function helperKey(grown: Grown, index: number): string {
  return `${grown} ${index}`;
}

function freshExport(module: Module, wished: string): string {
  const taken = new Set(module.exports.map((exported) => exported.name));
  let fresh = wished;
  for (let number = 2; taken.has(fresh); number += 1) fresh = `${wished}-${number}`;
  return fresh;
}

interface Changes {
  readonly memories: Maxima;
  readonly tables: Maxima;
  readonly sites: GrowthSites | undefined;
  readonly plan: Additions;
}

/** In the order of sections, as the edit list wants it. */
function editSections(edits: EditList, bytes: Uint8Array, module: Module, changes: Changes): void {
  const { memories, tables, sites, plan } = changes;
  const firstHelperType = module.types.length + plan.types.length - plan.helpers.length;
  if (plan.types.length > 0) editSection(edits, bytes, module, { kind: 'type', entries: plan.types });
  if (plan.helpers.length > 0) {
    const entries = plan.helpers.map((_, index) => unsigned(firstHelperType + index));
    editSection(edits, bytes, module, { kind: 'function', entries });
  }
  if (tables.changed.length > 0 || plan.hookExport !== undefined) {
    editSection(edits, bytes, module, {
      kind: 'table',
      entries: plan.hookExport === undefined ? [] : [HOOK_TABLE],
      inside: (list, first) => editTables(list, bytes, first, module, tables.changed),
    });
  }
  if (memories.changed.length > 0) {
    editSection(edits, bytes, module, {
      kind: 'memory',
      entries: [],
      inside: (list, first) => editMemories(list, bytes, first, module, memories.changed),
    });
  }
  const exported = addedExports(module, plan);
  if (exported.length > 0) editSection(edits, bytes, module, { kind: 'export', entries: exported });
  const start = module.sections.find(({ kind }) => kind === 'start');
  if (start) edits.replace(start.offset, start.payload.end, new Uint8Array());
  if (plan.helpers.length > 0 && sites) {
    const entries = plan.helpers.map(({ body }) => body);
    editSection(edits, bytes, module, {
      kind: 'code',
      entries,
      inside: (list, first) => editBodies(list, module, first, sites, plan),
    });
  }
}

function addedExports(module: Module, plan: Additions): number[][] {
  const hook = plan.hookExport === undefined ? [] : [[...name(plan.hookExport), 0x01, ...unsigned(module.tables.length)]];
  const start = plan.startExport === undefined ? [] : [[...name(plan.startExport), 0x00, ...unsigned(module.start ?? 0)]];
  return [...hook, ...start];
}

/** Replaces each site by a call and mends the sizes of the bodies they stand in. */
function editBodies(edits: EditList, module: Module, first: number, sites: GrowthSites, plan: Additions): void {
  const calls = new Map([...plan.helperOf].map(([key, index]) => [key, Uint8Array.from([0x10, ...unsigned(index)])]));
  for (let row = 0; row < sites.start.length;) {
    const definedIndex = sites.definedIndex[row] ?? 0;
    const body = module.functions[definedIndex]?.body ?? { start: 0, end: 0 };
    // The size of a body stands between it and the body before.
    const sizeStart = module.functions[definedIndex - 1]?.body.end ?? first;
    const size = edits.length;
    edits.replace(sizeStart, body.start, new Uint8Array());
    const inner = edits.length;
    for (; row < sites.start.length && sites.definedIndex[row] === definedIndex; row += 1) {
      const call = calls.get(helperKey(sites.grown[row] ?? 'memory', sites.index[row] ?? 0)) ?? new Uint8Array();
      edits.replace(sites.start[row] ?? 0, sites.end[row] ?? 0, call);
    }
    edits.fill(size, Uint8Array.from(unsigned(body.end - body.start + edits.growthSince(inner))));
  }
}
