import { expect, test } from 'vitest';
import { leastChange } from './least-change.ts';

test('leastChange() leaves what both texts begin and end with', () => {
  expect(leastChange('{ "a": 1 }', '{ "a": 23 }')).toEqual({ from: 7, to: 8, insert: '23' });
  expect(leastChange('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' });
  expect(leastChange('abab', 'ab')).toEqual({ from: 2, to: 4, insert: '' });
  expect(leastChange('same', 'same')).toBeNull();
});
