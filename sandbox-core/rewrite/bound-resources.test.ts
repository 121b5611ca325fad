import { parse } from '@bytecodealliance/jco';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { describeModule } from '../module/describe-module.ts';
import type { Module } from '../module/module.ts';
import { readModule } from '../module/read-module.ts';
import { boundResources, type BoundModule, type BoundOptions } from './bound-resources.ts';

const PAGE = 65_536;
const BOUNDS: BoundOptions = { memoryBytes: 4 * PAGE, onMemoryExceed: 'fail', tableElements: 10 };
const STOP: BoundOptions = { ...BOUNDS, onMemoryExceed: 'stop' };

function moduleOf(bytes: Uint8Array): Module {
  const read = readModule(bytes);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return read.value;
}

async function bound(fields: string, options: BoundOptions): Promise<BoundModule & { original: Uint8Array }> {
  const original = await parse(`(module ${fields})`);
  return { ...boundResources(original, moduleOf(original), options), original };
}

type Call = (...values: (number | bigint)[]) => unknown;

/** An instance whose hook, where it has one, counts its calls. */
function run(module: BoundModule, imports: WebAssembly.Imports = {}): { call: (name: string) => Call; hooked: () => number } {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes.slice()), imports);
  let calls = 0;
  const table = module.hook && exports[module.hook.tableExport];
  if (table instanceof WebAssembly.Table)
    table.set(
      0,
      wasmFunction(() => void (calls += 1)),
    );
  const call = (name: string): Call => {
    const exported = exports[name];
    if (typeof exported !== 'function') throw new Error(`no function ${name}`);
    return (...values) => exported(...values) as unknown;
  };
  return { call, hooked: () => calls };
}

/** A function table takes only functions of modules: one that imports `action` and exports it. */
function wasmFunction(action: () => void): unknown {
  const adapter = Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x02, 0x07, 0x01, 0x01, 0x68, 0x01, 0x66,
    0x00, 0x00, 0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00,
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(adapter), { h: { f: action } }).exports['f'];
}

const GROW = '(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))';

describe('boundResources on memories', () => {
  it('imposes a maximum and leaves the code alone', async () => {
    const module = await bound(`(memory 1) ${GROW}`, BOUNDS);
    expect(describeModule(module.bytes, moduleOf(module.bytes)).memories).toEqual(['memory 1..4 pages']);
    expect(module.hook).toBeUndefined();
    expect(module.bytes.length - module.original.length).toBe(1);
    const { call } = run(module);
    expect([call('grow')(2), call('grow')(2), call('grow')(1), call('grow')(1)]).toEqual([1, -1, 3, -1]);
  });

  it('keeps a declared maximum that is smaller, and the bytes with it', async () => {
    const module = await bound(`(memory 1 2) ${GROW}`, BOUNDS);
    expect(module.bytes).toBe(module.original);
  });

  it('never puts a maximum below the minimum', async () => {
    const module = await bound('(memory 9) (memory i64 3 5)', BOUNDS);
    expect(describeModule(module.bytes, moduleOf(module.bytes)).memories).toEqual(['memory 9..9 pages', 'memory i64 3..3 pages']);
  });

  it('answers below the limit and calls the hook once, then traps, past it', async () => {
    const module = await bound(`(memory 1) ${GROW}`, STOP);
    const { call, hooked } = run(module);
    expect([call('grow')(2), call('grow')(0), hooked()]).toEqual([1, 3, 0]);
    expect(() => call('grow')(2)).toThrow(WebAssembly.RuntimeError);
    expect(hooked()).toBe(1);
    expect(() => call('grow')(-1)).toThrow('unreachable');
    expect([call('grow')(1), call('grow')(0), hooked()]).toEqual([3, 4, 2]);
  });

  it('exports a start function instead of running it before the hook can be set', async () => {
    const module = await bound(`(memory 1) ${GROW} (func $f (drop (memory.grow (i32.const 9)))) (start $f)`, STOP);
    const { call, hooked } = run(module);
    expect(module.start).toEqual({ functionExport: 'sandbox:start' });
    expect(() => call('sandbox:start')(0)).toThrow(WebAssembly.RuntimeError);
    expect(hooked()).toBe(1);
  });

  it('answers -1 for growth past the module’s own maximum but within the limit', async () => {
    const module = await bound(`(memory 1 2) ${GROW}`, STOP);
    const { call, hooked } = run(module);
    expect([call('grow')(2), call('grow')(1), hooked()]).toEqual([-1, 1, 0]);
  });

  it('counts several memories together, of either address size', async () => {
    const fields = `(memory $a 1) (memory $b i64 1)
      (func (export "a") (param i32) (result i32) (memory.grow $a (local.get 0)))
      (func (export "b") (param i64) (result i64) (memory.grow $b (local.get 0)))`;
    const { call } = run(await bound(fields, BOUNDS));
    expect([call('a')(1), call('b')(2n), call('b')(1n), call('a')(1), call('b')(-1n), call('b')(0n)]).toEqual([
      1,
      -1n,
      1n,
      -1,
      -1n,
      2n,
    ]);
    const stopped = run(await bound(fields, STOP));
    expect([stopped.call('a')(2), stopped.hooked()]).toEqual([1, 0]);
    expect(() => stopped.call('b')(1n << 60n)).toThrow('unreachable');
    expect(stopped.hooked()).toBe(1);
  });

  it('counts an imported memory, whose maximum is the host’s', async () => {
    const module = await bound(`(import "host" "m" (memory 1)) ${GROW}`, BOUNDS);
    const { call } = run(module, { host: { m: new WebAssembly.Memory({ initial: 1 }) } });
    expect([call('grow')(3), call('grow')(1)]).toEqual([1, -1]);
  });

  it('cannot be survived by catch_all of either exception proposal', async () => {
    const modern = await bound(
      `(memory 1) (func (export "f") (result i32)
         (block $h (try_table (catch_all $h) (drop (memory.grow (i32.const 9)))))
         (i32.const 1))`,
      STOP,
    );
    const text = `(module (memory 1) (func (export "f") (result i32)
      (try (do (drop (memory.grow (i32.const 9)))) (catch_all)) (i32.const 1)))`;
    const legacy = (await wabt()).parseWat('legacy.wat', text, { exceptions: true }).toBinary({}).buffer;
    for (const module of [modern, boundResources(legacy, moduleOf(legacy), STOP)]) {
      const { call, hooked } = run(module);
      expect(() => call('f')()).toThrow('unreachable');
      expect(hooked()).toBe(1);
    }
  });

  it('exports the hook under a name that the guest does not use', async () => {
    const taken = `(memory (export "sandbox:hooks") 1) (global (export "sandbox:hooks-2") i32 (i32.const 0)) ${GROW}`;
    expect((await bound(taken, STOP)).hook).toEqual({ tableExport: 'sandbox:hooks-3' });
  });

  it('keeps names and other custom sections byte for byte, and every index', async () => {
    const fields = `(@custom "before" (before first) "one") (type (func)) (import "e" "i" (func $i)) (memory 1) (table 1 funcref)
      (func $main (export "main") (drop (memory.grow (i32.const 1))) (call $i)) (elem (i32.const 0) $main) (data "x") (@custom "after" "two")`;
    const module = await bound(fields, STOP);
    const custom = (bytes: Uint8Array): unknown =>
      moduleOf(bytes).sections.flatMap(({ kind, name, payload }) =>
        kind === 'custom' ? [[name, [...bytes.subarray(payload.start, payload.end)]]] : [],
      );
    expect(custom(module.bytes)).toEqual(custom(module.original));
    expect(moduleOf(module.bytes).exports.slice(0, 1)).toEqual(moduleOf(module.original).exports);
    let imported = 0;
    run(module, { e: { i: () => (imported += 1) } }).call('main')();
    expect(imported).toBe(1);
  });

  it('maps a trap behind a replaced instruction to its place in the original', async () => {
    const module = await bound(
      `(memory 1) (func (export "f") ${'(drop (memory.grow (i32.const 0)))'.repeat(3)} unreachable)`,
      STOP,
    );
    const offset = trapOffset(() => run(module).call('f')());
    expect(module.offsets.toOriginal(offset)).toBe(
      trapOffset(() => run({ ...module, bytes: module.original, hook: undefined }).call('f')()),
    );
    expect(module.offsets.toRewritten(module.offsets.toOriginal(offset) ?? 0)).toBe(offset);
  });
});

function trapOffset(action: () => unknown): number {
  try {
    action();
  } catch (thrown) {
    return Number(/wasm-function\[\d+\]:(0x[0-9a-f]+)/.exec(String(thrown instanceof Error && thrown.stack))?.[1]);
  }
  return Number.NaN;
}

describe('boundResources on tables', () => {
  it('imposes a maximum on one table and counts several', async () => {
    const one = await bound(
      '(table 1 funcref) (func (export "grow") (param i32) (result i32) (table.grow (ref.null func) (local.get 0)))',
      BOUNDS,
    );
    expect(run(one).call('grow')(10)).toBe(-1);
    expect(run(one).call('grow')(9)).toBe(1);
    const fields = `(type $f (func)) (table $a 1 funcref) (table $b i64 1 (ref null $f)) (table $c 1 (ref $f) (ref.func $g)) (func $g) (elem declare func $g)
      (func (export "a") (param i32) (result i32) (table.grow $a (ref.null func) (local.get 0)))
      (func (export "b") (param i64) (result i64) (table.grow $b (ref.null $f) (local.get 0)))
      (func (export "c") (param i32) (result i32) (table.grow $c (ref.func $g) (local.get 0)))`;
    const { call } = run(await bound(fields, STOP));
    expect([call('a')(4), call('b')(3n), call('c')(1), call('a')(-1), call('b')(-1n), call('b')(0n)]).toEqual([
      1,
      1n,
      -1,
      -1,
      -1n,
      4n,
    ]);
  });
});

describe('boundResources on hostile modules', () => {
  it('does not lend its own table or functions to a module that names them', async () => {
    const bytes = await parse(
      '(module (memory 1) (table 1 funcref) (func (drop (memory.grow (i32.const 1))) (table.set 0 (i32.const 0) (ref.null func))))',
    );
    const at = bytes.lastIndexOf(0x26);
    bytes[at + 1] = 1;
    expect(() => boundResources(bytes, moduleOf(bytes), STOP)).toThrow(/table.set names index 1; there are 1/);
  });

  it('takes as long as the module is long, however many tables grow', async () => {
    const many = 3_000;
    const grow = (index: number): string => `(drop (table.grow ${index} (ref.null func) (i32.const 1)))`;
    const indices = Array.from({ length: many }, (_, index) => index);
    const module = await bound(`${'(table 0 funcref)'.repeat(many)} (func ${indices.map(grow).join(' ')})`, BOUNDS);
    expect(module.bytes.length).toBeLessThan(70 * many);
    expect(WebAssembly.validate(module.bytes.slice())).toBe(true);
  });

  it('stays valid where the original is, whatever bytes change', async () => {
    const original =
      await parse(`(module (type (func (param i32))) (import "e" "f" (func (type 0))) (memory 1 9) (memory 2) (table 3 externref) (table 1 funcref)
      (func (export "g") (param i32) (result i32) (drop (memory.grow 1 (i32.const 2))) (drop (table.grow 0 (ref.null extern) (i32.const 1))) (memory.grow (local.get 0)))
      (data (i32.const 0) "abc"))`);
    const change = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 2 }), fc.constantFrom(BOUNDS, STOP), (changes, options) => {
        const bytes = original.slice();
        for (const [offset, byte] of changes) bytes[offset] = byte;
        if (!WebAssembly.validate(bytes)) return;
        expect(WebAssembly.validate(boundResources(bytes, moduleOf(bytes), options).bytes.slice())).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});
