import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SAMPLE_TABLE } from '../../test/fixtures/query/sample-table.ts';
import { completeQuery, type ValuesOf } from './complete.ts';

const COUNTS: ValuesOf = ({ name }) =>
  name === 'state'
    ? [
        { value: 'old', count: 7 },
        { value: 'new', count: 2 },
      ]
    : name === 'note'
      ? [{ value: 'a b', count: undefined }]
      : [];

/** The text with what would be replaced in brackets, and what is offered; `|` is the cursor. */
function offered(marked: string): string[] {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { from, to, items } = completeQuery(text, cursor, SAMPLE_TABLE, COUNTS);
  const place = `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`;
  return [place, ...items.map((item) => `${item.text}${item.count === undefined ? '' : ` ${item.count}`}`)];
}

describe('completeQuery()', () => {
  test.each<[string, string[]]>([
    ['na|', ['[na]', 'name:']],
    ['a (-st|', ['a (-[st]', 'state:']],
    ['state:|', ['state:[]', 'old 7', 'new 2', 'Gone 0']],
    ['-state:n|e x', ['-state:[ne] x', 'new 2', 'Gone 0']],
    ['ol|', ['[ol]', 'state:old 7']],
    ['note:"a |', ['note:["a ]', '"a b"']],
    ['is:m| x', ['is:[m] x', 'marked']],
    ['caller:|', ['[caller:]']],
    ['nothing:x|', ['[nothing:x]']],
  ])('offers for %s', (marked, expected) => {
    expect(offered(marked)).toEqual(expected);
  });

  test('never throws, and replaces what is around the cursor', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ':', '"', ' ', '(', '-', 'state', '\\') }),
        fc.integer({ min: -1, max: 30 }),
        (text, cursor) => {
          const { from, to } = completeQuery(text, cursor, SAMPLE_TABLE, COUNTS);
          expect(from >= 0 && from <= to && to <= text.length).toBe(true);
        },
      ),
    );
  });
});
