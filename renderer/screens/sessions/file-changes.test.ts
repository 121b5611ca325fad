import { describe, expect, test } from 'vitest';
import { encodeTable } from '../../../app/contract/table.ts';
import { fileTexts } from './file-changes.ts';

type Range = readonly [list: 0 | 1 | 2, offset: number, text: string, length?: number];

function file(ranges: readonly Range[], more: { readonly size?: number | null; readonly earlierEnd?: number | null } = {}) {
  const bytes = ranges.map(([, , text]) => new TextEncoder().encode(text));
  const table = encodeTable({
    list: Uint8Array.from(ranges, ([list]) => list),
    offset: Float64Array.from(ranges, ([, offset]) => offset),
    length: Float64Array.from(ranges, ([, , text, length]) => length ?? text.length),
    kept: Float64Array.from(ranges, ([, , text]) => text.length),
  });
  const facts = { path: '/a', names: ['/a'], isGone: false, bytesWritten: 0, bytesKept: 0, more: false };
  return { ...facts, size: 12, earlierEnd: null, ...more, table, bytes: new Uint8Array(Buffer.concat(bytes)) };
}

describe('fileTexts()', () => {
  test('lays what was written over what had been read', () => {
    expect(
      fileTexts(
        file([
          [0, 4, 'TWO\n'],
          [2, 0, 'one\ntwo\nsix\n'],
        ]),
      ),
    ).toEqual({
      before: 'one\ntwo\nsix\n',
      after: 'one\nTWO\nsix\n',
    });
  });

  test('knows that a file was cut, and that it grew', () => {
    expect(
      fileTexts(
        file(
          [
            [0, 0, 'new\n'],
            [2, 0, 'old text\n'],
          ],
          { size: 4, earlierEnd: 0 },
        ),
      )?.after,
    ).toBe('new\n');
    expect(
      fileTexts(
        file(
          [
            [0, 4, 'more\n'],
            [2, 0, 'one\n'],
          ],
          { size: 9 },
        ),
      )?.after,
    ).toBe('one\nmore\n');
  });

  test.each<[string, Parameters<typeof file>]>([
    ['nothing was there before', [[[0, 0, 'all of it  \n']]]],
    [
      'a part was never read',
      [
        [
          [0, 0, 'one\n'],
          [2, 8, 'six\n'],
        ],
      ],
    ],
    [
      'a part was not kept',
      [
        [
          [0, 0, 'one\n', 400],
          [2, 0, 'one\ntwo\nsix\n'],
        ],
      ],
    ],
    [
      'an end is not known',
      [
        [
          [1, 0, 'more'],
          [2, 0, 'one\ntwo\nsix\n'],
        ],
      ],
    ],
    [
      'the size is not known',
      [
        [
          [0, 0, 'one\n'],
          [2, 0, 'one\ntwo\nsix\n'],
        ],
        { size: null },
      ],
    ],
    [
      'bytes are no text',
      [
        [
          [0, 0, '\0\0\0\0'],
          [2, 0, 'one\ntwo\nsix\n'],
        ],
      ],
    ],
  ])('says nothing where %s', (_why, given) => {
    expect(fileTexts(file(...given))).toBeNull();
  });
});
