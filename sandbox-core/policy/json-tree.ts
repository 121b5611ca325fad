// Text of JSON with comments → a tree that knows the place of every value, or what is wrong with the text. Hostile text
// is refused by one pass over its tokens, before anything that recurses or keeps a value sees it.
import { createScanner, parseTree, printParseErrorCode, type Node, type ParseError, type SyntaxKind } from 'jsonc-parser';
import type { Checked, Diagnostic, Place } from '../base/diagnostic.ts';
import { cutMiddle, visibleText } from '../base/visible-text.ts';

export interface JsonCaps {
  readonly textLength: number;
  readonly values: number;
  readonly depth: number;
}

export interface JsonTree {
  readonly root: Node;
  readonly placeAt: (offset: number) => Place;
}

export function parseJsonTree(given: string, caps: JsonCaps): Checked<JsonTree> {
  if (given.length > caps.textLength) {
    return refused('text-size', `the text has ${given.length} characters; at most ${caps.textLength} were expected`, {
      kind: 'whole',
    });
  }
  const text = given.startsWith('\ufeff') ? given.slice(1) : given;
  const placeAt = placesIn(text);
  const excess = overCap(text, caps);
  if (excess) return refused(excess.code, excess.message, placeAt(excess.offset));
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) return refused('syntax', syntaxMessage(text, error), placeAt(error.offset));
  if (!root) return refused('syntax', 'the text is empty; an object was expected', placeAt(0));
  const diagnostics = treeFaults(root, placeAt);
  return diagnostics.length > 0 ? { ok: false, diagnostics } : { ok: true, value: { root, placeAt } };
}

function refused(code: string, message: string, place: Place): { ok: false; diagnostics: Diagnostic[] } {
  return { ok: false, diagnostics: [{ code, message, place }] };
}

/** Lines end as in the JSON scanner and in editors: LF, CR, or both together. */
function placesIn(text: string): (offset: number) => Place {
  let known: readonly number[] | undefined;
  return (offset) => {
    const starts = (known ??= lineStarts(text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { kind: 'text', line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length);
  return starts;
}

// The parser's token kinds by number: its declaration is a const enum, which code that is only stripped of types cannot use.
const OPENING: ReadonlySet<SyntaxKind> = new Set([1, 3]);
const CLOSING: ReadonlySet<SyntaxKind> = new Set([2, 4]);
const BETWEEN: ReadonlySet<SyntaxKind> = new Set([5, 6]);
const END: SyntaxKind = 17;

function overCap(text: string, caps: JsonCaps): { code: string; message: string; offset: number } | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  let values = 0;
  for (let token = scanner.scan(); token !== END; token = scanner.scan()) {
    const offset = scanner.getTokenOffset();
    if (OPENING.has(token)) depth++;
    else if (CLOSING.has(token)) depth--;
    else if (!BETWEEN.has(token)) values++;
    if (depth > caps.depth) return { code: 'too-deep', message: `values are nested more than ${caps.depth} deep`, offset };
    if (values > caps.values) return { code: 'too-many-values', message: `the text has more than ${caps.values} values`, offset };
  }
  return undefined;
}

const EXPECTED = new Map<string, string>([
  ['InvalidNumberFormat', 'a number such as 64 was expected'],
  ['PropertyNameExpected', 'a key in double quotes was expected'],
  ['ValueExpected', 'a value was expected'],
  ['ColonExpected', 'a colon after the key was expected'],
  ['CommaExpected', 'a comma was expected'],
  ['CloseBraceExpected', 'a closing } was expected'],
  ['CloseBracketExpected', 'a closing ] was expected'],
  ['EndOfFileExpected', 'the end of the text was expected'],
]);

const FAULTS = new Map<string, string>([
  ['UnexpectedEndOfComment', 'the comment that starts here has no end'],
  ['UnexpectedEndOfString', 'the string that starts here has no closing double quote on its line'],
  ['UnexpectedEndOfNumber', 'the number that starts here has no end; a digit was expected'],
  ['InvalidUnicode', 'the string has a \\u without four hexadecimal digits'],
  ['InvalidEscapeCharacter', 'the string has a backslash before a character that needs none'],
  ['InvalidCharacter', 'the string has a control character; an escape such as \\n was expected'],
]);

function syntaxMessage(text: string, error: ParseError): string {
  const code = printParseErrorCode(error.error);
  const fault = FAULTS.get(code);
  if (fault) return fault;
  const found = text.slice(error.offset, error.offset + Math.max(error.length, 1));
  if (code === 'InvalidSymbol') return `${shown(found)} is not JSON; ${wordHint(found)} was expected`;
  const expected = EXPECTED.get(code) ?? 'JSON was expected';
  return found === '' ? `the text ends here; ${expected}` : `${expected}, but ${shown(found)} was found`;
}

function wordHint(found: string): string {
  return found.startsWith("'") ? 'a string in double quotes' : 'a string in double quotes, a number, true, false or null';
}

function shown(found: string): string {
  return visibleText(cutMiddle(found, 40));
}

/**
 * What the grammar allows and we do not: keys that stand twice (one would hide the other), `__proto__` (no plain key in
 * many readers), and strings that no encoding can carry.
 */
function treeFaults(root: Node, placeAt: (offset: number) => Place): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node && diagnostics.length < 10; node = waiting.pop()) {
    const fault = node.type === 'string' && !String(node.value).isWellFormed() ? HALF_PAIR : undefined;
    if (fault) diagnostics.push({ ...fault, place: placeAt(node.offset) });
    const children = node.children ?? [];
    waiting.push(...children.toReversed());
    if (node.type === 'object') diagnostics.push(...keyFaults(children, placeAt));
  }
  return diagnostics;
}

const HALF_PAIR = {
  code: 'unpaired-surrogate',
  message: 'the string holds half of a surrogate pair; whole characters were expected',
};

function keyFaults(properties: readonly Node[], placeAt: (offset: number) => Place): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<unknown>();
  for (const property of properties) {
    const key: unknown = property.children?.[0]?.value;
    const fault = faultOfKey(key, seen);
    if (fault) diagnostics.push({ ...fault, place: placeAt(property.offset) });
    seen.add(key);
  }
  return diagnostics.slice(0, 10);
}

function faultOfKey(key: unknown, seen: ReadonlySet<unknown>): Pick<Diagnostic, 'code' | 'message'> | undefined {
  if (key === '__proto__') return { code: 'forbidden-key', message: 'the key "__proto__" is not allowed' };
  if (!seen.has(key)) return undefined;
  return { code: 'duplicate-key', message: `the key "${shown(String(key))}" stands twice in the same object; once was expected` };
}
