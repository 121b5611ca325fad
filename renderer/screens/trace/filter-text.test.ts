import { expect, test } from 'vitest';
import type { CallRow } from '../../store/call-row.ts';
import { cellFilter, joinedFilter } from './filter-text.ts';

const CALL: CallRow = {
  row: 41,
  time: 1_204_118_000.5,
  duration: 4000,
  family: 'files',
  outcome: 'error',
  rule: 3,
  memory: 17,
  bytes: 10,
  computed: 1200,
  alike: 1,
  head: 41,
  last: 41,
  least: 0,
  most: 0,
  until: 0,
  name: 'path_open',
  arguments: '"/etc/\\"x\\n", CREAT',
  result: 'ENOENT',
  edited: false,
};

test('cellFilter() writes a term for each column', () => {
  const columns = ['row', 'time', 'duration', 'call', 'arguments', 'result', 'rule'];
  expect(columns.map((column) => cellFilter(CALL, column))).toEqual([
    'seq:42',
    't:>=1204118000ns',
    'dur:4000ns',
    'name:path_open',
    'args:"\\"/etc/\\\\\\"x\\\\n\\", CREAT"',
    'errno:ENOENT',
    'rule:3',
  ]);
  expect(cellFilter({ ...CALL, outcome: 'denied' }, 'result')).toBe('outcome:denied');
  expect(cellFilter({ ...CALL, outcome: 'ok', result: 'fd 7' }, 'result')).toBe('result:"fd 7"');
});

test('joinedFilter() keeps an OR together', () => {
  expect([joinedFilter('', 'a'), joinedFilter('b', 'a'), joinedFilter('a OR b', '-c')]).toEqual(['a', 'b a', '(a OR b) -c']);
});
