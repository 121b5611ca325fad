// Values and expectations of a test script: literals to bits, and whether a result is what an assertion wants.
import { bitsOf, type WastValue } from './bit-calls.ts';
import type { Node } from './wast.ts';

const LANES: Readonly<Record<string, readonly [type: string, bits: number]>> = {
  i8x16: ['i8', 8],
  i16x8: ['i16', 16],
  i32x4: ['i32', 32],
  i64x2: ['i64', 64],
  f32x4: ['f32', 32],
  f64x2: ['f64', 64],
};

const hosts = new Map<string, object>();

/** The host object that scripts call by this number. */
function hostObject(number: string): object {
  const known = hosts.get(number) ?? { host: number };
  hosts.set(number, known);
  return known;
}

export function argumentOf(node: Node): WastValue {
  const words = wordsOf(node);
  const [head = '', first = ''] = words;
  if (head === 'ref.null') return { type: 'reference', value: null };
  if (head === 'ref.extern' || head === 'ref.host') return { type: 'reference', value: hostObject(first) };
  if (head === 'v128.const') return { type: 'v128', bits: vector(words.slice(1)) };
  const type = head.slice(0, 3);
  return { type, bits: scalar(type, first) };
}

export function isExpected(actual: WastValue, node: Node): boolean {
  const words = wordsOf(node);
  const [head = '', first] = words;
  if (head === 'either') return node.kind === 'list' && node.items.slice(1).some((one) => isExpected(actual, one));
  if (head.startsWith('ref.')) return 'value' in actual && isReference(actual.value, head, first);
  if (!('bits' in actual)) return false;
  if (head !== 'v128.const') {
    return actual.type === head.slice(0, 3) && isScalar(actual.type, actual.bits, first ?? '');
  }
  const [lane, width] = LANES[first ?? ''] ?? ['i8', 8];
  return words.slice(2).every((text, index) => {
    const bits = BigInt.asUintN(width, actual.bits >> BigInt(index * width));
    return isScalar(lane, bits, text);
  });
}

function isReference(value: unknown, head: string, number: string | undefined): boolean {
  if (head === 'ref.null') return value === null;
  if (value === null || value === undefined) return false;
  if (head === 'ref.func') return typeof value === 'function';
  if (head === 'ref.i31') return typeof value === 'number';
  if (head === 'ref.extern' || head === 'ref.host') return number === undefined || value === hostObject(number);
  return true;
}

const EXPONENT = { f32: 0x7f800000n, f64: 0x7ff0000000000000n } as const;
const QUIET = { f32: 0x400000n, f64: 0x8000000000000n } as const;

function isScalar(type: string, bits: bigint, text: string): boolean {
  if (type !== 'f32' && type !== 'f64') return bits === scalar(type, text);
  const magnitude = bits & ~(type === 'f32' ? 1n << 31n : 1n << 63n);
  if (text === 'nan:canonical') return magnitude === (EXPONENT[type] | QUIET[type]);
  if (text === 'nan:arithmetic') return (magnitude & (EXPONENT[type] | QUIET[type])) === (EXPONENT[type] | QUIET[type]);
  return bits === scalar(type, text);
}

function vector([shape = '', ...lanes]: readonly string[]): bigint {
  const [lane, width] = LANES[shape] ?? ['i8', 8];
  return lanes.reduce((bits, text, index) => bits | (scalar(lane, text) << BigInt(index * width)), 0n);
}

function scalar(type: string, written: string): bigint {
  const text = written.replaceAll('_', '');
  if (type === 'f32' || type === 'f64') return float(type, text);
  const value = text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace(/^\+/, ''));
  return BigInt.asUintN(Number(type.slice(1)), value);
}

function float(type: 'f32' | 'f64', text: string): bigint {
  const sign = text.startsWith('-') ? 1n << (type === 'f32' ? 31n : 63n) : 0n;
  const magnitude = text.replace(/^[+-]/, '');
  if (magnitude === 'inf') return sign | EXPONENT[type];
  if (magnitude === 'nan') return sign | EXPONENT[type] | QUIET[type];
  if (magnitude.startsWith('nan:')) return sign | EXPONENT[type] | BigInt(magnitude.slice(4));
  return sign | bitsOf(type, magnitude.startsWith('0x') ? hexadecimal(magnitude) : Number(magnitude));
}

function hexadecimal(text: string): number {
  const [, whole = '', fraction = '', exponent = '0'] = /^0x([0-9a-f]*)\.?([0-9a-f]*)(?:p([+-]?\d+))?$/i.exec(text) ?? [];
  const mantissa = Number(BigInt(`0x${whole}${fraction}`));
  const power = Number(exponent) - 4 * fraction.length;
  // In two steps, since 2^power alone may be out of range.
  return mantissa * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2));
}

function wordsOf(node: Node): string[] {
  if (node.kind !== 'list') return [];
  return node.items.map((item) => (item.kind === 'word' ? item.text : ''));
}
