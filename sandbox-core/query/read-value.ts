// What stands behind `field:` in a filter: a value in quotes, a regular expression between slashes, or signs up to the next blank.
import { faultAt, type QueryFault } from './fault.ts';

export interface WrittenValue {
  readonly text: string;
  readonly quoted: boolean;
  /** Where it stands, quotes included; `to` is past its end. */
  readonly from: number;
  readonly to: number;
}

/** In quotes `\"` is a quote and `\\` a backslash; any other backslash is one, since hidden signs are shown as `\n`. */
export function readValue(text: string, from: number): WrittenValue | QueryFault {
  if (text[from] === '"') return readQuoted(text, from);
  const to = text[from] === '/' ? endOfSlashed(text, from) : endOfPlain(text, from);
  return { text: text.slice(from, to), quoted: false, from, to };
}

function readQuoted(text: string, from: number): WrittenValue | QueryFault {
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '"') return { text: value, quoted: true, from, to: at + 1 };
    const next = text[at + 1];
    if (sign === '\\' && (next === '"' || next === '\\')) {
      value += next;
      at++;
    } else value += sign;
  }
  return faultAt('quote', 'this quote is not closed', from, text.length);
}

function endOfPlain(text: string, from: number): number {
  let at = from;
  while (at < text.length && !/[\s()]/u.test(text[at] ?? '')) at++;
  return at;
}

/** Brackets in pairs belong to it, and whatever follows a backslash. */
function endOfSlashed(text: string, from: number): number {
  let open = 0;
  let at = from;
  while (at < text.length) {
    const sign = text[at] ?? '';
    if (/\s/u.test(sign) || (sign === ')' && open === 0)) break;
    if (sign === '(') open++;
    if (sign === ')') open--;
    at += sign === '\\' ? 2 : 1;
  }
  return Math.min(at, text.length);
}
