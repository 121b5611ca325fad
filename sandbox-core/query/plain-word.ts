// Plain words as a query: a row matches when each word occurs in some of its texts, whatever the case. The filter language
// of the Trace screen takes this file's place; its callers know only `parseQuery` and `matchRow`.
import type { Checked } from '../base/diagnostic.ts';

export interface Query {
  /** Lower-case, without blanks; no word stands for every row. */
  readonly words: readonly string[];
}

const MOST_CHARACTERS = 4096;
const MOST_WORDS = 32;

export function parseQuery(text: string): Checked<Query> {
  if (text.length > MOST_CHARACTERS) return tooLong(`a filter has at most ${MOST_CHARACTERS} characters, not ${text.length}`);
  const words = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length > MOST_WORDS) return tooLong(`a filter has at most ${MOST_WORDS} words, not ${words.length}`);
  return { ok: true, value: { words } };
}

/** Whether every word occurs in one of the texts. */
export function matchRow(query: Query, texts: readonly string[]): boolean {
  return query.words.every((word) => texts.some((text) => containsWord(text, word)));
}

/** `word` is one of a query's. */
export function containsWord(text: string, word: string): boolean {
  return text.toLowerCase().includes(word);
}

function tooLong(message: string): Checked<Query> {
  return { ok: false, diagnostics: [{ code: 'query-length', message, place: { kind: 'whole' } }] };
}
