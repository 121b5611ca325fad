import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Aligner } from './align.ts';

function aligned(a: readonly number[], b: readonly number[]): { a: number[]; b: number[]; approximated: boolean; turns: number } {
  const [one, two] = [a, b].map((keys) => ({ keys: Uint32Array.from(keys), paired: new Uint8Array(keys.length) }));
  if (!one || !two) throw new Error('two were asked for');
  const aligner = new Aligner(one, two, 1000);
  let turns = 0;
  for (const _ of aligner.align({ fromA: 0, toA: a.length, fromB: 0, toB: b.length })) turns++;
  const pairedOf = (keys: readonly number[], paired: Uint8Array): number[] => keys.filter((_, at) => paired[at] === 1);
  return { a: pairedOf(a, one.paired), b: pairedOf(b, two.paired), approximated: aligner.approximated, turns };
}

/** Length of the longest common subsequence, by the table of all prefixes. */
function longestCommon(a: readonly number[], b: readonly number[]): number {
  let before = Array.from({ length: b.length + 1 }, () => 0);
  for (const one of a) {
    const row = [0];
    for (const [at, two] of b.entries()) {
      row.push(one === two ? (before[at] ?? 0) + 1 : Math.max(before[at + 1] ?? 0, row[at] ?? 0));
    }
    before = row;
  }
  return before.at(-1) ?? 0;
}

describe('Aligner', () => {
  it('pairs as many as can be paired, in order', () => {
    const keys = fc.array(fc.nat(6), { maxLength: 60 });
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        const pairs = aligned(a, b);
        expect(pairs.a).toEqual(pairs.b);
        expect(pairs.a.length).toBe(longestCommon(a, b));
        expect(pairs.approximated).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('stays right, bounds its work and says so where the shortest script would take too long', () => {
    let state = 1;
    const next = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16;
    const [a, b] = [0, 1].map(() => Array.from({ length: 60_000 }, () => next() % 500));
    const pairs = aligned(a ?? [], b ?? []);
    expect(pairs.a).toEqual(pairs.b);
    expect(pairs.a.length).toBeGreaterThan(2000);
    expect(pairs.approximated).toBe(true);
    // A million steps each: without the bound it would be some thousands.
    expect(pairs.turns).toBeGreaterThan(10);
    expect(pairs.turns).toBeLessThan(250);
  }, 60_000);
});
