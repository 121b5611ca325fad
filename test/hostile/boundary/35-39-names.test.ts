// THREATS 35, 36, 37, 38 and 39: names that mean something to JavaScript, as imports and as exports.
import { expect, test } from 'vitest';
import { describeModule, engineFeatures, readModule } from '../../../sandbox-core/index.ts';
import { ERRNO } from '../../../sandbox-core/host/errno.ts';
import { importsFor } from '../../../sandbox-core/host/imports.ts';
import { compileModule } from '../../../sandbox-core/runtime/v8.ts';
import { exporting, functionImport, moduleFrom, NO_TYPE, SECTION, section, utf8 } from '../encode.ts';
import { refusals, runHostile } from '../hostile-run.ts';

const PROTOTYPE_NAMES = [...Object.getOwnPropertyNames(Object.prototype), ...Object.getOwnPropertyNames(Function.prototype)];
const NOTHING = (): typeof ERRNO.SUCCESS => ERRNO.SUCCESS;
const WASI = 'wasi_snapshot_preview1';

const importing = (module: string, field: string): Uint8Array<ArrayBuffer> =>
  moduleFrom(section(SECTION.type, [1], NO_TYPE), section(SECTION.import, [1], functionImport(module, field)));

test('35: no name of a prototype is offered as an import, at either level', () => {
  for (const outer of [...PROTOTYPE_NAMES, WASI, 'env', '']) {
    for (const inner of [...PROTOTYPE_NAMES, '']) expect(refusals(importing(outer, inner))).toEqual(['unknown-import']);
  }
});

test('35: nor does the gate give one to a module that was not admitted', async () => {
  for (const [outer, inner] of [
    ['constructor', 'constructor'],
    ['__proto__', 'valueOf'],
    [WASI, 'constructor'],
  ] as const) {
    const read = readModule(importing(outer, inner));
    expect(read.ok && importsFor(read.value, () => NOTHING).ok).toBe(false);
  }
  expect(await runHostile(importing('constructor', 'constructor'))).toMatchObject({ kind: 'refused' });
});

test('35: what a module is linked with has no prototype and holds functions only', () => {
  const read = readModule(
    moduleFrom(
      section(SECTION.type, [1, 0x60, 0x00, 0x01, 0x7f]),
      section(SECTION.import, [1], functionImport(WASI, 'sched_yield')),
    ),
  );
  const linked = read.ok ? importsFor(read.value, () => NOTHING) : read;
  if (!linked.ok) throw new Error(linked.diagnostics[0]?.message);
  const inner: unknown = Reflect.get(linked.value, WASI);
  expect([linked.value, inner].map((level) => Object.getPrototypeOf(level))).toEqual([null, null]);
  expect(Object.values(Object(inner)).map((value) => typeof value)).toEqual(['function']);
});

test('36: exports named after parts of a prototype change none, and are listed as they are', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '_start'];
  const bytes = exporting(names.map(utf8));
  const before = Object.getOwnPropertyNames(Object.prototype);
  const read = readModule(bytes);
  expect(read.ok && describeModule(bytes, read.value).exports.map(({ name }) => name)).toEqual(names);
  expect(await runHostile(bytes)).toMatchObject({ kind: 'returned' });
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

test('37: an export named then is called by nobody and holds up nothing', async () => {
  const wat = '(module (func (export "then") (param i32 i32) (loop (br 0))) (func (export "_start")))';
  expect(await runHostile(wat)).toMatchObject({ kind: 'returned' });
});

test('38: builtins of the engine are not linked: what would import them is refused', async () => {
  const length = importing('wasm:js-string', 'length');
  expect(refusals(length)).toEqual(['unknown-import']);
  const compiled = compileModule(length);
  // With builtins on, the engine itself provides the import and does not list it.
  expect(compiled instanceof WebAssembly.Module && WebAssembly.Module.imports(compiled).length).toBe(1);
  const constant = '(module (import "\'" "text" (global externref)) (func (export "_start")))';
  expect(refusals(constant)).toEqual(['unknown-import']);
  expect(await runHostile(constant)).toMatchObject({ kind: 'refused' });
});

test('39: no tag is offered, the engine’s own for exceptions of the host neither', async () => {
  const wat = '(module (tag (import "env" "JSTag") (param externref)) (func (export "_start")))';
  expect(refusals(wat)).toEqual(['unknown-import']);
  expect(await runHostile(wat)).toMatchObject({ kind: 'refused' });
  expect(engineFeatures((bytes) => WebAssembly.validate(bytes.slice())).has('exceptions')).toBe(true);
});
