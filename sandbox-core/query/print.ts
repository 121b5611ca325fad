// A query as its canonical text: reading it gives the same query, and writing that gives the same text.
import type { FieldTest, Query } from './query.ts';
import { writeQuantity } from './quantity.ts';

/** A word that reads as itself: no blank, bracket, leading quote or minus, not OR, and nothing that looks like a field. */
const PLAIN_WORD = /^(?!OR$)(?![A-Za-z][\w.-]*:)[^\s()"-][^\s()]*$/u;
/** A value that reads as itself: no glob, no regular expression, no quote at its start. Behind a / a backslash escapes. */
const PLAIN_VALUE = /^(?!\/.*(?:\/$|\\))[^\s()"*?<>=][^\s()*?]*$/u;

export function printQuery(query: Query): string {
  switch (query.kind) {
    case 'all':
      return '';
    case 'and':
      return query.parts.map((part) => (part.kind === 'or' ? `(${printQuery(part)})` : printQuery(part))).join(' ');
    case 'or':
      return query.parts.map(printQuery).join(' OR ');
    case 'not':
      return isSingle(query.part) ? `-${printQuery(query.part)}` : `-(${printQuery(query.part)})`;
    case 'text':
      return PLAIN_WORD.test(query.text) ? query.text : quote(query.text);
    case 'field':
      return `${query.field}:${printTest(query.test)}`;
  }
}

function isSingle(query: Query): boolean {
  return query.kind !== 'and' && query.kind !== 'or';
}

function printTest(test: FieldTest): string {
  switch (test.kind) {
    case 'is':
      return printValue(test.text);
    case 'glob':
      return test.pattern;
    case 'pattern':
      return `/${test.source}/`;
    case 'compare':
      return `${test.operator === '=' ? '' : test.operator}${writeQuantity(test.value, test.quantity)}`;
    case 'range':
      return `${writeQuantity(test.from, test.quantity)}..${writeQuantity(test.to, test.quantity)}`;
  }
}

/** A value that is to be met exactly: quoted where it would read as something else. */
export function printValue(text: string): string {
  return PLAIN_VALUE.test(text) ? text : quote(text);
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
