import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteWriter, unsignedLength } from './byte-writer.ts';
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
  writer.copy(source, 3, 5);
  writer.copy(source, 10, 290);
  writer.copy(source, 7, 7);
  expect([...writer.written()]).toEqual([3, 4, ...source.subarray(10, 290)]);
});

it('patches a place that was left for a number', () => {
  const writer = new ByteWriter(1);
  const place = writer.signedPlace();
  writer.byte(9);
  writer.patchSigned(place, 1000);
  expect([...writer.written()]).toEqual([0xe8, 0x87, 0x80, 0x80, 0x00, 9]);
});
