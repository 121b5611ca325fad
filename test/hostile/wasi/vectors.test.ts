// THREATS 21 to 23: scatter and gather over lists that overlap, wrap, are empty, reach over the end or over the list itself,
// against the plainest copy that there could be.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALL, AT, DirectGuest, memoryPlan, OPEN } from '../../fixtures/host/direct-guest.ts';

const PAGES = 2;
const END = PAGES * 65_536;

interface Vector {
  readonly pointer: number;
  readonly length: number;
}

const pointer = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: AT.data, max: AT.data + 96 }) },
  // The list itself, what becomes the answer, and the ends.
  { weight: 2, arbitrary: fc.integer({ min: AT.vectors - 8, max: AT.vectors + 64 }) },
  { weight: 1, arbitrary: fc.integer({ min: AT.out - 4, max: AT.out + 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(1, END - 1, END, END + 1, 2 ** 31, 2 ** 32 - 4, 2 ** 32 - 1) },
);
const length = fc.oneof(
  { weight: 8, arbitrary: fc.nat(48) },
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(END, 2 ** 31, 2 ** 32 - 1, 2 ** 32 - AT.data) },
);
const list = fc.array(fc.record({ pointer, length }), { maxLength: 12 });

function guestWithFile(content: Uint8Array): { readonly guest: DirectGuest; readonly fd: number } {
  const guest = new DirectGuest({ plan: memoryPlan() }, PAGES);
  const made = guest.open(3, 'f', { oflags: OPEN.CREATE, rights: ALL });
  const fd = typeof made === 'number' ? made : -1;
  guest.bytes.set(content, AT.data);
  expect(guest.call('fd_pwrite', fd, ...guest.vector(content.length), 0n, AT.out)).toBe('SUCCESS');
  for (let at = 0; at < END; at += 1) guest.bytes[at] = (at * 7) & 0xff;
  return { guest, fd };
}

function layOut(guest: DirectGuest, vectors: readonly Vector[]): void {
  vectors.forEach((vector, index) => {
    guest.view.setUint32(AT.vectors + 8 * index, vector.pointer, true);
    guest.view.setUint32(AT.vectors + 8 * index + 4, vector.length, true);
  });
}

const isInside = ({ pointer, length }: Vector): boolean => pointer + length <= END;

/** Each byte on its own, the list as it was before the first of them was moved. */
function scatteredNaively(memory: Uint8Array, vectors: readonly Vector[], bytes: Uint8Array): number {
  let taken = 0;
  for (const { pointer, length } of vectors)
    for (let at = 0; at < length && taken < bytes.length; at += 1, taken += 1) memory[pointer + at] = bytes[taken] ?? 0;
  return taken;
}

function gatheredNaively(memory: Uint8Array, vectors: readonly Vector[]): number[] {
  return vectors.flatMap(({ pointer, length }) => Array.from({ length }, (_, at) => memory[pointer + at] ?? 0));
}

test('21, 23: fd_read scatters as the plainest copy would, or faults and changes nothing', () => {
  const content = fc.uint8Array({ maxLength: 200 });
  const faults = { yes: 0, no: 0 };
  fc.assert(
    fc.property(list, content, (vectors, bytes) => {
      const { guest, fd } = guestWithFile(bytes);
      layOut(guest, vectors);
      const expected = guest.bytes.slice();
      const errno = guest.call('fd_pread', fd, AT.vectors, vectors.length, 0n, AT.out);
      if (vectors.every(isInside)) {
        const taken = scatteredNaively(expected, vectors, bytes);
        new DataView(expected.buffer).setUint32(AT.out, taken, true);
      }
      expect(errno).toBe(vectors.every(isInside) ? 'SUCCESS' : 'FAULT');
      expect(Buffer.compare(guest.bytes, expected)).toBe(0);
      faults[errno === 'FAULT' ? 'yes' : 'no'] += 1;
      guest.gate.close();
    }),
    { numRuns: 400 },
  );
  expect(Math.min(faults.yes, faults.no)).toBeGreaterThan(40);
});

test('21, 23: fd_write gathers as the plainest copy would, or faults and writes nothing', () => {
  fc.assert(
    fc.property(list, (vectors) => {
      const { guest, fd } = guestWithFile(new Uint8Array());
      layOut(guest, vectors);
      const before = guest.bytes.slice();
      const errno = guest.call('fd_pwrite', fd, AT.vectors, vectors.length, 0n, AT.out);
      const isRight = vectors.every(isInside);
      expect(errno).toBe(isRight ? 'SUCCESS' : 'FAULT');
      const expected = isRight ? gatheredNaively(before, vectors) : [];
      if (isRight) {
        expect(guest.u32(AT.out)).toBe(expected.length);
        new DataView(before.buffer).setUint32(AT.out, expected.length, true);
      }
      expect(Buffer.compare(guest.bytes, before)).toBe(0);
      guest.call('fd_pread', fd, ...guest.vector(1000), 0n, AT.out);
      expect(guest.u32(AT.out)).toBe(expected.length);
      expect([...guest.bytes.subarray(AT.data, AT.data + expected.length)]).toEqual(expected);
      guest.gate.close();
    }),
    { numRuns: 400 },
  );
});
