// Arguments and results of calls, held to the function's type: arguments before anything crosses to the guest's process, since
// the JavaScript interface would quietly convert them; results because that process is not trusted.
import { cutMiddle, visibleText } from '../base/visible-text.ts';
import type { FunctionType, ValueType } from '../module/module.ts';
import { functionTypeText } from '../module/type-text.ts';
import type { CoreValue } from '../tenant/core-values.ts';

const CORE_TYPES: ReadonlySet<ValueType> = new Set(['i32', 'i64', 'f32', 'f64']);

/** Throws a TypeError or a RangeError that names function and argument. */
export function checkedArguments(name: string, type: FunctionType, given: readonly unknown[]): CoreValue[] {
  const called = `${cutMiddle(visibleText(name), 100)}${functionTypeText(type)}`;
  const foreign = [...type.parameters, ...type.results].find((each) => !CORE_TYPES.has(each));
  if (foreign !== undefined) throw new TypeError(`${called} has a ${foreign}, which cannot be passed; i32, i64, f32 and f64 can`);
  const { length } = type.parameters;
  if (given.length !== length) throw new TypeError(`${called} takes ${length} arguments, not ${given.length}`);
  return type.parameters.map((parameter, index) => checkedValue(given[index], parameter, `argument ${index + 1} of ${called}`));
}

function checkedValue(value: unknown, type: ValueType, what: string): CoreValue {
  if (type === 'i64') {
    if (typeof value !== 'bigint') throw new TypeError(`${what} is ${kindOf(value)}; an i64 is a bigint`);
    if (value < -(2n ** 63n) || value >= 2n ** 64n) throw new RangeError(`${what} does not fit 64 bits`);
    return BigInt.asIntN(64, value);
  }
  if (typeof value !== 'number') throw new TypeError(`${what} is ${kindOf(value)}; an ${type} is a number`);
  if (type !== 'i32') return value;
  if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 32) {
    throw new RangeError(`${what} is ${value}; an i32 is a whole number from -2^31 to 2^32-1`);
  }
  return value | 0;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return `a ${typeof value}`;
}

/** Whether a function of this type can have returned them. */
export function fitsResults(type: FunctionType, values: readonly CoreValue[]): boolean {
  return values.length === type.results.length && values.every((value, index) => fits(value, type.results[index] ?? ''));
}

function fits(value: CoreValue, type: ValueType): boolean {
  if (type === 'i64' || typeof value === 'bigint') return type === 'i64' && typeof value === 'bigint';
  if (type === 'i32') return (value | 0) === value;
  return type === 'f64' || Number.isNaN(value) || Math.fround(value) === value;
}

/** Nothing, the one result, or an array of several. */
export function callResult(values: readonly CoreValue[]): CallValue {
  return values.length > 1 ? values : values[0];
}

export type CallValue = undefined | CoreValue | readonly CoreValue[];
