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

const I32 = 0x7f;
const I64 = 0x7e;
const END = 0x0b;

export interface Hook {
  readonly typeIndex: number;
  readonly tableIndex: number;
}

/** A function to append: its type's entry and its body's, encoded. */
export interface Helper {
  readonly type: readonly number[];
  readonly body: readonly number[];
}

/** [] → [i64]: bytes of all memories, or elements of all tables. */
export function heldHelper(module: Module, grown: 'memory' | 'table'): Helper {
  const parts =
    grown === 'memory'
      ? module.memories.map(({ limits }, index) => scaled(widened([0x3f, ...unsigned(index)], limits), limits.pageSizeLog2))
      : module.tables.map(({ limits }, index) => widened([0xfc, 0x10, ...unsigned(index)], limits));
  const sum = parts.flatMap((part, index) => (index === 0 ? part : [...part, 0x7c]));
  return { type: [0x60, 0, 1, I64], body: sizedBody(sum) };
}

export function memoryGrowHelper(
  module: Module,
  memory: number,
  heldFunction: number,
  memoryBytes: number,
  hook: Hook | undefined,
): Helper {
  const limits = module.memories[memory]?.limits;
  const address = limits?.is64 === true ? I64 : I32;
  const shift = limits?.pageSizeLog2 ?? 16;
  const asked = widened(localGet(0), limits);
  const code = [
    ...exceeds(asked, Math.floor(memoryBytes / 2 ** shift), scaled(asked, shift), heldFunction, memoryBytes),
    ...whenExceeded(hook === undefined ? minusOne(address) : callHook(hook)),
    ...localGet(0),
    ...[0x40, ...unsigned(memory)],
  ];
  return { type: [0x60, 1, address, 1, address], body: sizedBody(code) };
}

export function tableGrowHelper(module: Module, table: number, heldFunction: number, tableElements: number): Helper {
  const type = module.tables[table];
  const address = type?.limits.is64 === true ? I64 : I32;
  const asked = widened(localGet(1), type?.limits);
  const code = [
    ...exceeds(asked, tableElements, asked, heldFunction, tableElements),
    ...whenExceeded(minusOne(address)),
    ...localGet(0),
    ...localGet(1),
    ...[0xfc, 0x0f, ...unsigned(table)],
  ];
  const element = encodeValueType(type?.element ?? 'funcref');
  return { type: [0x60, 2, ...element, address, 1, address], body: sizedBody(code) };
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

function whenExceeded(code: readonly number[]): number[] {
  return [0x04, 0x40, ...code, END];
}

function callHook(hook: Hook): number[] {
  return [0x41, 0x00, 0x11, ...unsigned(hook.typeIndex), ...unsigned(hook.tableIndex), 0x00];
}

function minusOne(address: number): number[] {
  return [address === I64 ? 0x42 : 0x41, 0x7f, 0x0f];
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

function sizedBody(code: readonly number[]): number[] {
  return [...unsigned(code.length + 2), 0x00, ...code, END];
}
