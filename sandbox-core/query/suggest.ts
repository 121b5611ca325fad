// What was most likely meant by a filter that nothing matches: the same with one value as it really occurs.
import { nearestWord } from '../base/nearest-word.ts';
import type { ValuesOf } from './complete.ts';
import { fieldNamed, type FieldTable } from './fields.ts';
import { printQuery } from './print.ts';
import type { Query } from './query.ts';

/** The filter to try instead; undefined where nothing is near. */
export function suggestQuery(query: Query, table: FieldTable, valuesOf: ValuesOf): string | undefined {
  const meant = changed(query, table, valuesOf);
  return meant && printQuery(meant);
}

/** The query with its first leaf changed that has a near value; undefined where none has. */
function changed(query: Query, table: FieldTable, valuesOf: ValuesOf): Query | undefined {
  switch (query.kind) {
    case 'all':
    case 'not':
      return undefined;
    case 'and':
    case 'or': {
      for (const [place, part] of query.parts.entries()) {
        const meant = changed(part, table, valuesOf);
        if (meant !== undefined) return { kind: query.kind, parts: query.parts.with(place, meant) };
      }
      return undefined;
    }
    case 'text': {
      const present = table.filter(({ missing }) => missing === undefined);
      const text = nearestOf(
        query.text,
        present.flatMap((field) => valuesOf(field).map(({ value }) => value)),
      );
      return text === undefined ? undefined : { kind: 'text', text };
    }
    case 'field': {
      const field = fieldNamed(table, query.field);
      if (query.test.kind !== 'is' || field === undefined) return undefined;
      const text = nearestOf(
        query.test.text,
        valuesOf(field).map(({ value }) => value),
      );
      return text === undefined ? undefined : { ...query, test: { kind: 'is', text } };
    }
  }
}

/** Undefined where the word itself is among them: then it is not what is wrong. */
function nearestOf(word: string, values: readonly string[]): string | undefined {
  return values.includes(word) ? undefined : nearestWord(word, values);
}
