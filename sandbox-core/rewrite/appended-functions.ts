// The functions appended to a module, made when first asked for, and the globals they count in.
import type { Module } from '../module/module.ts';
import { encodeValueType } from '../module/value-type.ts';
import { signed, unsigned } from './encode.ts';
import { heldFunctionOf, memoryGrowFunction, tableGrowFunction, type GrowthBound } from './growth-function.ts';
import type { Grown } from './growth-sites.ts';
import {
  callHook,
  GROWTH_HOOK_TYPE,
  HOOK_SLOTS,
  HOOK_TYPE,
  sizedBody,
  when,
  type AppendedFunction,
  type Hook,
  type HookReason,
} from './appended-function.ts';

export interface PoolOptions {
  readonly memoryBytes: number;
  readonly onMemoryExceed: 'fail' | 'stop';
  readonly tableElements: number;
  /** Whether each growth of these must be counted. */
  readonly countGrowth: { readonly memory: boolean; readonly table: boolean };
  /** Whether the growth hook is asked and told. */
  readonly watchGrowth: boolean;
  /** Index of the global that holds the fuel. */
  readonly fuel: number | undefined;
}

/** Longer lengths of tables with 64-bit indices end in a trap: they cost this much, lest the count turn around. */
const MOST_UNITS = [0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01];

export class AppendedFunctions {
  readonly #module: Module;
  readonly #options: PoolOptions;
  readonly #indices = new Map<string, number>();
  /** By the results' text: the place among the appended types. */
  readonly #blockTypes = new Map<string, number>();
  readonly functions: AppendedFunction[] = [];
  /** Whether the hook table is needed. */
  hooked = false;

  constructor(module: Module, options: PoolOptions) {
    this.#module = module;
    this.#options = options;
  }

  get types(): readonly (readonly number[])[] {
    if (this.functions.length === 0) return [];
    const blocks = [...this.#blockTypes.keys()].map((results) => resultsOnly(results.split(', ')));
    return [
      HOOK_TYPE,
      ...(this.#options.watchGrowth ? [GROWTH_HOOK_TYPE] : []),
      ...blocks,
      ...this.functions.map(({ type }) => type),
    ];
  }

  /** Their type indices, in the order of `functions`. */
  get functionTypes(): readonly number[] {
    const first = this.#firstBlockType + this.#blockTypes.size;
    return this.functions.map((_, place) => first + place);
  }

  /** Whether each growth is to be a call of `growth`. */
  replaces(grown: Grown): boolean {
    return this.#options.fuel !== undefined || this.#options.watchGrowth || this.#options.countGrowth[grown];
  }

  /** The function that stands in for memory.grow or table.grow of this index. */
  growth(grown: Grown, index: number): number {
    const { fuel, watchGrowth } = this.#options;
    return this.#append(`${grown} ${index}`, () => {
      const terms = { bound: this.#bound(grown), fuel, watch: watchGrowth ? this.#growthHook() : undefined };
      const make = grown === 'memory' ? memoryGrowFunction : tableGrowFunction;
      return make(this.#module, index, terms);
    });
  }

  /**
   * [] → []: calls the start function. Exporting that itself would make valid what is not: a start function of another type, and
   * references to it that nothing declares.
   */
  start(index: number): number {
    return this.#append('start', () => ({ type: HOOK_TYPE, body: sizedBody([0x10, ...unsigned(index)]) }));
  }

  /** [] → []: asks the hook for fuel, and traps when there is still none. */
  fuelStop(): number {
    const fuel = unsigned(this.#options.fuel ?? 0);
    const isNegative = [0x23, ...fuel, 0x42, 0x00, 0x53];
    return this.#append('fuel stop', () => ({
      type: HOOK_TYPE,
      body: sizedBody([...callHook(this.#hook('fuel')), ...isNegative, ...when([0x00])]),
    }));
  }

  /** [] → []: tells the hook, then traps. */
  stackStop(): number {
    return this.#append('stack stop', () => ({
      type: HOOK_TYPE,
      body: sizedBody([...callHook(this.#hook('stack')), 0x00]),
    }));
  }

  /** [length] → [length]: pays for it in units of 2^`log2`, before what works on it runs. */
  charge(is64: boolean, log2: number): number {
    const address = is64 ? 0x7e : 0x7f;
    return this.#append(`charge ${address} ${log2}`, () => {
      const fuel = unsigned(this.#options.fuel ?? 0);
      const stop = unsigned(this.fuelStop());
      const length = is64 ? [0x20, 0x00] : [0x20, 0x00, 0xad];
      const capped = [...length, ...MOST_UNITS, ...length, ...MOST_UNITS, 0x54, 0x1b];
      const units = log2 > 0 ? [...length, 0x42, log2, 0x88] : is64 ? capped : length;
      const pay = [0x23, ...fuel, ...units, 0x7d, 0x24, ...fuel];
      const check = [0x23, ...fuel, 0x42, 0x00, 0x53, ...when([0x10, ...stop])];
      return { type: [0x60, 1, address, 1, address], body: sizedBody([...pay, ...check, 0x20, 0x00]) };
    });
  }

  /** The type of a block with several results, as an s33. */
  resultsType(results: readonly string[]): readonly number[] {
    const key = results.join(', ');
    const known = this.#blockTypes.get(key) ?? this.#blockTypes.size;
    this.#blockTypes.set(key, known);
    return signed(BigInt(this.#firstBlockType + known));
  }

  #bound(grown: Grown): GrowthBound | undefined {
    const { countGrowth, memoryBytes, tableElements, onMemoryExceed } = this.#options;
    if (!countGrowth[grown]) return undefined;
    return {
      heldFunction: this.#append(`held ${grown}`, () => heldFunctionOf(this.#module, grown)),
      most: grown === 'memory' ? memoryBytes : tableElements,
      hook: grown === 'memory' && onMemoryExceed === 'stop' ? this.#hook('memory') : undefined,
    };
  }

  get #firstBlockType(): number {
    return this.#module.types.length + (this.#options.watchGrowth ? 2 : 1);
  }

  #growthHook(): Hook {
    return { ...this.#hook('growth'), typeIndex: this.#module.types.length + 1 };
  }

  #hook(reason: HookReason): Hook {
    this.hooked = true;
    return { slot: HOOK_SLOTS[reason], typeIndex: this.#module.types.length, tableIndex: this.#module.tables.length };
  }

  #append(key: string, make: () => AppendedFunction): number {
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    const made = make();
    const index = this.#module.importedFunctions + this.#module.functions.length + this.functions.length;
    this.functions.push(made);
    this.#indices.set(key, index);
    return index;
  }
}

function resultsOnly(results: readonly string[]): readonly number[] {
  return [0x60, 0, ...unsigned(results.length), ...results.flatMap(encodeValueType)];
}
