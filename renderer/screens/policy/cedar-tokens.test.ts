import { expect, test } from 'vitest';
import { cedarTokens } from './cedar-tokens.ts';

function dumped(text: string): string[] {
  return cedarTokens(text)
    .filter(({ kind }) => kind !== 'blank')
    .map(({ kind, from, to }) => `${kind} ${text.slice(from, to)}`);
}

test('cedarTokens() knows the pieces of a policy', () => {
  expect(dumped('@id("r")\npermit(principal, action == Action::"fs.read", resource in Dir::"/a") // a note')).toEqual([
    'annotation @id',
    'sign (',
    'text "r"',
    'sign )',
    'keyword permit',
    'sign (',
    'name principal',
    'sign ,',
    'name action',
    'operator ==',
    'type Action',
    'operator ::',
    'text "fs.read"',
    'sign ,',
    'name resource',
    'keyword in',
    'type Dir',
    'operator ::',
    'text "/a"',
    'sign )',
    'note // a note',
  ]);
});

test('cedarTokens() ends a text that is not closed with its line, and takes an escaped quote for a letter', () => {
  expect(dumped('"a\\"b" like "c\n&& 12')).toEqual(['text "a\\"b"', 'keyword like', 'text "c', 'operator &&', 'number 12']);
});

test('cedarTokens() loses no letter of any text', () => {
  for (const text of ['', '"', '\\', '@', 'пример "ä" 😀', '/ /* x */ ::: \u202e\0']) {
    expect(
      cedarTokens(text)
        .map(({ from, to }) => text.slice(from, to))
        .join(''),
    ).toBe(text);
  }
});
