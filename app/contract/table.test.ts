import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContractError } from './contract-error.ts';
import { decodeTable, encodeTable } from './table.ts';

const columns = {
  row: new Uint32Array([0, 1, 2]),
  outcome: new Uint8Array([0, 1, 3]),
  rule: new Uint16Array([0, 65_535, 7]),
  time: new Float64Array([0.5, 1e15, -1]),
  name: ['fd_write', '', 'päth ␛'],
  __proto__x: ['a', 'b', 'c'],
};

describe('encodeTable() and decodeTable()', () => {
  it('carry every kind of column', () => {
    const table = decodeTable(encodeTable(columns));
    expect([table.rows, table.columns]).toEqual([3, Object.keys(columns)]);
    expect(table.numbers('row')).toEqual(columns.row);
    expect([...table.numbers('rule')]).toEqual([0, 65_535, 7]);
    expect([0, 1, 2].map((row) => table.number('time', row))).toEqual([0.5, 1e15, -1]);
    expect([0, 1, 2].map((row) => table.text('name', row))).toEqual(columns.name);
    expect(table.number('outcome', 2)).toBe(3);
  });

  it('read a table that does not lie at a multiple of 8', () => {
    const bytes = encodeTable(columns);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const table = decodeTable(shifted.subarray(1));
    expect([table.number('time', 1), table.text('name', 2)]).toEqual([1e15, 'päth ␛']);
  });

  it('carry no rows and no columns', () => {
    expect(decodeTable(encodeTable({})).rows).toBe(0);
    expect(decodeTable(encodeTable({ a: [], b: new Uint8Array() })).columns).toEqual(['a', 'b']);
  });

  it('refuse columns of different lengths', () => {
    expect(() => encodeTable({ a: ['x'], b: new Uint8Array(2) })).toThrow(RangeError);
  });

  it('throw for a column or row that is not there', () => {
    const table = decodeTable(encodeTable(columns));
    for (const ask of [
      () => table.numbers('name'),
      () => table.text('row', 0),
      () => table.number('row', 3),
      () => table.text('name', 3),
    ]) {
      expect(ask).toThrow(RangeError);
    }
  });

  it('refuse any other bytes with a ContractError and nothing else', () => {
    const good = encodeTable(columns);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, cut) => {
        const bent = good.slice();
        bent[at] = value;
        for (const bytes of [bent, bent.subarray(0, cut)]) {
          try {
            const table = decodeTable(bytes);
            if (table.columns.includes('name')) for (let row = 0; row < table.rows; row++) table.text('name', row);
          } catch (thrown) {
            // A bent kind turns texts into numbers: then the getter says so.
            if (!(thrown instanceof RangeError)) expect(thrown).toBeInstanceOf(ContractError);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });
});
