// THREATS 40, 41, 42, 43 and 44: what crosses the boundary: numbers, never objects; our words, never the host's.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  checkManifest,
  describeModule,
  emptyManifest,
  formatManifest,
  offeredFunction,
  parseManifest,
  readModule,
} from '../../../sandbox-core/index.ts';
import { HOST_FUNCTIONS } from '../../../sandbox-core/host/host-functions.ts';
import { ROOT } from '../../flow/command-line.ts';
import { functionImport, moduleFrom, NO_TYPE, SECTION, section } from '../encode.ts';
import { refusals, runHostile } from '../hostile-run.ts';

const EVIL_KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'then'];

test('40: host functions take and give numbers only, and one that wants a reference is refused', () => {
  const kinds = new Set(HOST_FUNCTIONS.flatMap(({ type }) => [...type.parameters, ...type.results]));
  expect([...kinds].toSorted()).toEqual(['i32', 'i64']);
  expect(refusals('(module (import "wasi_snapshot_preview1" "fd_close" (func (param externref) (result i32))))')).toEqual([
    'import-type',
  ]);
});

test.each([
  ['a trap', '(module (func (export "_start") unreachable))'],
  ['a stack overflow', '(module (func $f (export "_start") (call $f) (call $f)))'],
  ['a failed link', '(module (import "env" "f" (func)) (func (export "_start")))'],
  ['a missing entry', '(module (memory 1))'],
  ['an exception', '(module (tag $t) (func (export "_start") (throw $t)))'],
])('41: %s tells nothing of the host: no path, no stack of ours', async (_what, wat) => {
  const text = JSON.stringify(await runHostile(wat));
  for (const word of [ROOT, 'file:', 'sandbox-core', 'node:', '    at ', process.execPath]) expect(text).not.toContain(word);
});

test('42: no text becomes code in the engine, and nobody changes how errors are made', () => {
  const files = readdirSync(`${ROOT}sandbox-core`, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const told = /\beval\(|new Function\b|from 'node:vm'|prepareStackTrace|captureStackTrace/;
  expect(sources.filter((file) => told.test(readFileSync(`${ROOT}sandbox-core/${file}`, 'utf8')))).toEqual([]);
  // The self-test's worker, whose program is a constant, is the only text that is run.
  const evaluated = sources.filter((file) => /eval: true/.test(readFileSync(`${ROOT}sandbox-core/${file}`, 'utf8')));
  expect(evaluated).toEqual(['platform/node/jail/try-attempts.ts']);
});

test('43: a guest’s names are never keys of an ordinary object', () => {
  for (const key of EVIL_KEYS) {
    const bytes = moduleFrom(section(SECTION.type, [1], NO_TYPE), section(SECTION.import, [1], functionImport(key, key)));
    const read = readModule(bytes);
    const described = read.ok ? describeModule(bytes, read.value).imports.map(({ module, name }) => [module, name]) : [];
    expect(described).toEqual([[key, key]]);
    expect(offeredFunction(key, key)).toBeUndefined();
    const variable = [[key, 'polluted']];
    const checked = checkManifest({ ...emptyManifest(), env: [[key, 'polluted']] });
    const parsed = parseManifest(formatManifest({ ...emptyManifest(), env: [[key, 'polluted']] }));
    // One name is refused outright, the others are names like any.
    const kept = key === '__proto__' ? ['forbidden-key'] : variable;
    for (const manifest of [checked, parsed])
      expect(manifest.ok ? manifest.value.env : manifest.diagnostics.map(({ code }) => code)).toEqual(kept);
  }
  expect(Object.values(Object.prototype)).toEqual([]);
  expect(Object.getPrototypeOf(emptyManifest())).toBe(Object.prototype);
});

test.each(['(memory 1)', '(table 1 funcref)', '(global i32)', '(global (mut i32))'])(
  '44: %s comes from nobody: instances share nothing',
  async (imported) => {
    const wat = `(module (import "other" "shared" ${imported}) (func (export "_start")))`;
    expect(refusals(wat)).toEqual(['unknown-import']);
    expect(await runHostile(wat)).toMatchObject({ kind: 'refused' });
  },
);
