// A fault of a filter as a terminal shows it: what was expected, the filter, and carets under what is wrong.
import { visibleText, type QueryFault } from '../../sandbox-core/index.ts';

/** Characters shown before and behind the fault. */
const AROUND = 50;

/** Three lines without a line feed at the end; columns count from 1. */
export function faultText(option: string, text: string, fault: QueryFault): string {
  const start = Math.max(0, fault.from - AROUND);
  const end = Math.min(text.length, Math.max(fault.to, fault.from) + AROUND);
  const before = visibleText(text.slice(start, fault.from));
  const wrong = visibleText(text.slice(fault.from, Math.min(fault.to, fault.from + AROUND)));
  const after = visibleText(text.slice(fault.from, end)).slice(wrong.length);
  const head = start > 0 ? '…' : '';
  const shown = `${head}${before}${wrong}${after}${end < text.length ? '…' : ''}`;
  const caret = `${' '.repeat(head.length + before.length)}${'^'.repeat(Math.max(1, wrong.length))}`;
  return `${option}: column ${fault.from + 1}: ${fault.message}\n  ${shown}\n  ${caret}`;
}
