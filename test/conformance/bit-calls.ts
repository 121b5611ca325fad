// Calls of wasm functions with the bits of their values: JavaScript numbers would lose NaN payloads, and v128 does not cross at
// all. An adapter module stands between, one a signature: floats travel as integers, a v128 as two i64.
import type { FunctionType } from '../../sandbox-core/module/module.ts';
import { unsigned } from '../../sandbox-core/rewrite/encode.ts';

/** i32 and f32: unsigned 32-bit numbers as BigInt; i64 and f64: 64 bits; v128: 128 bits; references as they are. */
export type WastValue =
  | { readonly type: string; readonly bits: bigint }
  | { readonly type: 'reference'; readonly value: unknown };

const CODES: Readonly<Record<string, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };
const adapters = new Map<string, WebAssembly.Module>();

export function callWithBits(
  called: (...values: unknown[]) => unknown,
  type: FunctionType,
  values: readonly WastValue[],
): WastValue[] {
  const types = [...type.parameters, ...type.results];
  const numeric = types.every((name) => CODES[name] !== undefined);
  if (!numeric || !types.some((name) => /^[fv]/.test(name))) {
    return resultsOf(called(...values.map(plainValue)), type.results, typesOf(type.results));
  }
  const key = `${type.parameters.join(' ')} > ${type.results.join(' ')}`;
  const adapter = adapters.get(key) ?? new WebAssembly.Module(adapterOf(type));
  adapters.set(key, adapter);
  const exports = linked(adapter, called);
  // Types with supertypes do not fit the adapter's import.
  if (!exports) return resultsOf(called(...values.map(plainValue)), type.results, typesOf(type.results));
  const bits = values.flatMap((value, index) => carried(value, type.parameters[index] ?? ''));
  const raw = (exports['f'] as typeof called)(...bits);
  return uncarried(Array.isArray(raw) ? raw : [raw], type.results);
}

function linked(adapter: WebAssembly.Module, called: unknown): WebAssembly.Exports | undefined {
  try {
    return new WebAssembly.Instance(adapter, { m: { f: called as never } }).exports;
  } catch (error) {
    if (error instanceof WebAssembly.LinkError) return undefined;
    throw error;
  }
}

function typesOf(results: readonly string[]): readonly string[] {
  return results.map((name) => (CODES[name] === undefined ? 'reference' : name));
}

function plainValue(value: WastValue): unknown {
  if ('value' in value) return value.value;
  if (value.type === 'i32') return Number(BigInt.asIntN(32, value.bits));
  if (value.type === 'i64') return BigInt.asIntN(64, value.bits);
  return floatOf(value.type, value.bits);
}

export function floatOf(type: string, bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'f32') view.setUint32(0, Number(bits));
  else view.setBigUint64(0, bits);
  return type === 'f32' ? view.getFloat32(0) : view.getFloat64(0);
}

export function bitsOf(type: string, value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'f32') view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return type === 'f32' ? BigInt(view.getUint32(0)) : view.getBigUint64(0);
}

function resultsOf(raw: unknown, results: readonly string[], types: readonly string[]): WastValue[] {
  const list: readonly unknown[] = results.length === 0 ? [] : results.length === 1 ? [raw] : (raw as readonly unknown[]);
  return list.map((value, index) => plainResult(value, types[index] ?? ''));
}

export function plainResult(value: unknown, type: string): WastValue {
  if (type === 'i32' && typeof value === 'number') return { type, bits: BigInt(value >>> 0) };
  if (type === 'i64' && typeof value === 'bigint') return { type, bits: BigInt.asUintN(64, value) };
  if ((type === 'f32' || type === 'f64') && typeof value === 'number') return { type, bits: bitsOf(type, value) };
  return { type: 'reference', value };
}

function carried(value: WastValue, type: string): (number | bigint)[] {
  const bits = 'bits' in value ? value.bits : 0n;
  if (type === 'v128') return [BigInt.asIntN(64, bits), BigInt.asIntN(64, bits >> 64n)];
  return type === 'i32' || type === 'f32' ? [Number(BigInt.asIntN(32, bits))] : [BigInt.asIntN(64, bits)];
}

function uncarried(raw: readonly (number | bigint)[], types: readonly string[]): WastValue[] {
  let at = 0;
  const next = (): bigint => {
    at += 1;
    return BigInt.asUintN(64, BigInt(raw[at - 1] ?? 0));
  };
  return types.map((type) => {
    const low = next();
    if (type === 'v128') return { type, bits: low | (next() << 64n) };
    return { type, bits: type === 'i32' || type === 'f32' ? BigInt.asUintN(32, low) : low };
  });
}

function adapterOf({ parameters, results }: FunctionType): Uint8Array<ArrayBuffer> {
  const bare = (types: readonly string[]): number[] => [...unsigned(types.length), ...types.map((type) => CODES[type] ?? 0)];
  const carrier = (types: readonly string[]): string[] =>
    types.flatMap((type) => (type === 'v128' ? ['i64', 'i64'] : [type.replace('f', 'i')]));
  const carriedParameters = carrier(parameters);
  const code: number[] = [];
  let local = 0;
  for (const type of parameters) {
    code.push(0x20, ...unsigned(local));
    local += 1;
    if (type === 'f32') code.push(0xbe);
    else if (type === 'f64') code.push(0xbf);
    else if (type === 'v128') {
      // i64x2.splat, then the other lane.
      code.push(0xfd, 0x12, 0x20, ...unsigned(local), 0xfd, 0x1e, 1);
      local += 1;
    }
  }
  code.push(0x10, 0);
  for (let index = results.length - 1; index >= 0; index -= 1) code.push(0x21, ...unsigned(local + index));
  for (const [index, type] of results.entries()) {
    const get = [0x20, ...unsigned(local + index)];
    if (type === 'v128') code.push(...get, 0xfd, 0x1d, 0, ...get, 0xfd, 0x1d, 1);
    else code.push(...get, ...(type === 'f32' ? [0xbc] : type === 'f64' ? [0xbd] : []));
  }
  const locals = [...unsigned(results.length), ...results.flatMap((type) => [1, CODES[type] ?? 0])];
  const body = [...locals, ...code, 0x0b];
  const types = [2, 0x60, ...bare(parameters), ...bare(results), 0x60, ...bare(carriedParameters), ...bare(carrier(results))];
  const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(2, [1, 1, 0x6d, 1, 0x66, 0, 0]),
    ...section(3, [1, 1]),
    ...section(7, [1, 1, 0x66, 0, 1]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}
