// The functions V8 links to a guest's imports: one fixed parameter list each, since a rest parameter would allocate an
// array a call. Arguments go into the one array that the call under way reads them from.
import type { Errno } from './errno.ts';

type Value = number | bigint;
export type HostEntry = (...values: Value[]) => Errno;

/** Undefined for a count of parameters that no host function has. */
export function fixedArity(count: number, values: Value[], run: () => Errno): HostEntry | undefined {
  return MAKERS[count]?.(values, run);
}

const MAKERS: readonly ((values: Value[], run: () => Errno) => HostEntry)[] = [
  (_, run) => () => run(),
  (values, run) => (a: Value) => {
    values[0] = a;
    return run();
  },
  (values, run) => (a: Value, b: Value) => {
    values[0] = a;
    values[1] = b;
    return run();
  },
  (values, run) => (a: Value, b: Value, c: Value) => {
    values[0] = a;
    values[1] = b;
    values[2] = c;
    return run();
  },
  (values, run) => (a: Value, b: Value, c: Value, d: Value) => {
    values[0] = a;
    values[1] = b;
    values[2] = c;
    values[3] = d;
    return run();
  },
  (values, run) => (a: Value, b: Value, c: Value, d: Value, e: Value) => {
    values[0] = a;
    values[1] = b;
    values[2] = c;
    values[3] = d;
    values[4] = e;
    return run();
  },
  (values, run) => (a: Value, b: Value, c: Value, d: Value, e: Value, f: Value) => {
    values[0] = a;
    values[1] = b;
    values[2] = c;
    values[3] = d;
    values[4] = e;
    values[5] = f;
    return run();
  },
  (values, run) => (a: Value, b: Value, c: Value, d: Value, e: Value, f: Value, g: Value) => {
    values[0] = a;
    values[1] = b;
    values[2] = c;
    values[3] = d;
    values[4] = e;
    values[5] = f;
    values[6] = g;
    return run();
  },
  (values, run) => (a: Value, b: Value, c: Value, d: Value, e: Value, f: Value, g: Value, h: Value) => {
    values[0] = a;
    values[1] = b;
    values[2] = c;
    values[3] = d;
    values[4] = e;
    values[5] = f;
    values[6] = g;
    values[7] = h;
    return run();
  },
  (values, run) => (a: Value, b: Value, c: Value, d: Value, e: Value, f: Value, g: Value, h: Value, i: Value) => {
    values[0] = a;
    values[1] = b;
    values[2] = c;
    values[3] = d;
    values[4] = e;
    values[5] = f;
    values[6] = g;
    values[7] = h;
    values[8] = i;
    return run();
  },
];
