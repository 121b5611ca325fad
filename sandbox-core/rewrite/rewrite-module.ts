// Gives a module what bounds it, whatever it declares: maxima of memories and tables, fuel, a stack limit of our own, and traps
// that its own code cannot catch.
//
// Everything is appended at the end of its index space, so no index in the module shifts; custom sections stay byte for byte.
//
// The count of fuel is exact: what was executed is subtracted at every host call, return, throw and stop. It may be below zero
// between checks, which stand at function entry and loop headers; there the hook is asked, and may add to the exported global.
// While that is still negative, the guest traps.
import { diagnosticText } from '../base/diagnostic.ts';
import { SandboxError } from '../base/errors.ts';
import { attempt, refuse } from '../module/fault.ts';
import type { Module } from '../module/module.ts';
import { BRANCH_HINTS } from './branch-hints.ts';
import { EditList } from './edit-list.ts';
import { name, signed, unsigned } from './encode.ts';
import { findGrowthSites, type GrowthSites } from './growth-sites.ts';
import { AppendedFunctions } from './appended-functions.ts';
import { HOOK_SLOTS, HOOK_TABLE, type HookReason } from './appended-function.ts';
import { instrumentCode, type InstrumentedCode } from './instrument-code.ts';
import { UNCOUNTED_FRAME_BYTES, type Metering } from './instrument-body.ts';
import { editMemories, editTables } from './limit-edits.ts';
import { memoryMaxima, tableMaxima, type Maxima } from './maxima.ts';
import type { OffsetMap } from './offset-map.ts';
import { editSection } from './section-edits.ts';

export interface RewriteOptions {
  /** All memories together. */
  readonly memoryBytes: number;
  /** `fail`: a growth past the limit answers -1. `stop`: it calls the hook, then traps. */
  readonly onMemoryExceed: 'fail' | 'stop';
  /** All tables together; growth past it answers -1. */
  readonly tableElements: number;
  /** `coarse`: one charge a function entry and loop header, of all that stands there, executed or not. */
  readonly fuel: 'off' | 'exact' | 'coarse';
  /** Estimated bytes of the engine's stack, of which up to 1 KiB is kept for a last small call. */
  readonly stackLimit: 'off' | number;
  /** Objects of the GC proposal lie outside all memories: their allocation costs fuel, or modules with such types are refused. */
  readonly gc?: 'count' | 'refuse';
  /** Whether the hook in slot `growth`, of type [i32 i64 i64] → [i32], is asked before each growth and told after (growth-function.ts). */
  readonly watchGrowth?: boolean;
}

export interface RewrittenModule {
  /** The original array itself when nothing had to change. */
  readonly bytes: Uint8Array;
  readonly offsets: OffsetMap;
  /**
   * Present when something may stop the guest: these slots of the exported funcref table take functions without parameters and
   * results. They must return normally: what a host function throws, the guest may catch. While a slot is empty, its call traps.
   * After `memory` and `stack` the guest traps in any case, after `fuel` while there is still none.
   */
  readonly hooks: { readonly tableExport: string; readonly slots: Readonly<Record<HookReason, number>> } | undefined;
  /** A mutable i64 global, 0 at first: what is left. Present when fuel is on and the module has code. */
  readonly fuelExport: string | undefined;
  /**
   * A mutable i32 global: what is left of the stack. A call from the host that ends by an exception or a trap does not give back
   * what it took, so the host keeps the value before the call and sets it again.
   */
  readonly stackExport: string | undefined;
  /**
   * Present when the module had a start function: this export calls it instead, to be called first after
   * instantiation, when the hooks are set and host functions know the memory.
   */
  readonly start: { readonly functionExport: string } | undefined;
}

/** Throws REFUSED for a body that cannot be walked; admission names that first, with its place. */
export function rewriteModule(bytes: Uint8Array, module: Module, options: RewriteOptions): RewrittenModule {
  const done = attempt(() => rewritten(bytes, module, options));
  if (done.ok) return done.value;
  throw new SandboxError('REFUSED', done.diagnostics.map(diagnosticText).join('; '));
}

function rewritten(bytes: Uint8Array, module: Module, options: RewriteOptions): RewrittenModule {
  if (options.gc === 'refuse') refuseObjects(module);
  const memories = memoryMaxima(module, options.memoryBytes);
  const tables = tableMaxima(module, options.tableElements);
  const countGrowth = {
    memory: module.memories.length > 0 && (options.onMemoryExceed === 'stop' || !memories.keepSum),
    table: module.tables.length > 0 && !tables.keepSum,
  };
  const watchGrowth = options.watchGrowth === true;
  const metering = meteringOf(module, options);
  const appended = new AppendedFunctions(module, {
    ...options,
    countGrowth,
    watchGrowth,
    fuel: metering.fuel === 'off' ? undefined : metering.fuelGlobal,
  });
  const start = module.start === undefined ? undefined : appended.start(module.start);
  const replaced = { memory: watchGrowth || countGrowth.memory, table: watchGrowth || countGrowth.table };
  const code = codeOf(bytes, module, appended, metering, replaced);
  const names = exportNames(module, metering, appended);
  const edits = new EditList();
  editSections(edits, bytes, {
    module,
    memories,
    tables,
    appended,
    metering,
    code,
    names,
    start,
    stackLimit: options.stackLimit,
  });
  return {
    ...edits.apply(bytes),
    hooks: names.hooks === undefined ? undefined : { tableExport: names.hooks, slots: HOOK_SLOTS },
    fuelExport: names.fuel,
    stackExport: names.stack,
    start: names.start === undefined ? undefined : { functionExport: names.start },
  };
}

function refuseObjects(module: Module): void {
  const index = module.types.findIndex(({ kind }) => kind !== 'function');
  const at = module.sections.find(({ kind }) => kind === 'type')?.offset ?? 0;
  if (index >= 0)
    refuse(
      'gc',
      at,
      `type ${index} is a ${module.types[index]?.kind ?? ''} type; such objects lie outside of all memories, where no limit counts them, and limits.collectedHeap refuses them`,
    );
}

/** Without code, there is nothing to meter. */
function meteringOf(module: Module, options: RewriteOptions): Metering {
  const fuelGlobal = module.globals.length;
  if (module.functions.length === 0) return { fuel: 'off', fuelGlobal, stackGlobal: undefined };
  const stackGlobal = options.stackLimit === 'off' ? undefined : fuelGlobal + (options.fuel === 'off' ? 0 : 1);
  return { fuel: options.fuel, fuelGlobal, stackGlobal };
}

type CodeChange =
  | { readonly kind: 'whole'; readonly code: InstrumentedCode }
  | { readonly kind: 'sites'; readonly sites: GrowthSites }
  | undefined;

function codeOf(
  bytes: Uint8Array,
  module: Module,
  appended: AppendedFunctions,
  metering: Metering,
  replaced: { readonly memory: boolean; readonly table: boolean },
): CodeChange {
  const section = module.sections.find(({ kind }) => kind === 'code');
  if (section && (metering.fuel !== 'off' || metering.stackGlobal !== undefined)) {
    return { kind: 'whole', code: instrumentCode(bytes, module, section, appended, metering) };
  }
  if (!replaced.memory && !replaced.table) return undefined;
  const sites = findGrowthSites(bytes, module, replaced);
  for (const [row, grown] of sites.grown.entries()) appended.growth(grown, sites.index[row] ?? 0);
  return { kind: 'sites', sites };
}

interface ExportNames {
  readonly hooks: string | undefined;
  readonly fuel: string | undefined;
  readonly stack: string | undefined;
  readonly start: string | undefined;
}

function exportNames(module: Module, metering: Metering, appended: AppendedFunctions): ExportNames {
  const taken = new Set(module.exports.map((exported) => exported.name));
  const fresh = (wished: string): string => {
    let name = wished;
    for (let number = 2; taken.has(name); number += 1) name = `${wished}-${number}`;
    return name;
  };
  return {
    hooks: appended.hooked ? fresh('sandbox:hooks') : undefined,
    fuel: metering.fuel === 'off' ? undefined : fresh('sandbox:fuel'),
    stack: metering.stackGlobal === undefined ? undefined : fresh('sandbox:stack'),
    start: module.start === undefined ? undefined : fresh('sandbox:start'),
  };
}

interface Changes {
  readonly module: Module;
  readonly memories: Maxima;
  readonly tables: Maxima;
  readonly appended: AppendedFunctions;
  readonly metering: Metering;
  readonly code: CodeChange;
  readonly names: ExportNames;
  /** The function that calls the start function. */
  readonly start: number | undefined;
  readonly stackLimit: RewriteOptions['stackLimit'];
}

/** In the order of sections, as the edit list wants it. */
function editSections(edits: EditList, bytes: Uint8Array, changes: Changes): void {
  const { module, memories, tables, appended, names } = changes;
  const append = (kind: 'type' | 'function' | 'global' | 'export', entries: readonly (readonly number[])[]): void => {
    if (entries.length > 0) editSection(edits, bytes, module, { kind, entries });
  };
  append('type', appended.types);
  append('function', appended.functionTypes.map(unsigned));
  if (tables.changed.length > 0 || names.hooks !== undefined) {
    editSection(edits, bytes, module, {
      kind: 'table',
      entries: names.hooks === undefined ? [] : [HOOK_TABLE],
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
  append('global', addedGlobals(changes));
  append('export', addedExports(changes));
  const start = module.sections.find(({ kind }) => kind === 'start');
  if (start) edits.replace(start.offset, start.payload.end, new Uint8Array());
  editCode(edits, bytes, changes);
}

function addedGlobals({ names, stackLimit }: Changes): number[][] {
  const fuel = [0x7e, 0x01, 0x42, 0x00, 0x0b];
  const stack = [0x7f, 0x01, 0x41, ...signed(BigInt(stackBudget(stackLimit))), 0x0b];
  return [...(names.fuel === undefined ? [] : [fuel]), ...(names.stack === undefined ? [] : [stack])];
}

function stackBudget(limit: RewriteOptions['stackLimit']): number {
  return limit === 'off' ? 0 : Math.min(Math.max(0, Math.floor(limit) - UNCOUNTED_FRAME_BYTES), 2 ** 31 - 1);
}

function addedExports({ module, names, metering, start }: Changes): number[][] {
  const added = (exported: string | undefined, kind: number, index: number): number[][] =>
    exported === undefined ? [] : [[...name(exported), kind, ...unsigned(index)]];
  return [
    ...added(names.hooks, 0x01, module.tables.length),
    ...added(names.fuel, 0x03, metering.fuelGlobal),
    ...added(names.stack, 0x03, metering.stackGlobal ?? 0),
    ...added(names.start, 0x00, start ?? 0),
  ];
}

function editCode(edits: EditList, bytes: Uint8Array, { module, code, appended }: Changes): void {
  if (code?.kind === 'whole') {
    const { start, end, hints } = code.code;
    // A second section of hints would have no meaning.
    const hinted = module.sections.some((section) => section.kind === 'custom' && section.name === BRANCH_HINTS);
    if (hints && !hinted) edits.replace(start - 1, start - 1, hints);
    edits.splice(start, end, code.code.bytes, code.code.edits);
  } else if (appended.functions.length > 0) {
    const entries = appended.functions.map(({ body }) => body);
    const inside = code && ((list: EditList, first: number): void => editBodies(list, module, first, code.sites, appended));
    editSection(edits, bytes, module, { kind: 'code', entries, inside });
  }
}

/** Replaces each site by a call and mends the sizes of the bodies they stand in. */
function editBodies(edits: EditList, module: Module, first: number, sites: GrowthSites, appended: AppendedFunctions): void {
  for (let row = 0; row < sites.start.length;) {
    const definedIndex = sites.definedIndex[row] ?? 0;
    const body = module.functions[definedIndex]?.body ?? { start: 0, end: 0 };
    // The size of a body stands between it and the body before.
    const sizeStart = module.functions[definedIndex - 1]?.body.end ?? first;
    const size = edits.length;
    edits.replace(sizeStart, body.start, new Uint8Array());
    const inner = edits.length;
    for (; row < sites.start.length && sites.definedIndex[row] === definedIndex; row += 1) {
      const call = appended.growth(sites.grown[row] ?? 'memory', sites.index[row] ?? 0);
      edits.replace(sites.start[row] ?? 0, sites.end[row] ?? 0, Uint8Array.from([0x10, ...unsigned(call)]));
    }
    edits.fill(size, Uint8Array.from(unsigned(body.end - body.start + edits.growthSince(inner))));
  }
}
