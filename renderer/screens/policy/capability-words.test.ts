import { expect, it } from 'vitest';
import { findingText, inOrder, isBlank, pathText, reachWord } from './capability-words.ts';

const direct = (name: string) => ({ name, how: 'direct' as const });

it('pathText() tells calls by reference apart and says how much was left out', () => {
  const root = { name: 'main', how: 'root' as const };
  expect(pathText({ from: '_start', steps: [root, direct('draw'), { name: 'random_get', how: 'reference' }], left: 0 })).toBe(
    '_start: main → draw ⇢ random_get',
  );
  expect(pathText({ from: null, steps: [root, direct('a'), direct('b'), direct('c')], left: 7 })).toBe(
    '(start function): main → a → … 7 more … → b → c',
  );
});

it('inOrder() puts what was denied before what is granted for nothing, and rows without findings last', () => {
  const rows = (['none', 'dead-import', 'over-granted', 'none', 'denied-use'] as const).map((flag, at) => ({ flag, at }));
  expect(inOrder(rows).map(({ at }) => at)).toEqual([4, 2, 1, 0, 3]);
});

it('findingText() says why a grant is too much', () => {
  expect(findingText({ flag: 'over-granted', because: 'undeclared' })).toBe('Granted for nothing: no import asks for it.');
  expect(findingText({ flag: 'none', because: null })).toBe('');
});

it('reachWord() claims nothing of a module that was not walked to its end', () => {
  const declaredBy = [{ name: 'random_get', reach: 'unknown' as const }];
  expect([reachWord({ path: null, declaredBy }, false), reachWord({ path: null, declaredBy }, true)]).toEqual(['unknown', 'no']);
});

it('isBlank() keeps a row for what was only asked for', () => {
  const none = {
    family: 'files',
    action: 'fs.link',
    grantedBy: [],
    declaredBy: [],
    path: null,
    flag: 'none',
    because: null,
  } as const;
  const [no, one] = [
    { calls: 0, row: null },
    { calls: 1, row: 4 },
  ];
  const blanks = [no, one].map((denied) => isBlank({ ...none, grantedBy: [], declaredBy: [], used: no, denied }));
  expect(blanks).toEqual([true, false]);
});
