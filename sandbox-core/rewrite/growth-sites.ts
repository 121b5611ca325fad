// Finds every memory.grow and table.grow that must be counted, where nothing else of the code is to change.
import { READ_CAPS } from '../module/caps.ts';
import { refuse } from '../module/fault.ts';
import type { InstructionWalker } from '../module/instruction.ts';
import type { Module } from '../module/module.ts';
import { OPCODE } from '../module/opcodes.ts';
import { walkBodies } from '../module/walk-bodies.ts';
import { NAMES_INDEX } from './fuel-costs.ts';
import { checkIndices, indexCounts } from './index-check.ts';

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

export function findGrowthSites(
  bytes: Uint8Array,
  module: Module,
  wanted: { readonly memory: boolean; readonly table: boolean },
): GrowthSites {
  const sites: GrowthSites = { definedIndex: [], start: [], end: [], grown: [], index: [] };
  const counts = indexCounts(module);
  walkBodies(bytes, module, (walker, definedIndex) => {
    while (walker.next()) {
      const { opcode } = walker;
      if (NAMES_INDEX[opcode] === 1) checkIndices(walker, counts);
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
