import { describe, expect, it } from 'vitest';
import type { FunctionType } from '../module/module.ts';
import { callResult, checkedArguments, fitsResults } from './call-values.ts';

const type = (parameters: string[], results: string[] = []): FunctionType => ({ parameters, results });

describe('checkedArguments()', () => {
  it('passes each core type, i32 signed', () => {
    const all = type(['i32', 'i64', 'f32', 'f64']);
    expect(checkedArguments('f', all, [2 ** 32 - 1, 2n ** 64n - 1n, 0.1, -0])).toEqual([-1, -1n, 0.1, -0]);
  });

  it.each([
    [['i32'], [], 'f(i32) -> () takes 1 arguments, not 0'],
    [['i32'], [1n], 'argument 1 of f(i32) -> () is a bigint; an i32 is a number'],
    [['i32'], [1.5], 'argument 1 of f(i32) -> () is 1.5; an i32 is a whole number from -2^31 to 2^32-1'],
    [['i32'], [2 ** 32], 'argument 1 of f(i32) -> () is 4294967296; an i32 is a whole number from -2^31 to 2^32-1'],
    [['i64'], [1], 'argument 1 of f(i64) -> () is a number; an i64 is a bigint'],
    [['i64'], [2n ** 64n], 'argument 1 of f(i64) -> () does not fit 64 bits'],
    [['i32', 'f64'], [1, '2'], 'argument 2 of f(i32, f64) -> () is a string; an f64 is a number'],
    [['f32'], [null], 'argument 1 of f(f32) -> () is null; an f32 is a number'],
    [['v128'], [1], 'f(v128) -> () has a v128, which cannot be passed; i32, i64, f32 and f64 can'],
    [['externref'], [{}], 'f(externref) -> () has a externref, which cannot be passed; i32, i64, f32 and f64 can'],
  ])('refuses %o for %o', (parameters, given, message) => {
    expect(() => checkedArguments('f', type(parameters), given)).toThrow(message);
  });

  it('refuses a result that cannot be passed, before the call', () => {
    expect(() => checkedArguments('f', type([], ['v128']), [])).toThrow('f() -> v128 has a v128');
  });
});

describe('fitsResults()', () => {
  it.each([
    [['i32', 'i64', 'f32', 'f64'], [-1, 2n, Math.fround(0.1), 0.1], true],
    [['f32'], [Number.NaN], true],
    [['i32'], [2 ** 31], false],
    [['i32'], [0.5], false],
    [['i32'], [1n], false],
    [['i64'], [1], false],
    [['f32'], [0.1], false],
    [[], [1], false],
    [['i32'], [], false],
  ])('%o of %o: %s', (results, values, fits) => {
    expect(fitsResults(type([], results), values)).toBe(fits);
  });
});

describe('callResult()', () => {
  it('is nothing, the one value, or an array', () => {
    expect([callResult([]), callResult([5n]), callResult([1, 2])]).toEqual([undefined, 5n, [1, 2]]);
  });
});
