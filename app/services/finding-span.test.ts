import { expect, test } from 'vitest';
import { spanOf } from './finding-span.ts';

const TEXT = 'permit (principal,\n  action == Action::"fs.raed", resource);';

test('spanOf() covers the word at a place', () => {
  const at = (line: number, column: number): string => {
    const span = spanOf(TEXT, { kind: 'text', line, column });
    return span === null ? 'none' : TEXT.slice(span.from, span.to);
  };
  expect([at(1, 1), at(1, 9), at(2, 3), at(2, 21), at(2, 10)]).toEqual([
    'permit',
    'principal',
    'action',
    '"fs.raed"',
    '=='.slice(0, 1),
  ]);
});

test('spanOf() is empty past the text, and null for all of it', () => {
  expect(spanOf(TEXT, { kind: 'text', line: 9, column: 9 })).toMatchObject({ from: TEXT.length, to: TEXT.length });
  expect(spanOf(TEXT, { kind: 'whole' })).toBeNull();
});
