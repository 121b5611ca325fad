// The grid draws one row more than fits; this is the last one that is seen whole.
import type { CallRows } from '../../store/rows.ts';

export function lastWhole(rows: CallRows, first: number, last: number): number {
  return last >= rows.shown ? rows.shown - 1 : Math.max(first, last - 2);
}
