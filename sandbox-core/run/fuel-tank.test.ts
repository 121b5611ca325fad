import { expect, test } from 'vitest';
import { wasmFrom } from '../../test/fixtures/host/run-guest.ts';
import { readModule } from '../module/read-module.ts';
import { rewriteModule, type RewriteOptions } from '../rewrite/rewrite-module.ts';
import { asFuncref } from '../runtime/trap-module.ts';
import { FuelTank } from './fuel-tank.ts';

const LOOPS = `(module (memory (export "memory") 4)
  (func $inner (param $n i32) (loop $l (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "_start") (local $n i32) (local.set $n (i32.const 50))
    (loop $l (call $inner (i32.const 200)) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))`;
const BULK = `(module (memory (export "memory") 4) (func (export "_start") (local $n i32) (local.set $n (i32.const 10))
  (loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 262144))
    (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))`;
const GROWS = `(module (memory (export "memory") 1) (func (export "_start") (local $n i32) (local.set $n (i32.const 20))
  (loop $l (drop (memory.grow (i32.const 2))) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))`;

interface Ran {
  readonly used: number;
  readonly trapped: boolean;
  readonly refills: number;
}

function run(wat: string, fuel: RewriteOptions['fuel'], most: number | null, slice: number): Ran {
  const bytes = wasmFrom(wat);
  const read = readModule(bytes);
  if (!read.ok) throw new Error('unreadable');
  const rewritten = rewriteModule(bytes, read.value, {
    ...{ memoryBytes: 2 ** 24, onMemoryExceed: 'fail', tableElements: 0, fuel, stackLimit: 'off' },
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(rewritten.bytes.slice()));
  const tank = new FuelTank(exports[rewritten.fuelExport ?? ''] as WebAssembly.Global, most, slice);
  let refills = 0;
  const hooks = exports[rewritten.hooks?.tableExport ?? ''] as WebAssembly.Table;
  const refill = (): void => {
    refills += 1;
    tank.refill();
  };
  hooks.set(rewritten.hooks?.slots.fuel ?? 0, asFuncref(refill));
  try {
    (exports['_start'] as () => void)();
    return { used: tank.used, trapped: false, refills };
  } catch {
    return { used: tank.used, trapped: true, refills };
  }
}

const CASES = (['exact', 'coarse'] as const).flatMap((fuel) =>
  [LOOPS, BULK, GROWS].map((wat) => ({ fuel, wat, needed: run(wat, fuel, null, 1e9).used })),
);

test.each(CASES)('a $fuel count of $needed is the same in slices of any size', ({ fuel, wat, needed }) => {
  expect(needed).toBeGreaterThan(100);
  for (const slice of [1, 7, 100, 4096, 1_000_000]) {
    const sliced = run(wat, fuel, null, slice);
    expect([slice, sliced.used, sliced.trapped]).toEqual([slice, needed, false]);
    expect(sliced.refills > 0).toBe(slice < needed);
  }
});

test.each(CASES)('a $fuel limit near $needed ends the guest in the same place in slices of any size', ({ fuel, wat, needed }) => {
  for (const most of [1, 2, 99, needed >> 1, needed - 40, needed - 3, needed - 2, needed - 1, needed, needed + 1]) {
    const whole = run(wat, fuel, most, most);
    for (const slice of [1, 7, 100, 4096, most]) {
      const { used, trapped } = run(wat, fuel, most, slice);
      expect({ most, slice, used, trapped }).toEqual({ most, slice, used: whole.used, trapped: whole.trapped });
    }
  }
});

test('a guest is let use exactly its limit, and not one instruction check more', () => {
  const needed = run(BULK, 'exact', null, 1e9).used;
  expect([run(BULK, 'exact', needed, 10).trapped, run(BULK, 'exact', needed >> 1, 10).trapped]).toEqual([false, true]);
});
