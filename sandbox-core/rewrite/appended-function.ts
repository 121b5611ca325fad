// Functions that the rewriter appends, and how they call the hook table.
import { unsigned } from './encode.ts';

/** A function to append: its type's entry and its body's, encoded. */
export interface AppendedFunction {
  readonly type: readonly number[];
  readonly body: readonly number[];
}

/** A slot of the appended table of functions without parameters and results. */
export interface Hook {
  readonly typeIndex: number;
  readonly tableIndex: number;
  readonly slot: number;
}

/** Why the guest is held: one slot of the hook table each. */
export const HOOK_SLOTS = { memory: 0, fuel: 1, stack: 2, growth: 3 } as const;

export type HookReason = keyof typeof HOOK_SLOTS;

export const HOOK_TYPE: readonly number[] = [0x60, 0x00, 0x00];

/** As many funcrefs as there are slots, never more. */
export const HOOK_TABLE: readonly number[] = [0x70, 0x01, 4, 4];

/** [what: i32, asked: i64, result: i64] → [i32]: the type of the growth hook; growth-function.ts says what it is told. */
export const GROWTH_HOOK_TYPE: readonly number[] = [0x60, 3, 0x7f, 0x7e, 0x7e, 1, 0x7f];

export function callHook({ slot, typeIndex, tableIndex }: Hook): number[] {
  return [0x41, slot, 0x11, ...unsigned(typeIndex), ...unsigned(tableIndex)];
}

export function when(code: readonly number[]): number[] {
  return [0x04, 0x40, ...code, 0x0b];
}

/** `locals` is the vector of groups, encoded. */
export function sizedBody(code: readonly number[], locals: readonly number[] = []): number[] {
  const declared = locals.length === 0 ? [0x00] : locals;
  return [...unsigned(code.length + declared.length + 1), ...declared, ...code, 0x0b];
}
