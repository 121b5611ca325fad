import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EditList } from './edit-list.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytesOf = (words: string): Uint8Array => new TextEncoder().encode(words);

describe('EditList', () => {
  it('replaces, inserts and removes, and maps offsets both ways', () => {
    const edits = new EditList();
    edits.replace(0, 0, bytesOf('>>'));
    edits.replace(2, 4, bytesOf('X'));
    edits.replace(5, 5, bytesOf('++'));
    edits.replace(6, 8, new Uint8Array());
    const { bytes, offsets } = edits.apply(bytesOf('abcdefghij'));
    expect(text(bytes)).toBe('>>abXe++fij');
    expect(Array.from({ length: 10 }, (_, offset) => offsets.toRewritten(offset))).toEqual([2, 3, 4, 4, 5, 8, 9, 9, 9, 10]);
    expect(Array.from({ length: 11 }, (_, offset) => offsets.toOriginal(offset))).toEqual([
      undefined,
      undefined,
      0,
      1,
      2,
      4,
      undefined,
      undefined,
      5,
      8,
      9,
    ]);
  });

  it('hands the original back when there is nothing to do', () => {
    const original = bytesOf('same');
    expect(new EditList().apply(original).bytes).toBe(original);
  });

  it('refuses edits that overlap', () => {
    const edits = new EditList();
    edits.replace(2, 5, new Uint8Array());
    expect(() => edits.replace(4, 6, new Uint8Array())).toThrow('edit 4 to 6 after one that ends at 5');
  });

  it('maps every byte that is kept to itself', () => {
    const edit = fc.record({ gap: fc.nat(5), take: fc.nat(3), put: fc.uint8Array({ maxLength: 4 }) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), (plan) => {
        const original = Uint8Array.from({ length: 80 }, (_, index) => index + 100);
        const edits = new EditList();
        const gone = new Set<number>();
        let at = 0;
        for (const { gap, take, put } of plan) {
          edits.replace(at + gap, at + gap + take, put);
          for (let index = at + gap; index < at + gap + take; index += 1) gone.add(index);
          at += gap + take;
        }
        const { bytes, offsets } = edits.apply(original);
        for (let offset = 0; offset < original.length; offset += 1) {
          if (gone.has(offset)) continue;
          expect(bytes[offsets.toRewritten(offset)]).toBe(original[offset]);
          expect(offsets.toOriginal(offsets.toRewritten(offset))).toBe(offset);
        }
      }),
    );
  });
});
