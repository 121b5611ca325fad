// A command line to words, as shells cut it, each with its line and column. What a shell would expand or act upon is refused:
// nobody knows here what would become of it.
import type { Checked } from '../../base/diagnostic.ts';
import { FOREIGN_CAPS } from './caps.ts';
import { refusedText, textBreach } from './text-caps.ts';
import type { LostPlace } from './translation.ts';

export interface Word {
  readonly text: string;
  readonly place: LostPlace;
}

const ACTIVE = /[$`~|;&<>*?()[\]{}!]/;

export function readWords(given: string): Checked<readonly Word[]> {
  const breach = textBreach(given);
  if (breach) return { ok: false, diagnostics: [breach] };
  const words: { readonly start: number; text: string }[] = [];
  let open: { readonly start: number; text: string } | undefined;
  for (let at = 0; at < given.length;) {
    const piece = pieceAt(given, at, open !== undefined);
    if ('fault' in piece) return refusedText(given, at, piece.fault);
    if (piece.kind === 'text') {
      if (open === undefined) words.push((open = { start: at, text: '' }));
      open.text += piece.text;
    } else open = undefined;
    if (words.length > FOREIGN_CAPS.words) return refusedText(given, at, `there are more than ${FOREIGN_CAPS.words} words`);
    at = piece.end;
  }
  const placeOf = placesOf(given);
  return { ok: true, value: words.map(({ text, start }) => ({ text, place: placeOf(start) })) };
}

type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly end: number }
  | { readonly kind: 'space'; readonly end: number }
  | { readonly fault: string };

function pieceAt(text: string, at: number, isInWord: boolean): Piece {
  const sign = text.charAt(at);
  if (sign === "'") {
    const end = text.indexOf("'", at + 1);
    return end < 0 ? UNCLOSED : { kind: 'text', text: text.slice(at + 1, end), end: end + 1 };
  }
  if (sign === '"') return doubleQuoted(text, at);
  if (sign === '\\') return escaped(text, at);
  if (/\s/.test(sign)) return { kind: 'space', end: at + 1 };
  if (sign === '#' && !isInWord) {
    const end = text.indexOf('\n', at);
    return { kind: 'space', end: end < 0 ? text.length : end };
  }
  if (ACTIVE.test(sign))
    return { fault: `a shell would act upon ${sign}; plain words were expected, or single quotes around it` };
  return { kind: 'text', text: sign, end: at + 1 };
}

const UNCLOSED = { fault: 'the quote that opens here is never closed' };

/** A backslash before the end of a line joins it with the next. */
function escaped(text: string, at: number): Piece {
  const line = /^\\(?:\r?\n|$)/.exec(text.slice(at, at + 3));
  if (line) return { kind: 'space', end: at + line[0].length };
  const character = String.fromCodePoint(text.codePointAt(at + 1) ?? 0);
  return { kind: 'text', text: character, end: at + 1 + character.length };
}

function doubleQuoted(text: string, at: number): Piece {
  const parts: string[] = [];
  for (let next = at + 1; next < text.length; next++) {
    const sign = text.charAt(next);
    if (sign === '"') return { kind: 'text', text: parts.join(''), end: next + 1 };
    if (sign === '$' || sign === '`')
      return { fault: `a shell would expand ${sign} in these quotes; single quotes were expected` };
    if (sign === '\\' && /["\\$`]/.test(text.charAt(next + 1))) parts.push(text.charAt(++next));
    else parts.push(sign);
  }
  return UNCLOSED;
}

/** Words stand in ascending order. */
function placesOf(text: string): (offset: number) => LostPlace {
  let line = 1;
  let start = 0;
  return (offset) => {
    for (let end = text.indexOf('\n', start); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
      line++;
      start = end + 1;
    }
    return { kind: 'text', line, column: offset - start + 1 };
  };
}

/** As a shell reads it back: bare where that is safe. */
export function quotedWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
