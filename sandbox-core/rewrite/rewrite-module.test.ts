import { parse } from '@bytecodealliance/jco';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { NAIVE_EXPORT, naiveCount } from '../../test/fixtures/naive-count.ts';
import type { Module } from '../module/module.ts';
import { readModule } from '../module/read-module.ts';
import { walkBodies } from '../module/walk-bodies.ts';
import { rewriteModule, type RewriteOptions, type RewrittenModule } from './rewrite-module.ts';

const EXACT: RewriteOptions = {
  memoryBytes: 1 << 24,
  onMemoryExceed: 'fail',
  tableElements: 1000,
  fuel: 'exact',
  stackLimit: 'off',
};
const PLENTY = 1n << 40n;

function moduleOf(bytes: Uint8Array): Module {
  const read = readModule(bytes);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return read.value;
}

interface Guest {
  readonly module: RewrittenModule;
  readonly call: (name: string, ...values: readonly unknown[]) => unknown;
  /** What the call took, whether it returned or not. */
  readonly used: (name: string, ...values: readonly unknown[]) => number;
  readonly fuel: WebAssembly.Global;
  readonly stack: WebAssembly.Global;
  readonly hook: (reason: 'memory' | 'fuel' | 'stack', action: () => void) => void;
}

async function guest(
  fields: string,
  options: Partial<RewriteOptions> = {},
  imports: WebAssembly.ModuleImports = {},
): Promise<Guest> {
  return guestOf(await parse(`(module ${fields})`), options, imports);
}

function guestOf(bytes: Uint8Array, options: Partial<RewriteOptions> = {}, imports: WebAssembly.ModuleImports = {}): Guest {
  const module = rewriteModule(bytes, moduleOf(bytes), { ...EXACT, ...options });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes.slice()), { host: imports });
  const global = (name: string | undefined): WebAssembly.Global => {
    const exported = name === undefined ? undefined : exports[name];
    return exported instanceof WebAssembly.Global ? exported : new WebAssembly.Global({ value: 'i64', mutable: true }, 0n);
  };
  const fuel = global(module.fuelExport);
  fuel.value = PLENTY;
  const call: Guest['call'] = (name, ...values) => {
    const exported = exports[name];
    if (typeof exported !== 'function') throw new Error(`no function ${name}`);
    return exported(...values) as unknown;
  };
  return {
    module,
    call,
    fuel,
    stack: global(module.stackExport),
    used: (name, ...values) => {
      const before = BigInt(fuel.value as bigint);
      try {
        call(name, ...values);
      } catch (thrown) {
        if (!(thrown instanceof WebAssembly.RuntimeError || thrown instanceof WebAssembly.Exception)) throw thrown;
      }
      return Number(before - BigInt(fuel.value as bigint));
    },
    hook: (reason, action) => {
      const table = module.hooks && exports[module.hooks.tableExport];
      if (table instanceof WebAssembly.Table) table.set(module.hooks?.slots[reason] ?? 0, wasmFunction(action));
    },
  };
}

/** A function table takes only functions of modules: one that imports `action` and exports it. */
function wasmFunction(action: () => void): unknown {
  const adapter = Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x02, 0x07, 0x01, 0x01, 0x68, 0x01, 0x66,
    0x00, 0x00, 0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00,
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(adapter), { h: { f: action } }).exports['f'];
}

const CALLS = `(func $one (nop)) (func $fib (export "fib") (param i32) (result i32)
  (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0))
    (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))`;

describe('exact fuel', () => {
  it.each([
    ['nothing for an empty function', '', 0],
    ['one for each instruction', '(drop (i32.add (local.get 0) (i32.const 1)))', 4],
    ['nothing for block, loop, else and end', '(block (loop (if (local.get 0) (then) (else))))', 2],
    ['the arm that runs', '(if (local.get 0) (then nop nop nop) (else nop)) nop', 6],
    ['an if without else, taken', '(if (local.get 0) (then nop nop nop)) nop', 6],
    ['an if without else, not taken', '(if (i32.eqz (local.get 0)) (then nop nop nop)) nop', 4],
    ['up to a jump', 'nop (block nop (br 0) nop nop) nop', 4],
    ['up to a return', 'nop (if (local.get 0) (then (return))) nop nop', 4],
    ['a jump that is not taken', '(block (br_if 0 (i32.const 0)) nop nop) nop', 5],
    ['a jump out of an if without else', '(if (local.get 0) (then nop (br_if 0 (local.get 0)) nop nop)) nop', 6],
    ['the label that a table chooses', '(block nop (block (block (br_table 0 1 2 (local.get 0))) nop nop nop) nop nop) nop', 6],
    [
      'a loop, each time round',
      '(local i32) (loop (br_if 0 (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 10))))',
      70,
    ],
    ['what is called', '(call $one) (call $one)', 4],
    ['a call by a table', '(call_indirect (i32.const 0))', 3],
    ['an array by its elements', '(drop (array.new_default $v (i32.const 100)))', 103],
    ['an array that is written out', '(drop (array.new_fixed $v 2 (i32.const 1) (i32.const 1)))', 6],
    ['memory by 64 bytes', '(memory.fill (i32.const 0) (i32.const 1) (i32.const 6400))', 104],
    ['no unit for fewer bytes', '(memory.fill (i32.const 0) (i32.const 1) (i32.const 63))', 4],
    ['memory of both address sizes', '(memory.copy 0 1 (i32.const 0) (i64.const 0) (i32.const 640))', 14],
    ['a grown page, when it is', '(drop (memory.grow (i32.const 1))) (drop (memory.grow (i32.const 10000)))', 1024 + 6],
    ['table elements', '(table.fill (i32.const 0) (ref.null func) (i32.const 5))', 9],
    ['grown elements', '(drop (table.grow (ref.null func) (i32.const 5)))', 9],
  ])('counts %s', async (_, code, units) => {
    const fields = `(type $v (array (mut i8))) (table 6 funcref) (elem (i32.const 0) $one) (memory 1) (memory i64 1) (func $one (nop))
      (func (export "f") (param i32) ${code})`;
    expect((await guest(fields)).used('f', 1)).toBe(units);
  });

  it('counts recursion', async () => {
    // f(0) = f(1) = 5; f(n) = 13 + f(n-1) + f(n-2).
    expect((await guest(CALLS)).used('fib', 4)).toBe(77);
  });

  it.each([
    ['return_call', '(return_call $next (i32.sub (local.get 0) (i32.const 1)))'],
    ['return_call_indirect', '(return_call_indirect (type $t) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0))'],
  ])('counts %s without a frame for each', async (name, call) => {
    const { used } = await guest(
      `(type $t (func (param i32))) (table 1 funcref) (elem (i32.const 0) $next)
      (func $next (export "f") (type $t) (if (local.get 0) (then ${call})))`,
      { stackLimit: 5000 },
    );
    expect(used('f', 10_000)).toBe(name === 'return_call' ? 60_002 : 70_002);
  });

  it('counts what was executed before an exception, and after its catch', async () => {
    const { used } = await guest(`(tag $t (param i32))
      (func $throws (nop) (throw $t (i32.const 1)))
      (func (export "caught") (drop (block $h (result i32) (try_table (catch $t $h) (nop) (call $throws)) (unreachable))) (nop))
      (func (export "again") (param i32) (loop $l (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
        (if (i32.eqz (local.get 0)) (then (return))) (try_table (catch_all $l) (call $throws))))
      (func (export "uncaught") (nop) (call $throws) (nop))`);
    expect([used('caught'), used('again', 3), used('uncaught')]).toEqual([1 + 1 + 1 + 3 + 1 + 1, 3 * 7 + 1 + 2 * 5, 5]);
  });

  it('counts legacy exceptions', async () => {
    const text = `(module (tag $t (param i32)) (func $throws (nop) (throw $t (i32.const 1)))
      (func (export "f") (try (do (try (do (nop) (call $throws) (nop)) (catch $t (drop) (rethrow 0)))) (catch_all (nop))) (nop)))`;
    const bytes = (await wabt()).parseWat('legacy.wat', text, { exceptions: true }).toBinary({}).buffer;
    expect(guestOf(bytes).used('f')).toBe(2 + 2 + 3 + 2 + 1 + 1);
  });

  it('shows a host function the exact count', async () => {
    const seen: number[] = [];
    const made = await guest(
      `(import "host" "look" (func $look)) (func (export "f") nop (call $look) nop nop (loop nop (call $look)) (block (br_if 0 (i32.const 0)) (call $look)))`,
      {},
      { look: () => void seen.push(Number(PLENTY - BigInt(made.fuel.value as bigint))) },
    );
    made.call('f');
    expect(seen).toEqual([2, 6, 9]);
  });
});

describe('a fuel stop', () => {
  const LOOP = `(func (export "f") (loop nop (br 0)))`;

  it('traps where nothing is left, past every catch of the guest', async () => {
    const { call, fuel, hook } = await guest(
      `(func $spin (loop (br 0))) (func (export "f") (block $h (try_table (catch_all $h) (call $spin))))`,
    );
    hook('fuel', () => undefined);
    fuel.value = 100n;
    expect(() => call('f')).toThrow('unreachable');
    expect(fuel.value).toBe(-1n);
  });

  it('asks the hook, which may give more', async () => {
    const { call, fuel, hook } = await guest(LOOP);
    const seen: unknown[] = [];
    hook('fuel', () => {
      seen.push(fuel.value);
      if (seen.length < 4) fuel.value = BigInt(fuel.value as bigint) + 1001n;
    });
    fuel.value = 1001n;
    expect(() => call('f')).toThrow('unreachable');
    expect(seen).toEqual([-1n, -2n, -1n, -2n]);
  });

  it('traps while the slot is empty, and at once without fuel', async () => {
    const { call, fuel } = await guest(LOOP);
    fuel.value = 0n;
    expect(() => call('f')).toThrow(WebAssembly.RuntimeError);
  });

  it('comes before a bulk operation that is not paid for', async () => {
    const { call, fuel, hook } = await guest(
      `(memory (export "m") 1) (func (export "f") (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)))
       (func (export "first") (result i32) (i32.load8_u (i32.const 0)))`,
    );
    hook('fuel', () => undefined);
    fuel.value = 1000n;
    expect(() => call('f')).toThrow('unreachable');
    fuel.value = 1000n;
    expect(call('first')).toBe(0);
  });
});

describe('coarse fuel', () => {
  it('charges all of a function and of each loop at its head', async () => {
    const { used } = await guest(
      `(func (export "f") (param i32) nop (if (local.get 0) (then nop nop)) (loop (nop) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))`,
      { fuel: 'coarse' },
    );
    expect([used('f', 1), used('f', 3)]).toEqual([5 + 6, 5 + 18]);
  });
});

describe('the stack limit', () => {
  const DEEP = `(func $deep (export "deep") (param i32) (result i32)
    (if (result i32) (local.get 0) (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1))))) (else (i32.const 0))))`;

  it('tells the hook, then traps past every catch of the guest', async () => {
    const made = await guest(
      `${DEEP} (func (export "f") (block $h (try_table (catch_all $h) (drop (call $deep (i32.const 100000))))))`,
      {
        stackLimit: 100_000,
      },
    );
    let told = 0;
    made.hook('stack', () => void (told += 1));
    expect(() => made.call('f')).toThrow('unreachable');
    expect(told).toBe(1);
  });

  it('is reached at the same depth each time, before the engine’s own', async () => {
    const deepest = async (): Promise<number> => {
      const made = await guest(DEEP, { stackLimit: 500_000 });
      const full = made.stack.value;
      for (let depth = 1; ; depth += 1) {
        try {
          made.call('deep', depth);
        } catch (thrown) {
          if (thrown instanceof WebAssembly.RuntimeError) return depth;
          throw thrown;
        }
        expect(made.stack.value).toBe(full);
      }
    };
    expect(await deepest()).toBe(await deepest());
  });

  it.each([
    ['return', '(return)'],
    ['a jump to the end', '(br 0)'],
    ['a jump that is not taken', '(br_if 0 (i32.const 0))'],
    ['a table of jumps', '(block (br_table 0 1 (local.get 0)))'],
    ['a tail call', '(return_call $small)'],
    ['a catch', '(block $h (try_table (catch_all $h) (call $throws)))'],
    ['a catch that leaves', '(try_table (catch_all 0) (call $throws))'],
    [
      'a loop of catches',
      '(loop $l (if (local.get 0) (then (local.set 0 (i32.const 0)) (try_table (catch_all $l) (call $throws)))))',
    ],
  ])('gives all back after %s', async (_, code) => {
    const made = await guest(
      `(tag $t) (func $small) (func $throws (call $small) (throw $t)) (func (export "f") (param i32) (call $small) ${code})`,
      { stackLimit: 100_000 },
    );
    const full = made.stack.value;
    for (const value of [0, 1, 2]) made.call('f', value);
    expect(made.stack.value).toBe(full);
  });

  it('gives back several results', async () => {
    const made = await guest(
      '(func $small) (func (export "f") (result i32 i64) (call $small) (i32.const 1) (i64.const 2) (br 0))',
      {
        stackLimit: 100_000,
      },
    );
    expect(made.call('f')).toEqual([1, 2n]);
  });
});

describe('a rewritten module', () => {
  it('does not lend its globals and locals to a module that names them', async () => {
    const wrong = await parse('(module (global (mut i64) (i64.const 0)) (func (loop (global.set 0 (i64.const 9)) (br 0))))');
    wrong[wrong.lastIndexOf(0x24) + 1] = 1;
    expect(() => rewriteModule(wrong, moduleOf(wrong), EXACT)).toThrow('global.set names index 1; there are 1');
    const local = await parse('(module (func (local i64) (loop (local.set 0 (i64.const 9)) (br 0))))');
    local[local.lastIndexOf(0x21) + 1] = 1;
    expect(() => rewriteModule(local, moduleOf(local), EXACT)).toThrow('local.set names index 1; there are 1');
  });

  it('is refused for objects outside of memories, by choice', async () => {
    const bytes = await parse('(module (type (struct (field i32))))');
    expect(() => rewriteModule(bytes, moduleOf(bytes), { ...EXACT, gc: 'refuse' })).toThrow('type 0 is a struct type');
  });

  it('maps every instruction there and back', async () => {
    const original = await parse(`(module (memory 1) (func $f (param i32) (loop (br_if 0 (local.get 0)) (call $f (i32.const 1)))
      (if (local.get 0) (then (return))) (drop (memory.grow (i32.const 1))) (drop (i32.load (i32.const 70000)))))`);
    const { bytes, offsets } = rewriteModule(original, moduleOf(original), { ...EXACT, stackLimit: 1000 });
    const starts: number[] = [];
    walkBodies(original, moduleOf(original), (walker) => {
      while (walker.next()) starts.push(walker.start);
    });
    expect(starts.map((start) => offsets.toOriginal(offsets.toRewritten(start)))).toEqual(starts);
    const load = original.lastIndexOf(0x28);
    expect([...bytes.subarray(offsets.toRewritten(load), offsets.toRewritten(load) + 3)]).toEqual([0x28, 2, 0]);
  });

  it('counts what a naive count counts, whatever the control flow', async () => {
    await fc.assert(
      fc.asyncProperty(statements, fc.integer({ min: 0, max: 7 }), async (body, argument) => {
        const text = `(module (tag $t) (table 1 funcref) (elem (i32.const 0) $other) (global $budget (mut i32) (i32.const 200))
          (func $other (param i32) (local i32) ${body.join(' ')})
          (func $thrower (param i32) (if (local.get 0) (then (throw $t))))
          (func (export "f") (param i32) (local i32) (global.set $budget (i32.const 200))
            (block $h (try_table (catch_all $h) (call $other (local.get 0)))) ${body.join(' ')}))`;
        const original = await parse(text);
        const exact = guestOf(original, { stackLimit: 100_000 });
        const { exports } = new WebAssembly.Instance(new WebAssembly.Module(naiveCount(original, moduleOf(original)).slice()));
        const naive = exports[NAIVE_EXPORT] as WebAssembly.Global;
        naive.value = PLENTY;
        const ended = (action: () => unknown): string => {
          try {
            action();
            return 'returned';
          } catch (thrown) {
            return thrown instanceof Error ? thrown.name : 'exception';
          }
        };
        const same = [ended(() => exact.call('f', argument)), ended(() => (exports['f'] as (value: number) => void)(argument))];
        expect(same[0]).toBe(same[1]);
        expect(exact.fuel.value).toBe(naive.value);
      }),
      { numRuns: 300 },
    );
  });
});

/** Statements in text whose loops end by a budget: `nop`s, blocks, jumps outward by one or two, calls, throws and catches. */
const statements = fc.letrec<{ list: string[]; one: string }>((tie) => ({
  list: fc.array(tie('one'), { maxLength: 5 }),
  one: fc.oneof(
    { depthSize: 'small', maxDepth: 5 },
    fc.constant('(nop)'),
    fc.constant('(local.set 1 (i32.add (local.get 1) (i32.const 1)))'),
    fc.constant('(br_if 0 (i32.and (local.get 1) (i32.const 1)))'),
    fc.constant('(local.set 0 (i32.shr_u (local.get 0) (i32.const 1)))'),
    fc.constant('(if (local.get 0) (then (return)))'),
    fc.constant('(call $thrower (i32.and (local.get 0) (i32.const 1)))'),
    fc.constant('(block (block (block (br_table 0 1 2 (local.get 0))) (nop)) (nop) (nop))'),
    tie('list').map((inner) => `(block ${inner.join(' ')})`),
    tie('list').map((inner) => `(block ${inner.join(' ')} (br 0) (nop))`),
    tie('list').map((inner) => `(block (nop) (block ${inner.join(' ')} (br_table 0 1 0 1 (local.get 1)) (nop)) (nop))`),
    fc
      .tuple(tie('list'), tie('list'))
      .map(([one, other]) => `(if (local.get 0) (then ${one.join(' ')}) (else ${other.join(' ')}))`),
    tie('list').map((inner) => `(if (i32.eqz (local.get 1)) (then ${inner.join(' ')}))`),
    tie('list').map(
      (
        inner,
      ) => `(loop (global.set $budget (i32.sub (global.get $budget) (i32.const 1))) (if (i32.le_s (global.get $budget) (i32.const 0)) (then (return)))
        ${inner.join(' ')} (br_if 0 (local.get 0)))`,
    ),
    tie('list').map((inner) => `(block (try_table (catch_all 0) ${inner.join(' ')} (nop)) (nop))`),
    tie('list').map(
      (
        inner,
      ) => `(loop (global.set $budget (i32.sub (global.get $budget) (i32.const 1))) (if (i32.le_s (global.get $budget) (i32.const 0)) (then (return)))
        (try_table (catch_all 0) ${inner.join(' ')} (nop)) (nop))`,
    ),
  ),
})).list;
