import { expect, test } from 'vitest';
import { readLayout } from './layout.ts';

test('readLayout() takes kept filters of the right shape and no others', () => {
  const kept = { filters: [{ name: 'denials', where: 'outcome:denied' }, { name: 7, where: '' }, null, 'x'] };
  expect(readLayout(JSON.stringify(kept)).filters).toEqual([{ name: 'denials', where: 'outcome:denied' }]);
  expect(readLayout('{"filters":{"a":"b"}}').filters).toBeUndefined();
});
