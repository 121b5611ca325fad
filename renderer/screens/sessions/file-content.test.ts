import { expect, it } from 'vitest';
import { encodeTable } from '../../../app/contract/table.ts';
import { fileContent, textLines } from './file-content.ts';

const text = (content: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(content);

const FILE = {
  path: '/a',
  names: ['/a'],
  isGone: false,
  size: 20,
  earlierEnd: 6,
  bytesWritten: 9,
  bytesKept: 6,
  more: false,
  table: encodeTable({
    list: Uint8Array.of(0, 0, 1),
    offset: Float64Array.of(2, 10, 0),
    length: Float64Array.of(3, 4, 2),
    kept: Float64Array.of(3, 1, 2),
  }),
  bytes: text('abcdXY'),
};

it('fileContent() tells what is known, and of each stretch that is not, why', () => {
  const { pieces, appended } = fileContent(FILE);
  const drawn = pieces.map((piece) =>
    piece.kind === 'bytes'
      ? `${piece.offset} "${new TextDecoder().decode(piece.bytes)}"`
      : `${piece.offset} +${piece.length} ${piece.why}`,
  );
  expect(drawn).toEqual([
    '0 +2 not written by this run: what stood there before',
    '2 "abc"',
    '5 +1 not written by this run: what stood there before',
    '6 +4 never written: zeros',
    '10 "d"',
    '11 +3 written, and not kept in the recording',
    '14 +6 never written: zeros',
  ]);
  expect(appended.map((bytes) => new TextDecoder().decode(bytes))).toEqual(['XY']);
});

it('textLines() shows hidden characters and takes no bytes that are not text', () => {
  expect(textLines(text('a\u001b[31m\r\nb\u202e'))).toEqual(['a␛[31m', 'b\\u{202e}']);
  expect(textLines(Uint8Array.of(0xff, 0x41))).toBeNull();
  expect(textLines(text('a\0b'))).toBeNull();
});
