import { expect, test } from 'vitest';
import { readLayout } from './layout.ts';

test('readLayout() takes kept filters of the right shape and no others', () => {
  const kept = { filters: [{ name: 'denials', where: 'outcome:denied' }, { name: 7, where: '' }, null, 'x'] };
  expect(readLayout(JSON.stringify(kept)).filters).toEqual([{ name: 'denials', where: 'outcome:denied' }]);
  expect(readLayout('{"filters":{"a":"b"}}').filters).toBeUndefined();
});

test('readLayout() takes widths and frozen columns that exist, within bounds', () => {
  const kept = { traceWidths: { call: 300, arguments: 1e9, nothing: 100, time: '90' }, traceFrozen: ['row', 'x', 'call', 7] };
  expect(readLayout(JSON.stringify(kept))).toMatchObject({ traceWidths: { call: 300 }, traceFrozen: ['row', 'call'] });
  expect(readLayout('{"traceWidths":[1],"traceFrozen":{}}')).toEqual({ traceWidths: {} });
});
