// The functions V8 links to a guest's imports: one fixed parameter list each, since a rest parameter would allocate an
// array a call. Arguments go into the one store that the call under way reads them from.
import type { ArgumentStore } from './call-arguments.ts';
import type { Errno } from './errno.ts';

type Value = number | bigint;
export type HostEntry = (...values: Value[]) => Errno;

/** Undefined for a count of parameters that no host function has. */
export function fixedArity(count: number, store: ArgumentStore, run: () => Errno): HostEntry | undefined {
  return MAKERS[count]?.(store, run);
}

const MAKERS: readonly ((store: ArgumentStore, run: () => Errno) => HostEntry)[] = [
  (_, run) => () => run(),
  (store, run) => (a: Value) => {
    store.put(0, a);
    return run();
  },
  (store, run) => (a: Value, b: Value) => {
    store.put(0, a);
    store.put(1, b);
    return run();
  },
  (store, run) => (a: Value, b: Value, c: Value) => {
    store.put(0, a);
    store.put(1, b);
    store.put(2, c);
    return run();
  },
  (store, run) => (a: Value, b: Value, c: Value, d: Value) => {
    store.put(0, a);
    store.put(1, b);
    store.put(2, c);
    store.put(3, d);
    return run();
  },
  (store, run) => (a: Value, b: Value, c: Value, d: Value, e: Value) => {
    store.put(0, a);
    store.put(1, b);
    store.put(2, c);
    store.put(3, d);
    store.put(4, e);
    return run();
  },
  (store, run) => (a: Value, b: Value, c: Value, d: Value, e: Value, f: Value) => {
    store.put(0, a);
    store.put(1, b);
    store.put(2, c);
    store.put(3, d);
    store.put(4, e);
    store.put(5, f);
    return run();
  },
  (store, run) => (a: Value, b: Value, c: Value, d: Value, e: Value, f: Value, g: Value) => {
    store.put(0, a);
    store.put(1, b);
    store.put(2, c);
    store.put(3, d);
    store.put(4, e);
    store.put(5, f);
    store.put(6, g);
    return run();
  },
  (store, run) => (a: Value, b: Value, c: Value, d: Value, e: Value, f: Value, g: Value, h: Value) => {
    store.put(0, a);
    store.put(1, b);
    store.put(2, c);
    store.put(3, d);
    store.put(4, e);
    store.put(5, f);
    store.put(6, g);
    store.put(7, h);
    return run();
  },
  (store, run) => (a: Value, b: Value, c: Value, d: Value, e: Value, f: Value, g: Value, h: Value, i: Value) => {
    store.put(0, a);
    store.put(1, b);
    store.put(2, c);
    store.put(3, d);
    store.put(4, e);
    store.put(5, f);
    store.put(6, g);
    store.put(7, h);
    store.put(8, i);
    return run();
  },
];
