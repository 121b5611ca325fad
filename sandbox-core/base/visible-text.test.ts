import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutMiddle, hasHiddenCharacters, visibleLines, visibleText } from './visible-text.ts';

const hidden: readonly (readonly [what: string, character: string])[] = [
  ['escape', '\u001b'],
  ['C1 control sequence introducer', '\u009b'],
  ['delete', '\u007f'],
  ['soft hyphen', '\u00ad'],
  ['combining grapheme joiner', '\u034f'],
  ['Hangul filler', '\u3164'],
  ['Mongolian variation selector', '\u180b'],
  ['zero width space', '\u200b'],
  ['zero width joiner', '\u200d'],
  ['right-to-left override', '\u202e'],
  ['right-to-left isolate', '\u2067'],
  ['line separator', '\u2028'],
  ['word joiner', '\u2060'],
  ['byte order mark', '\ufeff'],
  ['variation selector 16', '\ufe0f'],
  ['interlinear annotation anchor', '\ufff9'],
  ['musical beam', '\u{1d173}'],
  ['tag letter a', '\u{e0061}'],
  ['variation selector 17', '\u{e0100}'],
  ['unassigned ignorable', '\u{e0fff}'],
  ['high surrogate', '\ud800'],
  ['low surrogate', '\udfff'],
];

test.each(hidden)('visibleText() shows a %s', (_what, character) => {
  const code = character.codePointAt(0)?.toString(16);
  expect(visibleText(`a${character}b`)).toBe(`a\\u{${code}}b`);
});

test('visibleText() leaves letters of all scripts, accents and whole emoji', () => {
  const text = 'naïve Ünï日本語 עברית हिन्दी 🦀 e\u0301 \\ "';
  expect(visibleText(text)).toBe(text);
});

test('visibleText() writes line breaks and tabs short', () => {
  expect(visibleText('a\r\n\tb\0')).toBe('a\\r\\n\\tb\\0');
});

test('visibleLines() keeps lines and tabs, and shows the escape character as a symbol', () => {
  expect(visibleLines('a\n\tb\u001b[2J\r\u202e')).toBe('a\n\tb␛[2J\\r\\u{202e}');
});

/** Code points of every kind, the hidden ones often. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...hidden.map(([, character]) => character)),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    ),
  )
  .map((parts) => parts.join(''));

test('visibleText() never puts out a hidden character, and changes nothing twice (THREATS 91)', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const shown = visibleText(text);
      expect(hasHiddenCharacters(shown)).toBe(false);
      expect(shown.isWellFormed()).toBe(true);
      expect(visibleText(shown)).toBe(shown);
      expect(hasHiddenCharacters(text)).toBe(shown !== text);
    }),
    { numRuns: 1000 },
  );
});

test('visibleLines() puts out no hidden character but line feed and tab (THREATS 90)', () => {
  fc.assert(fc.property(anyText, (text) => !hasHiddenCharacters(visibleLines(text).replaceAll(/[\n\t]/g, ''))));
});

test('cutMiddle() keeps both ends', () => {
  expect([9, 10, 5, 2, 1, 0].map((most) => cutMiddle('abcdefghij', most))).toEqual([
    'abcd…ghij',
    'abcdefghij',
    'ab…ij',
    'a…',
    '…',
    '…',
  ]);
});

test('cutMiddle() never splits a surrogate pair and keeps to the length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 60 }), (text, most) => {
      const cut = cutMiddle(text, most);
      expect(cut.isWellFormed()).toBe(true);
      expect(cut.length).toBeLessThanOrEqual(most);
    }),
  );
});
