import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { asFuncref, makeTrap } from './trap-module.ts';
import { thrownTrap } from './v8-trap.ts';

async function assemble(text: string): Promise<WebAssembly.Module> {
  const parsed = (await wabt()).parseWat('guest.wat', text, { exceptions: true });
  return new WebAssembly.Module(new Uint8Array(parsed.toBinary({}).buffer));
}

const CATCHER = `(module
  (import "h" "f" (func $f))
  (func (export "run") (result i32) try call $f catch_all end i32.const 42))`;

describe('makeTrap()', () => {
  it('makes a trap that catch_all cannot catch, where an exception can be caught', async () => {
    const module = await assemble(CATCHER);
    const run = (f: () => void): unknown => {
      const instance = new WebAssembly.Instance(module, { h: { f } });
      return (instance.exports['run'] as () => unknown)();
    };
    expect(
      run(() => {
        throw new Error('caught by the guest');
      }),
    ).toBe(42);
    expect(() => run(makeTrap())).toThrow(WebAssembly.RuntimeError);
  });
});

describe('asFuncref()', () => {
  it('makes a function that a guest reaches through a table', async () => {
    const module = await assemble(`(module (table (export "t") 1 funcref) (type $v (func))
      (func (export "run") (call_indirect (type $v) (i32.const 0))))`);
    const instance = new WebAssembly.Instance(module);
    let calls = 0;
    (instance.exports['t'] as WebAssembly.Table).set(0, asFuncref(() => calls++) as never);
    (instance.exports['run'] as () => void)();
    expect(calls).toBe(1);
  });
});

describe('thrownTrap()', () => {
  const kindOf = async (body: string): Promise<unknown> => {
    const module = await assemble(`(module (memory 1) (table 1 funcref) (type $v (func)) (func $r (export "run") ${body}))`);
    const instance = new WebAssembly.Instance(module);
    try {
      (instance.exports['run'] as () => void)();
      return 'returned';
    } catch (thrown) {
      return thrownTrap(thrown).kind;
    }
  };

  it.each([
    ['unreachable', 'unreachable'],
    ['(drop (i32.load (i32.const -4)))', 'memory-out-of-bounds'],
    ['(drop (i32.div_s (i32.const 1) (i32.const 0)))', 'integer-divide-by-zero'],
    ['(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))', 'integer-overflow'],
    ['(drop (i32.trunc_f32_s (f32.const nan)))', 'invalid-conversion'],
    ['(call_indirect (type $v) (i32.const 7))', 'table-out-of-bounds'],
    ['(call_indirect (type $v) (i32.const 0))', 'indirect-call-type-mismatch'],
    ['(call $r)', 'stack-overflow'],
  ])('names %s', async (body, kind) => {
    expect(await kindOf(body)).toBe(kind);
  });

  it('gives function index and module offset of each frame and no path', async () => {
    const module = await assemble('(module (func $deep unreachable) (func (export "run") call $deep))');
    const instance = new WebAssembly.Instance(module);
    try {
      (instance.exports['run'] as () => void)();
      expect.unreachable();
    } catch (thrown) {
      const trap = thrownTrap(thrown);
      expect(trap.stack.map((frame) => frame.functionIndex)).toEqual([0, 1]);
      expect(trap.stack[0]?.offset).toBeGreaterThan(8);
      expect(JSON.stringify(trap)).not.toContain('/');
    }
  });
});
