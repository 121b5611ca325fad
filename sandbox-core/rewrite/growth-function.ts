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

/** `fuel` is the global that pays for what was grown. */
export function memoryGrowFunction(
  module: Module,
  memory: number,
  bound: GrowthBound | undefined,
  fuel: number | undefined,
): AppendedFunction {
  const limits = module.memories[memory]?.limits;
  const address = limits?.is64 === true ? I64 : I32;
  const shift = limits?.pageSizeLog2 ?? 16;
  const asked = widened(localGet(0), limits);
  const most = Math.floor((bound?.most ?? 0) / 2 ** shift);
  const code = [
    ...(bound ? refusal(bound, address, most, asked, scaled(asked, shift)) : []),
    ...localGet(0),
    ...[0x40, ...unsigned(memory)],
    ...paid(fuel, address, 1, asked, shift - BYTES_PER_UNIT_LOG2),
  ];
  return { type: [0x60, 1, address, 1, address], body: sizedBody(code, fuel === undefined ? [] : [1, 1, address]) };
}

export function tableGrowFunction(
  module: Module,
  table: number,
  bound: GrowthBound | undefined,
  fuel: number | undefined,
): AppendedFunction {
  const type = module.tables[table];
  const address = type?.limits.is64 === true ? I64 : I32;
  const asked = widened(localGet(1), type?.limits);
  const code = [
    ...(bound ? refusal(bound, address, bound.most, asked, asked) : []),
    ...localGet(0),
    ...localGet(1),
    ...[0xfc, 0x0f, ...unsigned(table)],
    ...paid(fuel, address, 2, asked, 0),
  ];
  const element = encodeValueType(type?.element ?? 'funcref');
  return {
    type: [0x60, 2, ...element, address, 1, address],
    body: sizedBody(code, fuel === undefined ? [] : [1, 1, address]),
  };
}

/** Behind the growth: where it succeeded, the fuel of what it added. Its answer stays on the stack. */
function paid(fuel: number | undefined, address: number, result: number, asked: readonly number[], log2: number): number[] {
  if (fuel === undefined) return [];
  const units = log2 >= 0 ? scaled(asked, log2) : [...asked, 0x42, -log2, 0x88];
  const isMinusOne = address === I64 ? [0x42, 0x7f, 0x52] : [0x41, 0x7f, 0x47];
  const charge = [0x23, ...unsigned(fuel), ...units, 0x7d, 0x24, ...unsigned(fuel)];
  return [0x22, result, ...isMinusOne, ...when(charge), ...localGet(result)];
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
