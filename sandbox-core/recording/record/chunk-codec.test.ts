import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChunkBuilder } from './chunk-builder.ts';
import { decodeChunk, encodeChunk, mostEncodedBytes } from './chunk-codec.ts';
import { CHUNK_CAPS, type Chunk } from './chunk.ts';

const BOUNDS = { ...CHUNK_CAPS, signatures: 50, actions: 19, mostRule: 30 };

const access = fc.record({
  kind: fc.nat(4),
  pointer: fc.nat(2 ** 31),
  bytes: fc.uint8Array({ maxLength: 100 }),
  cut: fc.nat(50),
});
const call = fc.record({
  signature: fc.nat(49),
  outcome: fc.nat(3),
  action: fc.nat(18),
  rule: fc.nat(30),
  start: fc.double({ min: 0, max: 2 ** 50, noNaN: true }),
  duration: fc.nat(0xffff_ffff),
  result: fc.integer(),
  pages: fc.nat(65_536),
  fuel: fc.nat(2 ** 31),
  arguments: fc.array(fc.integer(), { maxLength: 9 }),
  accesses: fc.array(access, { maxLength: 4 }),
});

const someChunk = fc
  .tuple(fc.nat(2 ** 31), fc.array(call, { minLength: 1, maxLength: 30 }), fc.boolean())
  .map(([firstRow, calls, countsFuel]): Chunk => {
    const builder = new ChunkBuilder(firstRow, countsFuel);
    for (const each of calls) {
      builder.row(
        each.signature,
        each.outcome,
        each.action,
        each.rule,
        each.start,
        each.duration,
        each.result,
        each.pages,
        each.fuel,
      );
      for (const value of each.arguments) builder.arguments(Int32Array.of(value, value >> 31), 0, 1);
      for (const { kind, pointer, bytes, cut } of each.accesses) {
        builder.access(kind, pointer, kind === 0 ? bytes.length + cut : bytes.length, inWords(bytes), 0, bytes.length);
      }
    }
    const chunk = builder.take();
    if (chunk === undefined) throw new Error('a chunk of no rows');
    return chunk;
  });

/** As the ring has them: padded to whole words. */
function inWords(bytes: Uint8Array): Int32Array {
  const words = new Int32Array((bytes.length + 3) >> 2);
  new Uint8Array(words.buffer).set(bytes);
  return words;
}

/** What `Chunk` promises, asked of a chunk that came out of hostile bytes. */
function walk(chunk: Chunk): void {
  for (let row = 0; row < chunk.rows; row++) {
    const [first, end] = [chunk.accessStart[row] ?? -1, chunk.accessStart[row + 1] ?? -1];
    expect(first >= 0 && first <= end && end <= chunk.accessKind.length).toBe(true);
    expect(chunk.signature[row]).toBeLessThan(50);
    for (let each = first; each < end; each++) {
      const [from, to] = [chunk.dataStart[each] ?? -1, chunk.dataStart[each + 1] ?? -1];
      expect(from >= 0 && from <= to && to <= chunk.data.length).toBe(true);
    }
  }
}

describe('decodeChunk()', () => {
  test('gives back what encodeChunk() was given', () => {
    fc.assert(
      fc.property(someChunk, fc.nat(7), (chunk, shift) => {
        const encoded = encodeChunk(chunk);
        const shifted = new Uint8Array(encoded.length + shift).subarray(shift);
        shifted.set(encoded);
        expect(decodeChunk(shifted, BOUNDS)).toEqual({ ok: true, value: chunk });
      }),
      { numRuns: 200 },
    );
  });

  test('takes any bytes without throwing, and every change to a good chunk is refused or harmless', () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      byte: fc.nat(255),
      inHead: fc.boolean(),
    });
    fc.assert(
      fc.property(someChunk, fc.array(change, { minLength: 1, maxLength: 4 }), fc.option(fc.nat(400)), (chunk, changes, cut) => {
        const bytes = encodeChunk(chunk);
        for (const { at, byte, inHead } of changes) bytes[Math.floor(at * (inHead ? 240 : bytes.length))] = byte;
        const decoded = decodeChunk(cut === null ? bytes : bytes.subarray(0, cut), BOUNDS);
        if (!decoded.ok) return;
        walk(decoded.value);
        expect(encodeChunk(decoded.value)).toEqual(bytes);
      }),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => !decodeChunk(bytes, BOUNDS).ok));
  });

  test('refuses counts above the caps before it looks further', () => {
    const builder = new ChunkBuilder();
    builder.row(0, 0, 0, 0, 0, 0, 0, 0);
    const chunk = builder.take();
    if (chunk === undefined) throw new Error('a chunk of no rows');
    const bytes = encodeChunk(chunk);
    new DataView(bytes.buffer).setUint32(28, CHUNK_CAPS.dataBytes + 1, true);
    expect(decodeChunk(bytes, BOUNDS)).toEqual({
      ok: false,
      diagnostics: [
        {
          code: 'chunk-size',
          message: 'a chunk has at most 4194304 dataBytes, not 4194305',
          place: { kind: 'byte', offset: 20 },
        },
      ],
    });
  });

  test('does not look at memory that another thread may change meanwhile', () => {
    const builder = new ChunkBuilder();
    builder.row(1, 0, 0, 0, 0, 0, 0, 0);
    const chunk = builder.take();
    if (chunk === undefined) throw new Error('a chunk of no rows');
    const encoded = encodeChunk(chunk);
    const shared = new Uint8Array(new SharedArrayBuffer(encoded.length));
    shared.set(encoded);
    const decoded = decodeChunk(shared, BOUNDS);
    shared.fill(255);
    expect(decoded).toEqual({ ok: true, value: chunk });
  });

  test('needs at most mostEncodedBytes() bytes', () => {
    fc.assert(fc.property(someChunk, (chunk) => encodeChunk(chunk).length <= mostEncodedBytes(CHUNK_CAPS)));
  });
});
