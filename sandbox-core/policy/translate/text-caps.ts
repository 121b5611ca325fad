// The caps that hold for a text before any parser sees it.
import type { Checked, Diagnostic } from '../../base/diagnostic.ts';
import { placeAt } from '../cedar/text-place.ts';
import { FOREIGN_CAPS } from './caps.ts';

export function textBreach(text: string): Diagnostic | undefined {
  const whole = (message: string): Diagnostic => ({ code: 'foreign-caps', message, place: { kind: 'whole' } });
  if (text.length > FOREIGN_CAPS.textLength) {
    return whole(`the text has ${text.length} characters; at most ${FOREIGN_CAPS.textLength} were expected`);
  }
  const line = nthMatch(text, /\n/g, FOREIGN_CAPS.lines);
  if (line !== undefined) return whole(`the text has more than ${FOREIGN_CAPS.lines} lines`);
  return text.isWellFormed() ? undefined : whole('the text has half a character (an unpaired surrogate)');
}

/** Where the match stands that is one too many; undefined where there are no more than `most`. */
export function nthMatch(text: string, pattern: RegExp, most: number): number | undefined {
  let count = 0;
  for (const { index } of text.matchAll(pattern)) if (++count > most) return index;
  return undefined;
}

/** Counts brackets in strings and comments too, of which a policy has few. */
export function bracketBreach(text: string): Diagnostic | undefined {
  let depth = 0;
  for (const { 0: sign, index } of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (sign === '[' || sign === '{' ? 1 : -1));
    if (depth <= FOREIGN_CAPS.brackets) continue;
    const message = `brackets are nested deeper than ${FOREIGN_CAPS.brackets}`;
    return { code: 'foreign-caps', message, place: placeAt(text, index) };
  }
  return undefined;
}

export function refusedText(text: string, at: number, message: string): Checked<never> {
  return { ok: false, diagnostics: [{ code: 'foreign-text', message, place: placeAt(text, at) }] };
}
