import { expect, test } from 'vitest';
import { changed, NO_VERSIONS, redone, undone, type PolicyTexts } from './text-versions.ts';

const texts = (manifest: string, rules: string): PolicyTexts => ({ manifest, rules });
const shown = ({ texts: { manifest, rules } }: { readonly texts: PolicyTexts }): string => `${manifest}|${rules}`;

test('manifest and rules share one undo', () => {
  const typed = changed(NO_VERSIONS, texts('m', ''), 'manifest', 0);
  const both = changed(typed, texts('m', 'r'), 'rules', 1);
  expect([both, undone(both), undone(undone(both)), redone(undone(both)), redone(both)].map(shown)).toEqual([
    'm|r',
    'm|',
    '|',
    'm|r',
    'm|r',
  ]);
});

test('letters typed in quick succession are undone together, and a pause parts them', () => {
  const one = changed(NO_VERSIONS, texts('a', ''), 'text', 1000);
  const two = changed(one, texts('ab', ''), 'text', 1500);
  const three = changed(two, texts('abc', ''), 'text', 2500);
  expect([undone(three), undone(undone(three))].map(shown)).toEqual(['ab|', '|']);
});

test('a change after an undo leaves nothing to redo, and no change is none', () => {
  const back = undone(changed(NO_VERSIONS, texts('a', ''), 'text', 0));
  const other = changed(back, texts('b', ''), 'text', 0);
  expect(shown(redone(other))).toBe('b|');
  expect(changed(other, texts('b', ''), 'text', 9)).toBe(other);
});
