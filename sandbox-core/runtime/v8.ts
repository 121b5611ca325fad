// The guest on V8: compile, instantiate, call one export; whatever comes of it is a value.
//
// Compiled without options on purpose: js-string builtins and imported string constants are ways out of the sandbox
// (THREATS 38), and the import object is the gate's, null-prototype at both levels (THREATS 35).
import { thrownTrap, type ThrownTrap } from './v8-trap.ts';

export type InstanceResult =
  | { readonly kind: 'ready'; readonly instance: WebAssembly.Instance }
  /** The engine refused the bytes or the link; `offset` is a byte offset in the given module where the engine told one. */
  | { readonly kind: 'refused'; readonly message: string; readonly offset: number | undefined }
  /** The start function trapped. */
  | { readonly kind: 'trapped'; readonly trap: ThrownTrap };

export type CallResult = { readonly kind: 'returned' } | { readonly kind: 'trapped'; readonly trap: ThrownTrap };

export function compileModule(
  bytes: Uint8Array<ArrayBuffer>,
): WebAssembly.Module | { readonly kind: 'refused'; readonly message: string; readonly offset: number | undefined } {
  try {
    return new WebAssembly.Module(bytes);
  } catch (thrown) {
    return refusal(thrown);
  }
}

/** Links and runs the start function, if there is one. `imports` comes from the gate. */
export function instantiate(module: WebAssembly.Module, imports: object): InstanceResult {
  try {
    return { kind: 'ready', instance: new WebAssembly.Instance(module, imports as WebAssembly.Imports) };
  } catch (thrown) {
    if (thrown instanceof WebAssembly.LinkError || thrown instanceof WebAssembly.CompileError) return refusal(thrown);
    if (thrown instanceof RangeError && !/call stack/i.test(thrown.message)) return refusal(thrown);
    return { kind: 'trapped', trap: thrownTrap(thrown) };
  }
}

/** Calls an export without arguments; its results are dropped. */
export function callExport(instance: WebAssembly.Instance, name: string): CallResult | { readonly kind: 'missing' } {
  const entry = instance.exports[name];
  if (typeof entry !== 'function') return { kind: 'missing' };
  try {
    (entry as () => unknown)();
    return { kind: 'returned' };
  } catch (thrown) {
    return { kind: 'trapped', trap: thrownTrap(thrown) };
  }
}

/** Calls an exported function with values that fit its type; `value` is what the JavaScript interface makes of its results. */
export function callFunction(
  entry: (...values: (number | bigint)[]) => unknown,
  values: readonly (number | bigint)[],
): { readonly kind: 'returned'; readonly value: unknown } | { readonly kind: 'trapped'; readonly trap: ThrownTrap } {
  try {
    return { kind: 'returned', value: entry(...values) };
  } catch (thrown) {
    return { kind: 'trapped', trap: thrownTrap(thrown) };
  }
}

/** The memory a host function works on: the export `memory` (WASI preview 1, application ABI), else the first one exported. */
export function exportedMemory(instance: WebAssembly.Instance): WebAssembly.Memory | undefined {
  const named = instance.exports['memory'];
  if (named instanceof WebAssembly.Memory) return named;
  return Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
}

/** Bytes of all exported memories together; memories never shrink, so at the end this is the most there was. */
export function exportedMemoryBytes(instance: WebAssembly.Instance): number {
  const memories = new Set(Object.values(instance.exports).filter((value) => value instanceof WebAssembly.Memory));
  let sum = 0;
  for (const memory of memories) sum += memory.buffer.byteLength;
  return sum;
}

function refusal(thrown: unknown): { readonly kind: 'refused'; readonly message: string; readonly offset: number | undefined } {
  const text = thrown instanceof Error ? thrown.message : 'the engine refused the module';
  const offset = /@\+(\d+)/.exec(text)?.[1];
  const message = text
    .replace(/^WebAssembly\.(Module|Instance)\(\): /, '')
    .replace(/ ?@\+\d+/, '')
    .slice(0, 300);
  return { kind: 'refused', message, offset: offset === undefined ? undefined : Number(offset) };
}
