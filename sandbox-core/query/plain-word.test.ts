import { expect, test } from 'vitest';
import { matchRow, parseQuery } from './plain-word.ts';

function matches(text: string, row: readonly string[]): boolean {
  const query = parseQuery(text);
  return query.ok && matchRow(query.value, row);
}

test('matchRow() wants every word somewhere in the row, whatever the case', () => {
  const row = ['path_open', '"/etc/Passwd"', 'ENOTCAPABLE'];
  const filters = ['', '  ', 'OPEN', 'passwd notcap', 'open write', 'open"'];
  expect(filters.map((filter) => matches(filter, row))).toEqual([true, true, true, true, false, false]);
});

test('parseQuery() refuses a text that is too long, in a sentence', () => {
  expect(parseQuery('x'.repeat(4097))).toEqual({
    ok: false,
    diagnostics: [{ code: 'query-length', message: 'a filter has at most 4096 characters, not 4097', place: { kind: 'whole' } }],
  });
});
