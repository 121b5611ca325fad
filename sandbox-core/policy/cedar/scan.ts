// A Cedar text cut into its policies, without recursion and in linear time, and held to caps on the way. It knows only
// what it must: comments, strings, words, brackets, and the semicolon that ends a policy. Whether a policy is one, Cedar says.
import type { Checked, Diagnostic } from '../../base/diagnostic.ts';
import { visibleText } from '../../base/visible-text.ts';
import { CEDAR_CAPS } from './caps.ts';
import { placeAt } from './text-place.ts';

/** One policy of a text: `text` is the very slice from `start` on, without the comments before it. */
export interface Statement {
  readonly text: string;
  /** In UTF-16 units of the whole text. */
  readonly start: number;
}

export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'sign';
  readonly start: number;
  readonly end: number;
}

/** Answers no more than the first breach of a cap. */
export function scanPolicies(text: string): Checked<readonly Statement[]> {
  const breach = wholeBreach(text);
  if (breach !== undefined) return { ok: false, diagnostics: [breach] };
  const statements: Statement[] = [];
  let measures = new Measures();
  let first: number | undefined;
  for (let token = nextToken(text, 0); token !== undefined; token = nextToken(text, token.end)) {
    first ??= token.start;
    const fault = measures.take(text, token);
    if (fault !== undefined) return refused(text, token.start, fault);
    if (!measures.endsPolicy) continue;
    statements.push({ text: text.slice(first, token.end), start: first });
    if (statements.length > CEDAR_CAPS.policies)
      return refused(text, first, `this is more than the ${CEDAR_CAPS.policies} policies that a text may have`);
    first = undefined;
    measures = new Measures();
  }
  if (first !== undefined) statements.push({ text: text.slice(first), start: first });
  return { ok: true, value: statements };
}

function wholeBreach(text: string): Diagnostic | undefined {
  const whole = (message: string): Diagnostic => ({ code: 'cedar-caps', message, place: { kind: 'whole' } });
  // No UTF-16 unit takes less than a byte, so that nothing large is encoded to be counted.
  const bytes = text.length > CEDAR_CAPS.textBytes ? text.length : new TextEncoder().encode(text).length;
  if (bytes > CEDAR_CAPS.textBytes) return whole(`a text of at least ${bytes} bytes; ${CEDAR_CAPS.textBytes} are taken at most`);
  if (!text.isWellFormed()) return whole('a text with half a character (an unpaired surrogate)');
  const hidden = DIRECTIONS.exec(text);
  if (hidden === null) return undefined;
  const message = `${visibleText(hidden[0])} changes the direction in which text is shown; it can be written as an escape in a string`;
  return { code: 'cedar-hidden', message, place: placeAt(text, hidden.index) };
}

/** Marks that let a reviewer see another text than the one that is judged. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/;

class Measures {
  endsPolicy = false;
  #tokens = 0;
  #depth = 0;
  #ifs = 0;
  #members = 0;

  /** What of a cap the token breaks, or undefined. */
  take(text: string, { kind, start, end }: Token): string | undefined {
    this.#tokens++;
    if (this.#tokens > CEDAR_CAPS.tokens) return `this policy has more than the ${CEDAR_CAPS.tokens} tokens that one may have`;
    if (end - start > CEDAR_CAPS.tokenLength)
      return `a ${kind} of ${end - start} characters; ${CEDAR_CAPS.tokenLength} are taken at most`;
    if (kind === 'word') return this.#word(text.slice(start, end));
    return kind === 'sign' ? this.#sign(text.charAt(start)) : undefined;
  }

  #word(word: string): string | undefined {
    if (word === 'if') this.#ifs++;
    return this.#ifs > CEDAR_CAPS.ifs ? `this policy has more than the ${CEDAR_CAPS.ifs} ifs that one may have` : undefined;
  }

  #sign(sign: string): string | undefined {
    if ('([{'.includes(sign)) this.#depth++;
    if (')]}'.includes(sign)) this.#depth--;
    if (sign === '.' || sign === '[') this.#members++;
    else if (sign !== ']') this.#members = 0;
    this.endsPolicy = sign === ';' && this.#depth <= 0;
    if (this.#depth > CEDAR_CAPS.nesting) return `brackets are nested deeper than ${CEDAR_CAPS.nesting}`;
    if (this.#members > CEDAR_CAPS.members) return `members of members are named deeper than ${CEDAR_CAPS.members}`;
    return undefined;
  }
}

/** The token at or after `at`, white space and comments left out; undefined at the end. */
export function nextToken(text: string, at: number): Token | undefined {
  const start = skipped(text, at);
  if (start >= text.length) return undefined;
  const letter = text.charAt(start);
  if (letter === '"') return { kind: 'string', start, end: stringEnd(text, start) };
  if (WORD_START.test(letter)) return { kind: 'word', start, end: runEnd(text, start, WORD) };
  if (DIGIT.test(letter)) return { kind: 'number', start, end: runEnd(text, start, DIGIT) };
  return { kind: 'sign', start, end: start + 1 };
}

const WORD_START = /[A-Za-z_]/;
const WORD = /\w/;
const DIGIT = /\d/;
const SPACE = /\s/;

function skipped(text: string, at: number): number {
  let start = at;
  for (;;) {
    while (start < text.length && SPACE.test(text.charAt(start))) start++;
    if (!text.startsWith('//', start)) return start;
    const end = text.indexOf('\n', start);
    start = end < 0 ? text.length : end + 1;
  }
}

function runEnd(text: string, start: number, letters: RegExp): number {
  let end = start + 1;
  while (end < text.length && letters.test(text.charAt(end))) end++;
  return end;
}

/** Past the closing quote, or the end of the text where there is none. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '\\') at++;
    else if (letter === '"') return at + 1;
  }
  return text.length;
}

function refused(text: string, at: number, message: string): Checked<never> {
  return { ok: false, diagnostics: [{ code: 'cedar-caps', message, place: placeAt(text, at) }] };
}
