// The functions that stand in for memory.grow and table.grow: they count what all memories or tables hold together, in i64, and
// grow only where the sum stays within its limit. In text, for a memory of 64 KiB pages and onMemoryExceed `stop`:
//
//   (func (param $pages i32) (result i32)
//     (if (i64.gt_u $pages limit/65536) or (i64.gt_u (i64.add (call $held) $pages * 65536) limit)
//       (then (call_indirect $hooks (i32.const 0)) unreachable))
//     (memory.grow $pages))
//
// $held is one more appended function, the bytes of all memories: inlined, it would make code of tables times tables.
// The trap comes from the guest's own code, so no catch_all of the guest holds it: the hook must return normally, for an
// exception thrown by a host function could be caught.
import { encodeValueType } from '../module/value-type.ts';
import type { Module, SizeLimits } from '../module/module.ts';
import { signed, unsigned } from './encode.ts';
import { BYTES_PER_UNIT_LOG2 } from './fuel-costs.ts';
import { callHook, sizedBody, when, type AppendedFunction, type Hook } from './appended-function.ts';

// Where growth is watched, its hook is asked before and told after, so that a recording holds what came of it and a replay can
// repeat a refusal: what = 4 * index + 2 for a table + 1 when it is told. Asked, it answers 0 for "answer -1 without trying".

const I32 = 0x7f;
const I64 = 0x7e;
const END = 0x0b;

/** [] → [i64]: bytes of all memories, or elements of all tables. */
export function heldFunctionOf(module: Module, grown: 'memory' | 'table'): AppendedFunction {
  const parts =
    grown === 'memory'
      ? module.memories.map(({ limits }, index) => scaled(widened([0x3f, ...unsigned(index)], limits), limits.pageSizeLog2))
      : module.tables.map(({ limits }, index) => widened([0xfc, 0x10, ...unsigned(index)], limits));
  const sum = parts.flatMap((part, index) => (index === 0 ? part : [...part, 0x7c]));
  return { type: [0x60, 0, 1, I64], body: sizedBody(sum) };
}

/** What a growth is counted against; undefined where maxima suffice. */
export interface GrowthBound {
  /** The index of `heldFunctionOf`. */
  readonly heldFunction: number;
  /** In bytes or elements. */
  readonly most: number;
  /** To be called before a trap; without it the answer is -1. */
  readonly hook: Hook | undefined;
}

export interface GrowthTerms {
  readonly bound: GrowthBound | undefined;
  /** The global that pays for what was grown. */
  readonly fuel: number | undefined;
  /** The growth hook. */
  readonly watch: Hook | undefined;
}

export function memoryGrowFunction(module: Module, memory: number, { bound, fuel, watch }: GrowthTerms): AppendedFunction {
  const limits = module.memories[memory]?.limits;
  const address = limits?.is64 === true ? I64 : I32;
  const shift = limits?.pageSizeLog2 ?? 16;
  const asked = widened(localGet(0), limits);
  const most = Math.floor((bound?.most ?? 0) / 2 ** shift);
  const code = [
    ...(bound ? refusal(bound, address, most, asked, scaled(asked, shift)) : []),
    ...permission(watch, 4 * memory, asked, address),
    ...localGet(0),
    ...[0x40, ...unsigned(memory)],
    ...settled({ fuel, watch }, { what: 4 * memory, asked, address, result: 1, log2: shift - BYTES_PER_UNIT_LOG2 }),
  ];
  const isKept = fuel !== undefined || watch !== undefined;
  return { type: [0x60, 1, address, 1, address], body: sizedBody(code, isKept ? [1, 1, address] : []) };
}

export function tableGrowFunction(module: Module, table: number, { bound, fuel, watch }: GrowthTerms): AppendedFunction {
  const type = module.tables[table];
  const address = type?.limits.is64 === true ? I64 : I32;
  const asked = widened(localGet(1), type?.limits);
  const code = [
    ...(bound ? refusal(bound, address, bound.most, asked, asked) : []),
    ...permission(watch, 4 * table + 2, asked, address),
    ...localGet(0),
    ...localGet(1),
    ...[0xfc, 0x0f, ...unsigned(table)],
    ...settled({ fuel, watch }, { what: 4 * table + 2, asked, address, result: 2, log2: 0 }),
  ];
  const element = encodeValueType(type?.element ?? 'funcref');
  return {
    type: [0x60, 2, ...element, address, 1, address],
    body: sizedBody(code, fuel === undefined && watch === undefined ? [] : [1, 1, address]),
  };
}

interface Settling {
  readonly what: number;
  readonly asked: readonly number[];
  readonly address: number;
  /** The local that keeps what the growth answered. */
  readonly result: number;
  /** Of the units of fuel in what was asked. */
  readonly log2: number;
}

/** Behind the growth: the fuel of what it added where it succeeded, and word to the hook. Its answer stays on the stack. */
function settled({ fuel, watch }: Pick<GrowthTerms, 'fuel' | 'watch'>, settling: Settling): number[] {
  if (fuel === undefined && watch === undefined) return [];
  const { what, asked, address, result, log2 } = settling;
  const paid = fuel === undefined ? [] : charge(fuel, address, result, asked, log2);
  const answer = [...localGet(result), ...(address === I64 ? [] : [0xac])];
  const told = watch === undefined ? [] : [0x41, ...signed(BigInt(what + 1)), ...asked, ...answer, ...callHook(watch), 0x1a];
  return [0x21, result, ...paid, ...told, ...localGet(result)];
}

function charge(fuel: number, address: number, result: number, asked: readonly number[], log2: number): number[] {
  const units = log2 >= 0 ? scaled(asked, log2) : [...asked, 0x42, -log2, 0x88];
  const isMinusOne = address === I64 ? [0x42, 0x7f, 0x52] : [0x41, 0x7f, 0x47];
  return [...localGet(result), ...isMinusOne, ...when([0x23, ...unsigned(fuel), ...units, 0x7d, 0x24, ...unsigned(fuel)])];
}

/** Answers -1 at once where the hook says so. */
function permission(watch: Hook | undefined, what: number, asked: readonly number[], address: number): number[] {
  if (watch === undefined) return [];
  const minusOne = [address === I64 ? 0x42 : 0x41, 0x7f, 0x0f];
  return [0x41, ...signed(BigInt(what)), ...asked, 0x42, 0x00, ...callHook(watch), 0x45, ...when(minusOne)];
}

function refusal(
  bound: GrowthBound,
  address: number,
  most: number,
  asked: readonly number[],
  units: readonly number[],
): number[] {
  const answer = bound.hook === undefined ? [address === I64 ? 0x42 : 0x41, 0x7f, 0x0f] : [...callHook(bound.hook), 0x00];
  return [...exceeds(asked, most, units, bound.heldFunction, bound.most), ...when(answer)];
}

/** i32: whether `asked` alone is above `most` (so that scaling it cannot overflow), or with what is held above `limit`. */
function exceeds(
  asked: readonly number[],
  most: number,
  units: readonly number[],
  heldFunction: number,
  limit: number,
): number[] {
  const sum = [...units, 0x10, ...unsigned(heldFunction), 0x7c];
  return [...asked, ...above(most), 0x04, I32, 0x41, 0x01, 0x05, ...sum, ...above(limit), END];
}

/** i64.const limit, i64.gt_u. */
function above(limit: number): number[] {
  return [0x42, ...signed(BigInt(limit)), 0x56];
}

/** An address as i64. */
function widened(code: readonly number[], limits: SizeLimits | undefined): number[] {
  return limits?.is64 === true ? [...code] : [...code, 0xad];
}

function scaled(code: readonly number[], log2: number): number[] {
  return log2 === 0 ? [...code] : [...code, 0x42, log2, 0x86];
}

function localGet(index: number): number[] {
  return [0x20, index];
}
