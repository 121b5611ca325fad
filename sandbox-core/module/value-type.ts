// Value types, reference types and heap types (core specification 3.0, section 5.3), from bytes to their text form and back.
import type { ValueType } from './module.ts';
import type { Cursor } from './cursor.ts';
import { hex, refuse } from './fault.ts';

const NUMBER_TYPES: ReadonlyMap<number, string> = new Map([
  [0x7f, 'i32'],
  [0x7e, 'i64'],
  [0x7d, 'f32'],
  [0x7c, 'f64'],
  [0x7b, 'v128'],
]);

/** Heap type code → its name in `(ref …)`, and the short form of `(ref null …)`. */
const ABSTRACT: ReadonlyMap<number, { readonly heap: string; readonly short: string }> = new Map([
  [0x74, { heap: 'noexn', short: 'nullexnref' }],
  [0x73, { heap: 'nofunc', short: 'nullfuncref' }],
  [0x72, { heap: 'noextern', short: 'nullexternref' }],
  [0x71, { heap: 'none', short: 'nullref' }],
  [0x70, { heap: 'func', short: 'funcref' }],
  [0x6f, { heap: 'extern', short: 'externref' }],
  [0x6e, { heap: 'any', short: 'anyref' }],
  [0x6d, { heap: 'eq', short: 'eqref' }],
  [0x6c, { heap: 'i31', short: 'i31ref' }],
  [0x6b, { heap: 'struct', short: 'structref' }],
  [0x6a, { heap: 'array', short: 'arrayref' }],
  [0x69, { heap: 'exn', short: 'exnref' }],
]);

const CODES: ReadonlyMap<string, number> = new Map([
  ...[...NUMBER_TYPES].map(([code, name]) => [name, code] as const),
  ...[...ABSTRACT].flatMap(([code, { heap, short }]) => [[short, code] as const, [heap, code] as const]),
]);

const REF = 0x64;
const REF_NULL = 0x63;

export function readValueType(cursor: Cursor): ValueType {
  const start = cursor.offset;
  const code = cursor.byte('a value type');
  return NUMBER_TYPES.get(code) ?? referenceType(cursor, code) ?? refuse('value-type', start, `${hex(code)} is no value type`);
}

export function readReferenceType(cursor: Cursor): ValueType {
  const start = cursor.offset;
  const code = cursor.byte('a reference type');
  return referenceType(cursor, code) ?? refuse('reference-type', start, `${hex(code)} is no reference type`);
}

/** `func`, `i31` or a type index as text. */
export function readHeapType(cursor: Cursor): string {
  const start = cursor.offset;
  const value = cursor.s33('a heap type');
  if (value >= 0) return String(value);
  return ABSTRACT.get(value + 0x80)?.heap ?? refuse('heap-type', start, `${value} is no heap type`);
}

function referenceType(cursor: Cursor, code: number): ValueType | undefined {
  const short = ABSTRACT.get(code)?.short;
  if (short !== undefined) return short;
  if (code !== REF && code !== REF_NULL) return undefined;
  const heap = readHeapType(cursor);
  if (code === REF) return `(ref ${heap})`;
  const abstract = CODES.get(heap);
  return abstract === undefined ? `(ref null ${heap})` : (ABSTRACT.get(abstract)?.short ?? heap);
}

/** The bytes of a value type from its text form: the inverse of `readValueType`. */
export function encodeValueType(type: ValueType): number[] {
  const code = CODES.get(type);
  if (code !== undefined) return [code];
  const match = /^\(ref (null )?(\w+)\)$/.exec(type);
  const heap = match?.[2] ?? '';
  const heapCode = CODES.get(heap);
  return [match?.[1] === undefined ? REF : REF_NULL, ...(heapCode === undefined ? signed33(Number(heap)) : [heapCode])];
}

/** A type index as s33: like an unsigned integer, with a further byte where the sign bit would be set. */
function signed33(index: number): number[] {
  const bytes: number[] = [];
  let rest = index;
  while (rest >= 0x40) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
