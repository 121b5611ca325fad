// Quantities with their unit in the type, and the text people write and read for them: `64MiB`, `2s`.
import type { Brand } from './brand.ts';

export type Nanos = Brand<number, 'Nanos'>;
export type Bytes = Brand<number, 'Bytes'>;

/** One WebAssembly page (core specification 3.0, section 4.2.8). */
export const PAGE_BYTES = 65_536;

const BYTE_UNITS = new Map([
  ['', 1],
  ['b', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
  ['kib', 2 ** 10],
  ['mib', 2 ** 20],
  ['gib', 2 ** 30],
]);

const TIME_UNITS = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['µs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 60e9],
  ['min', 60e9],
  ['h', 3600e9],
]);

/** `64MiB`, `1.5 GB`, `4096` → bytes; `undefined` for anything else, for values past 2^53 and for parts of a byte. */
export function parseBytes(text: string): Bytes | undefined {
  const quantity = parseQuantity(text, BYTE_UNITS);
  return quantity?.whole ? (quantity.value as Bytes) : undefined;
}

/** `2s`, `150ms`, `1.5 min` → nanoseconds, rounded; `undefined` for anything else. A unit is required. */
export function parseDuration(text: string): Nanos | undefined {
  const quantity = parseQuantity(text, TIME_UNITS);
  return quantity && (quantity.value as Nanos);
}

/** Reckoned in decimal, since `1.005 * 1e9` is not a whole number in binary. Rounded when it is not whole. */
function parseQuantity(text: string, units: ReadonlyMap<string, number>): { value: number; whole: boolean } | undefined {
  const match = /^(\d{1,16})(?:\.(\d{1,9}))? ?([a-zµ]{0,3})$/i.exec(text.trim());
  const factor = match ? units.get((match[3] ?? '').toLowerCase()) : undefined;
  if (!match || factor === undefined) return undefined;
  const fraction = match[2] ?? '';
  const scale = 10n ** BigInt(fraction.length);
  const scaled = BigInt(`${match[1] ?? ''}${fraction}`) * BigInt(factor);
  const value = Number((scaled + scale / 2n) / scale);
  return value <= Number.MAX_SAFE_INTEGER ? { value, whole: scaled % scale === 0n } : undefined;
}

/** `12.4 MiB`, `512 B`: three significant digits, and the next unit where they would round up to it. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let value = bytes / 1024;
  for (const unit of ['KiB', 'MiB']) {
    if (threeDigits(value) < 1024) return `${threeDigits(value)} ${unit}`;
    value /= 1024;
  }
  return `${threeDigits(value)} GiB`;
}

/** `4 µs`, `1.2 ms`, `1.904 s`: three significant digits below a second, milliseconds above. */
export function formatDuration(nanos: number): string {
  if (Math.round(nanos) < 1000) return `${Math.round(nanos)} ns`;
  if (threeDigits(nanos / 1e3) < 1000) return `${threeDigits(nanos / 1e3)} µs`;
  if (threeDigits(nanos / 1e6) < 1000) return `${threeDigits(nanos / 1e6)} ms`;
  return `${Number((nanos / 1e9).toFixed(3))} s`;
}

/** Above 1000 the digits before the point are kept: 1,023.4 is 1023, not 1020. */
function threeDigits(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
