import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteWriter, snippetOf, unsignedLength } from './byte-writer.ts';
import { signed, unsigned } from './encode.ts';

it('writes integers as the binary format wants them', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeInteger(), (natural, integer) => {
      const writer = new ByteWriter(1);
      writer.unsigned(natural);
      expect(writer.length).toBe(unsignedLength(natural));
      writer.signed(integer);
      expect([...writer.written()]).toEqual([...unsigned(natural), ...signed(BigInt(integer))]);
    }),
  );
});

it('copies ranges short and long, and grows', () => {
  const source = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
  const writer = new ByteWriter(1);
  const view = new DataView(source.buffer);
  const expected: number[] = [];
  for (const [start, end] of [
    [3, 5],
    [10, 290],
    [7, 7],
    [40, 47],
    [295, 300],
    [299, 300],
  ] as const) {
    writer.copy(view, start, end);
    expected.push(...source.subarray(start, end));
  }
  expect([...writer.written()]).toEqual(expected);
});

it('writes snippets, whatever their length', () => {
  const writer = new ByteWriter(1);
  for (const bytes of [[1, 2], [], [0xff, 4, 5, 6, 7, 8, 9, 0x80]]) writer.snippet(snippetOf(bytes));
  writer.byte(3);
  expect([...writer.written()]).toEqual([1, 2, 0xff, 4, 5, 6, 7, 8, 9, 0x80, 3]);
});

it('patches a place that was left for a number', () => {
  const writer = new ByteWriter(1);
  const place = writer.signedPlace();
  writer.byte(9);
  writer.patchSigned(place, 1000);
  expect([...writer.written()]).toEqual([0xe8, 0x87, 0x80, 0x80, 0x00, 9]);
});
