// A real WebAssembly trap on demand. A JavaScript exception thrown by a host function is caught by the guest's
// `catch_all`; a trap is not, and it unwinds through host frames too (core specification, section 4.2, traps). So
// whoever must end a guest from inside a host call calls this.
import { SandboxError } from '../base/errors.ts';

/** (module (func (export "t") unreachable)) */
const TRAP_MODULE = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x07, 0x05, 0x01,
  0x01, 0x74, 0x00, 0x00, 0x0a, 0x05, 0x01, 0x03, 0x00, 0x00, 0x0b,
]);

/** (module (import "h" "f" (func)) (func (export "g") call 0)): makes a funcref of a JavaScript function. */
const TRAMPOLINE_MODULE = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x02, 0x07, 0x01, 0x01, 0x68, 0x01, 0x66,
  0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x07, 0x05, 0x01, 0x01, 0x67, 0x00, 0x01, 0x0a, 0x06, 0x01, 0x04, 0x00, 0x10, 0x00, 0x0b,
]);

/** A function that traps. The instance is made now, so that trapping allocates nothing. */
export function makeTrap(): () => never {
  const trap = exportedFunction(new WebAssembly.Instance(new WebAssembly.Module(TRAP_MODULE)), 't');
  return () => {
    trap();
    throw new SandboxError('INTERNAL', 'the trap module returned');
  };
}

/** `action` as a WebAssembly function without parameters and results, fit for a table slot. */
export function asFuncref(action: () => void): unknown {
  const imports = nullObject({ h: nullObject({ f: action }) });
  return exportedFunction(new WebAssembly.Instance(new WebAssembly.Module(TRAMPOLINE_MODULE), imports), 'g');
}

/** (module (import "h" "f" (func (param i32 i64 i64) (result i32))) (func (export "g") (param i32 i64 i64) (result i32) …)) */
const GROWTH_MODULE = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x01, 0x60, 0x03, 0x7f, 0x7e, 0x7e, 0x01, 0x7f, 0x02, 0x07, 0x01,
  0x01, 0x68, 0x01, 0x66, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x07, 0x05, 0x01, 0x01, 0x67, 0x00, 0x01, 0x0a, 0x0c, 0x01, 0x0a,
  0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0x10, 0x00, 0x0b,
]);

/** `action` as a WebAssembly function of the growth hook's type. */
export function asGrowthFuncref(action: (what: number, asked: bigint, result: bigint) => number): unknown {
  const imports = nullObject({ h: nullObject({ f: action }) });
  return exportedFunction(new WebAssembly.Instance(new WebAssembly.Module(GROWTH_MODULE), imports), 'g');
}

function nullObject<Value>(entries: Record<string, Value>): Record<string, Value> {
  return Object.assign(Object.create(null) as object, entries);
}

function exportedFunction(instance: WebAssembly.Instance, name: string): () => void {
  const value = instance.exports[name];
  if (typeof value !== 'function') throw new SandboxError('INTERNAL', `no function ${name} in our own module`);
  return value as () => void;
}
