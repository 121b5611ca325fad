import { expect, test } from 'vitest';
import { faultText } from './fault-text.ts';

function shown(text: string, from: number, to: number): string {
  return faultText('--where', text, { code: 'x', message: 'wrong', from, to });
}

test('faultText() puts carets under what is wrong', () => {
  expect(shown('dur:>1mz denied', 6, 8)).toBe('--where: column 7: wrong\n  dur:>1mz denied\n        ^^');
});

test('faultText() points behind the end where something is missing', () => {
  expect(shown('name:', 5, 5)).toBe('--where: column 6: wrong\n  name:\n       ^');
});

test('faultText() shows what is hidden, and no more of a long filter than fits a line', () => {
  expect(shown('a\tb:1', 2, 3)).toBe('--where: column 3: wrong\n  a\\tb:1\n     ^');
  const long = shown(`${'a'.repeat(200)}!${'b'.repeat(200)}`, 200, 201).split('\n');
  expect(long[1]).toBe(`  …${'a'.repeat(50)}!${'b'.repeat(50)}…`);
  expect(long[2]?.indexOf('^')).toBe(long[1]?.indexOf('!'));
});
