// What can come next in a filter that is being typed: fields, and values of a field with how often each occurs.
import { fieldNamed, type Field, type FieldTable } from './fields.ts';
import { printValue } from './print.ts';

export interface ValueCount {
  readonly value: string;
  /** Rows that have it; undefined where nobody counted. */
  readonly count: number | undefined;
}

export interface Completion {
  /** What is put in place of `from … to`. */
  readonly text: string;
  /** A sentence or clause on what it is; may be empty. */
  readonly help: string;
  readonly count: number | undefined;
}

export interface Completions {
  /** Places in the text, from 0; `to` is past the end. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

/** Offered at once; more nobody reads. */
const MOST = 50;
/** Shorter words begin too many values. */
const LEAST_WORD = 2;

/** Values that a field is known to have, the most frequent first; empty where the table cannot tell. */
export type ValuesOf = (field: Field) => readonly ValueCount[];

/** `cursor` is a place in the text, from 0. Never throws. */
export function completeQuery(text: string, cursor: number, table: FieldTable, valuesOf: ValuesOf): Completions {
  const place = Math.min(Math.max(0, cursor), text.length);
  const from = tokenStart(text, place);
  const to = tokenEnd(text, place);
  const typed = text.slice(from, place);
  const colon = /^[A-Za-z][\w.-]*:/.exec(typed)?.[0];
  if (colon === undefined) return { from, to, items: ofWord(typed, table, valuesOf).slice(0, MOST) };
  const field = fieldNamed(table, colon.slice(0, -1));
  if (field === undefined || field.missing !== undefined) return { from, to, items: [] };
  const value = typed.slice(colon.length);
  return { from: from + colon.length, to, items: ofValue(field, value, valuesOf).slice(0, MOST) };
}

function ofWord(typed: string, table: FieldTable, valuesOf: ValuesOf): Completion[] {
  const wanted = typed.toLowerCase();
  const present = table.filter(({ missing }) => missing === undefined);
  const fields = present
    .filter(({ name }) => name.toLowerCase().startsWith(wanted))
    .map(({ name, help }) => ({ text: `${name}:`, help, count: undefined }));
  if (typed.length < LEAST_WORD) return fields;
  const values = present.flatMap((field) =>
    ofValue(field, typed, valuesOf).map((each) => ({ ...each, text: `${field.name}:${each.text}` })),
  );
  return [...fields, ...values];
}

/** Values that begin with what is typed first, then those that have it in them. */
function ofValue(field: Field, typed: string, valuesOf: ValuesOf): Completion[] {
  const wanted = typed.replace(/^"/, '').toLowerCase();
  const counted = valuesOf(field);
  const listed = (field.values ?? []).filter((value) => !counted.some((each) => each.value === value));
  const uncounted = counted.length > 0 && field.kind === 'choice' ? 0 : undefined;
  const all = [...counted, ...listed.map((value) => ({ value, count: uncounted }))];
  const found = all.filter(({ value }) => value.toLowerCase().includes(wanted));
  const first = found.filter(({ value }) => value.toLowerCase().startsWith(wanted));
  return [...first, ...found.filter((each) => !first.includes(each))].map(({ value, count }) => ({
    text: printValue(value),
    help: '',
    count,
  }));
}

/** Where the word under the cursor begins, behind a minus that stands before it. A quote keeps the blanks in it. */
function tokenStart(text: string, place: number): number {
  let from = 0;
  let quoted = false;
  for (let at = 0; at < place; at++) {
    const sign = text[at] ?? '';
    if (quoted && sign === '\\') at++;
    else if (quoted) quoted = sign !== '"';
    else if (/[\s()]/u.test(sign)) from = at + 1;
    else if (sign === '"') quoted = at === from || /[:-]/.test(text[at - 1] ?? '');
  }
  return text[from] === '-' && from < place ? from + 1 : from;
}

function tokenEnd(text: string, place: number): number {
  let to = place;
  while (to < text.length && !/[\s()]/u.test(text[to] ?? '')) to++;
  return to;
}
