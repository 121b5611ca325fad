// Which maximum each memory and table of a module gets, so that growth cannot pass what all of them together may hold.
import type { Module, SizeLimits } from '../module/module.ts';

export interface Maximum {
  readonly index: number;
  /** In pages or elements; never below the declared minimum, which admission has judged. */
  readonly most: number;
}

export interface Maxima {
  /** Only those that must change; imported ones are the host's. */
  readonly changed: readonly Maximum[];
  /** Whether the maxima alone keep the sum: otherwise each growth must be counted. */
  readonly keepSum: boolean;
}

export function memoryMaxima(module: Module, memoryBytes: number): Maxima {
  return maximaOf(
    module.memories.map(({ limits }) => limits),
    module.importedMemories,
    memoryBytes,
    (limits) => 2 ** limits.pageSizeLog2,
    mostPages,
  );
}

export function tableMaxima(module: Module, tableElements: number): Maxima {
  return maximaOf(
    module.tables.map(({ limits }) => limits),
    module.importedTables,
    tableElements,
    () => 1,
    (limits) => (limits.is64 ? 2 ** 53 : 2 ** 32 - 1),
  );
}

/**
 * What the addresses reach (core specification 3.0, section 3.2.17): a larger maximum would make the module invalid. With 64-bit
 * addresses, what engines take as a maximum: 16 GiB (the JavaScript API's implementation limits).
 */
function mostPages(limits: SizeLimits): number {
  if (limits.is64) return Math.max(limits.minimum, 2 ** (34 - limits.pageSizeLog2));
  return Math.min(2 ** (32 - limits.pageSizeLog2), 2 ** 32 - 1);
}

function maximaOf(
  all: readonly SizeLimits[],
  imported: number,
  budget: number,
  unit: (limits: SizeLimits) => number,
  ceiling: (limits: SizeLimits) => number,
): Maxima {
  const minima = all.reduce((sum, limits) => sum + limits.minimum * unit(limits), 0);
  const changed: Maximum[] = [];
  let sum = 0;
  for (const [index, limits] of all.entries()) {
    const others = minima - limits.minimum * unit(limits);
    const room = Math.max(limits.minimum, Math.floor(Math.max(0, budget - others) / unit(limits)));
    const most = Math.min(room, limits.maximum ?? ceiling(limits));
    if (most !== limits.maximum && index >= imported) changed.push({ index, most });
    sum += (index >= imported ? most : Number.POSITIVE_INFINITY) * unit(limits);
  }
  return { changed, keepSum: sum <= Math.max(budget, minima) };
}
