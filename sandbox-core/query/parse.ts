// The text of a filter to a query, or what is wrong with it and where.
//
//   either = both { "OR" both }      both = term { term }      term = "-" term | "(" either ")" | word | field ":" value
//
// A word ends at a blank or a bracket; what stands in quotes is taken whole. Nothing here goes back over the text.
import { fieldNamed, type FieldTable } from './fields.ts';
import { faultAt, meantText, type CheckedQuery, type QueryFault } from './fault.ts';
import { nearestWord } from '../base/nearest-word.ts';
import { ALL, allOf, anyOf, type Query } from './query.ts';
import { readTest } from './read-test.ts';
import { readValue } from './read-value.ts';

export const QUERY_CAPS = { characters: 4096, depth: 64, terms: 128 } as const;

const FIELD = /([A-Za-z][\w.-]*):/y;
const WORD = /[^\s()]+/y;

/** Never throws. The empty text is the query that every row matches. */
export function parseQuery(text: string, table: FieldTable): CheckedQuery<Query> {
  if (text.length > QUERY_CAPS.characters) {
    const message = `a filter has at most ${QUERY_CAPS.characters} characters, not ${text.length}`;
    return { ok: false, fault: faultAt('query-length', message, QUERY_CAPS.characters, text.length) };
  }
  return new Parser(text, table).whole();
}

class Parser {
  readonly #text: string;
  readonly #table: FieldTable;
  #at = 0;
  #depth = 0;
  #terms = 0;
  #fault: QueryFault | undefined;

  constructor(text: string, table: FieldTable) {
    this.#text = text;
    this.#table = table;
  }

  whole(): CheckedQuery<Query> {
    this.#skipBlanks();
    const query = this.#at === this.#text.length ? ALL : this.#either();
    if (this.#fault === undefined && this.#at < this.#text.length) {
      this.#fail('bracket', 'no ( stands open before this )', this.#at, this.#at + 1);
    }
    return this.#fault === undefined ? { ok: true, value: query } : { ok: false, fault: this.#fault };
  }

  #either(): Query {
    const parts = [this.#both()];
    while (this.#fault === undefined && this.#takeOr()) parts.push(this.#both());
    return anyOf(parts);
  }

  #both(): Query {
    const parts = [this.#term()];
    while (this.#fault === undefined && this.#hasTerm()) parts.push(this.#term());
    return allOf(parts);
  }

  #term(): Query {
    if (!this.#hasTerm())
      return this.#fail('term-missing', 'a word, field:value, - or ( was expected here', this.#at, this.#end());
    const from = this.#at;
    if (++this.#depth > QUERY_CAPS.depth) {
      return this.#fail('query-depth', `a filter is at most ${QUERY_CAPS.depth} levels deep`, from, from + 1);
    }
    const sign = this.#text[from];
    const query = sign === '-' ? this.#not() : sign === '(' ? this.#group() : this.#leaf();
    this.#depth--;
    this.#skipBlanks();
    return query;
  }

  #not(): Query {
    const from = this.#at++;
    const next = this.#text[this.#at];
    if (next === undefined || next === ')' || /\s/u.test(next)) {
      return this.#fail('term-missing', 'what is to be left out was expected right after -', from, from + 1);
    }
    return { kind: 'not', part: this.#term() };
  }

  #group(): Query {
    const from = this.#at++;
    this.#skipBlanks();
    const query = this.#either();
    if (this.#fault === undefined && this.#text[this.#at] !== ')') {
      return this.#fail('bracket', 'this ( is not closed', from, from + 1);
    }
    this.#at++;
    return query;
  }

  #leaf(): Query {
    const from = this.#at;
    if (++this.#terms > QUERY_CAPS.terms) {
      return this.#fail('query-terms', `a filter has at most ${QUERY_CAPS.terms} words and fields`, from, this.#text.length);
    }
    FIELD.lastIndex = from;
    const name = FIELD.exec(this.#text)?.[1];
    if (name !== undefined) return this.#field(name, from);
    if (this.#text[from] === '"') return this.#quoted();
    WORD.lastIndex = from;
    const word = WORD.exec(this.#text)?.[0] ?? '';
    this.#at = from + word.length;
    return { kind: 'text', text: word };
  }

  #quoted(): Query {
    const from = this.#at;
    const value = readValue(this.#text, from);
    if ('code' in value) return this.#failed(value);
    this.#at = value.to;
    return value.text === ''
      ? this.#fail('term-missing', 'text was expected between the quotes', from, value.to)
      : { kind: 'text', text: value.text };
  }

  #field(name: string, from: number): Query {
    const field = fieldNamed(this.#table, name);
    const valueFrom = from + name.length + 1;
    if (field === undefined) {
      const names = this.#table.filter(({ missing }) => missing === undefined).map((each) => each.name);
      const meant = nearestWord(name, names);
      return this.#fail('field', `there is no field ${name}${meantText(meant)}`, from, valueFrom - 1, meant);
    }
    if (field.missing !== undefined) return this.#fail('field-missing', `${name}: ${field.missing}`, from, valueFrom - 1);
    const value = readValue(this.#text, valueFrom);
    if ('code' in value) return this.#failed(value);
    this.#at = value.to;
    const test = readTest(field, value);
    return 'code' in test ? this.#failed(test) : { kind: 'field', field: name, test };
  }

  #takeOr(): boolean {
    if (!this.#standsOr()) return false;
    this.#at += 2;
    this.#skipBlanks();
    return true;
  }

  #hasTerm(): boolean {
    const sign = this.#text[this.#at];
    return sign !== undefined && sign !== ')' && !this.#standsOr();
  }

  #standsOr(): boolean {
    return this.#text.startsWith('OR', this.#at) && /^(?:[\s()]|$)/u.test(this.#text.slice(this.#at + 2, this.#at + 3));
  }

  /** Past the end of the word that begins here; the place itself at the end of the text. */
  #end(): number {
    return this.#standsOr() ? this.#at + 2 : Math.min(this.#text.length, this.#at + 1);
  }

  #skipBlanks(): void {
    while (/\s/u.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #fail(code: string, message: string, from: number, to: number, meant?: string): Query {
    return this.#failed(faultAt(code, message, from, to, meant));
  }

  /** The first fault stands; what is read after it does not matter. */
  #failed(fault: QueryFault): Query {
    this.#fault ??= fault;
    return ALL;
  }
}
