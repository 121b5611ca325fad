// Every host function keeps the rules of the gate: a list made from the functions themselves, so that a new one that
// lacks something is refused here.
import { expect, test } from 'vitest';
import { ACTION_FAMILY, ACTIONS } from '../policy/request.ts';
import type { ParameterKind } from '../recording/record/call-signature.ts';
import { HOST_FUNCTIONS, offeredFunction } from './host-functions.ts';
import { FUNCTION_TESTS } from '../../test/fixtures/host/function-tests.ts';

/** Kinds that come in pairs: what must follow. */
const FOLLOWED_BY: ReadonlyMap<ParameterKind, ParameterKind> = new Map([
  ['text', 'length'],
  ['vectors', 'count'],
]);

test('HOST_FUNCTIONS has all 46 of WASI preview 1, each once', () => {
  const names = HOST_FUNCTIONS.map(({ signature }) => `${signature.module}.${signature.name}`);
  expect(names).toHaveLength(46);
  expect(new Set(names).size).toBe(46);
});

test.for(HOST_FUNCTIONS.map((one) => ({ name: one.signature.name, one })))(
  '$name asks for an action and is described as it is typed',
  ({ one }) => {
    const { signature, type, action } = one;
    expect(ACTIONS).toContain(action);
    expect(signature.family).toBe(ACTION_FAMILY[action]);
    expect(signature.parameters).toHaveLength(type.parameters.length);
    expect(type.results).toEqual(signature.result === 'errno' ? ['i32'] : []);
    for (const [index, { kind, names }] of signature.parameters.entries()) {
      const follower = FOLLOWED_BY.get(kind);
      if (follower !== undefined) expect(signature.parameters[index + 1]?.kind).toBe(follower);
      if (kind === 'flags' || kind === 'choice') expect(names?.length).toBeGreaterThan(0);
      if (['fd', 'pointer', 'text', 'vectors', 'out', 'length', 'count'].includes(kind))
        expect(type.parameters[index]).toBe('i32');
    }
    if (signature.answer) expect(signature.parameters[signature.answer.parameter]?.kind).toBe('out');
    expect(offeredFunction(signature.module, signature.name)).toBe(type);
  },
);

test('every host function has a test of its own', () => {
  const names = HOST_FUNCTIONS.map(({ signature }) => signature.name);
  expect([...FUNCTION_TESTS.keys()].sort()).toEqual([...names].sort());
});

test('offeredFunction() knows no name that is not listed', () => {
  for (const name of ['constructor', '__proto__', 'toString', '']) {
    expect(offeredFunction('wasi_snapshot_preview1', name)).toBeUndefined();
    expect(offeredFunction(name, 'fd_write')).toBeUndefined();
  }
});
