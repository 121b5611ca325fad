import { expect, test } from 'vitest';
import { SAMPLE_TABLE } from '../../test/fixtures/query/sample-table.ts';
import { parseQuery } from './parse.ts';
import { suggestQuery } from './suggest.ts';

test.each([
  ['path_opne', 'path_open'],
  ['count:3 (a OR name:fd_raed)', 'count:3 (a OR name:fd_read)'],
  ['name:fd_read count:9', undefined],
  ['-path_opne', undefined],
  ['zzzzzzzz', undefined],
])('suggestQuery() for %s', (text, meant) => {
  const parsed = parseQuery(text, SAMPLE_TABLE);
  const values = ['path_open', 'fd_read'].map((value) => ({ value, count: 1 }));
  expect(parsed.ok && suggestQuery(parsed.value, SAMPLE_TABLE, ({ name }) => (name === 'name' ? values : []))).toBe(meant);
});
