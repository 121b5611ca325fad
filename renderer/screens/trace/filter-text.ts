// Plain text for the filter field, made from what a row shows: so the language is learnt by use.
import type { CallRow } from '../../store/call-row.ts';
import { filterValue } from '../../store/filter-value.ts';

/** Both filters at once; an OR in one of them stays together. */
export function joinedFilter(filter: string, more: string): string {
  const parts = [filter.trim(), more.trim()].filter((part) => part !== '');
  const hasOr = (part: string): boolean => /(^|\s)OR(\s|$)/.test(part);
  return parts.map((part) => (parts.length > 1 && hasOr(part) ? `(${part})` : part)).join(' ');
}

/** What finds calls that are alike in this column of the table. */
export function cellFilter(call: CallRow, column: string): string {
  switch (column) {
    case 'time':
    case 'delta':
      return `t:>=${Math.floor(call.time)}ns`;
    case 'duration':
      return call.duration === 0 ? '-dur:>=0ns' : `dur:${call.duration}ns`;
    case 'call':
      return `name:${filterValue(call.name)}`;
    case 'arguments':
      return `args:${filterValue(call.arguments)}`;
    case 'result':
      return resultFilter(call);
    case 'memory':
      return `memory:${call.memory * 65_536}`;
    case 'computed':
      return call.computed < 0 ? '-fuel:>=0' : `fuel:${call.computed}`;
    case 'bytes':
      return `bytes:${call.bytes}`;
    case 'rule':
      return `rule:${call.rule}`;
    default:
      return `seq:${call.row + 1}`;
  }
}

function resultFilter({ outcome, result }: CallRow): string {
  if (outcome === 'denied') return 'outcome:denied';
  if (outcome === 'error' && /^E[A-Z0-9]+$/.test(result)) return `errno:${result}`;
  return `result:${filterValue(result)}`;
}
