// Finds every memory.grow and table.grow that must be counted, and makes sure that no instruction names a function, table
// or type that the rewriter is about to append (in block types and value types, appended types are harmless).
import { READ_CAPS } from '../module/caps.ts';
import { refuse } from '../module/fault.ts';
import type { InstructionWalker } from '../module/instruction.ts';
import type { Module } from '../module/module.ts';
import { immediatesOf, NAMES, OPCODE } from '../module/opcodes.ts';
import { walkBodies } from '../module/walk-bodies.ts';

export type Grown = 'memory' | 'table';

/** Columns, one row a site, in the order of the code. */
export interface GrowthSites {
  readonly definedIndex: number[];
  readonly start: number[];
  readonly end: number[];
  readonly grown: Grown[];
  /** Of the memory or table. */
  readonly index: number[];
}

const SPACE = { none: 0, function: 1, table: 2, memory: 3, type: 4 } as const;
const FIRST_SPACE = spaces(0);
const SECOND_SPACE = spaces(1);

export function findGrowthSites(
  bytes: Uint8Array,
  module: Module,
  wanted: { readonly memory: boolean; readonly table: boolean },
): GrowthSites {
  const sites: GrowthSites = { definedIndex: [], start: [], end: [], grown: [], index: [] };
  const counts = [
    0,
    module.importedFunctions + module.functions.length,
    module.tables.length,
    module.memories.length,
    module.types.length,
  ];
  walkBodies(bytes, module, (walker, definedIndex) => {
    while (walker.next()) {
      const { opcode } = walker;
      if (FIRST_SPACE[opcode] !== SPACE.none || SECOND_SPACE[opcode] !== SPACE.none) checkIndices(walker, counts);
      if (opcode === OPCODE.memoryGrow && wanted.memory) add(sites, walker, definedIndex, 'memory');
      else if (opcode === OPCODE.tableGrow && wanted.table) add(sites, walker, definedIndex, 'table');
    }
  });
  return sites;
}

function add(sites: GrowthSites, walker: InstructionWalker, definedIndex: number, grown: Grown): void {
  if (sites.start.length >= READ_CAPS.growthSites) {
    refuse('too-many', walker.start, `more than ${READ_CAPS.growthSites} instructions memory.grow and table.grow`);
  }
  sites.definedIndex.push(definedIndex);
  sites.start.push(walker.start);
  sites.end.push(walker.offset);
  sites.grown.push(grown);
  sites.index.push(walker.integerAt(walker.immediates));
}

/** A module that is invalid for naming an index past the end must not become valid by what is appended there. */
function checkIndices(walker: InstructionWalker, counts: readonly number[]): void {
  const { opcode, immediates } = walker;
  const first = counts[FIRST_SPACE[opcode] ?? 0] ?? 0;
  if (FIRST_SPACE[opcode] !== SPACE.none && walker.integerAt(immediates) >= first)
    unknownIndex(walker, walker.integerAt(immediates), first);
  if (SECOND_SPACE[opcode] === SPACE.none) return;
  const second = counts[SECOND_SPACE[opcode] ?? 0] ?? 0;
  const index = walker.integerAt(walker.after(immediates));
  if (index >= second) unknownIndex(walker, index, second);
}

function unknownIndex(walker: InstructionWalker, index: number, count: number): never {
  refuse('unknown-index', walker.start, `${NAMES[walker.opcode]} names index ${index}; there are ${count}`);
}

function spaces(place: number): Uint8Array {
  return Uint8Array.from(NAMES, (_, opcode) => {
    const kind = immediatesOf(opcode)[place];
    return kind === 'function' || kind === 'table' || kind === 'memory' || kind === 'type' ? SPACE[kind] : SPACE.none;
  });
}
