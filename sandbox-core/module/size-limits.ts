// Limits of memories and tables (core specification 3.0, section 5.3.12, with the flags of the threads and custom-page-sizes
// proposals): bit 0 a maximum, bit 1 shared, bit 2 64-bit addresses, bit 3 a page size.
import type { SizeLimits } from './module.ts';
import type { Cursor } from './cursor.ts';
import { hex, refuse } from './fault.ts';

export const LIMIT_FLAGS = { maximum: 1, shared: 2, is64: 4, pageSize: 8 } as const;

const MOST_EXACT = 2 ** 53;

export function readSizeLimits(cursor: Cursor, of: 'memory' | 'table'): SizeLimits {
  const start = cursor.offset;
  const flags = cursor.byte(`the limits of a ${of}`);
  const known = of === 'memory' ? 0x0f : LIMIT_FLAGS.maximum | LIMIT_FLAGS.is64;
  if ((flags & ~known) !== 0)
    refuse('limits-flags', start, `limits flags ${hex(flags)} of a ${of}; bits in ${hex(known)} were expected`);
  const shared = (flags & LIMIT_FLAGS.shared) !== 0;
  const is64 = (flags & LIMIT_FLAGS.is64) !== 0;
  const minimum = bound(cursor, is64, `the minimum of a ${of}`);
  const maximum = (flags & LIMIT_FLAGS.maximum) === 0 ? undefined : bound(cursor, is64, `the maximum of a ${of}`);
  if (maximum !== undefined && maximum < minimum) {
    refuse('limits-order', start, `a ${of} with minimum ${minimum} and maximum ${maximum}; the maximum is below the minimum`);
  }
  if (shared && maximum === undefined) refuse('limits-shared', start, 'a shared memory without a maximum');
  const pageSizeLog2 = of === 'table' ? 0 : (flags & LIMIT_FLAGS.pageSize) === 0 ? 16 : pageSize(cursor);
  if (of === 'memory') checkReach(Math.max(minimum, maximum ?? 0), is64, pageSizeLog2, start);
  return { minimum, maximum, is64, shared, pageSizeLog2 };
}

/** A memory is not larger than its addresses reach (core specification 3.0, section 3.2.17). */
function checkReach(pages: number, is64: boolean, pageSizeLog2: number, offset: number): void {
  const most = 2 ** ((is64 ? 64 : 32) - pageSizeLog2);
  if (pages > most) refuse('limits-range', offset, `a memory of ${pages} pages; its addresses reach ${most}`);
}

function bound(cursor: Cursor, is64: boolean, what: string): number {
  if (!is64) return cursor.u32(what);
  return Math.min(Number(cursor.u64(what)), MOST_EXACT);
}

function pageSize(cursor: Cursor): number {
  const start = cursor.offset;
  const log2 = cursor.u32('a page size');
  if (log2 !== 0 && log2 !== 16) refuse('page-size', start, `a page size of 2^${log2} bytes; 1 or 65536 bytes was expected`);
  return log2;
}
