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
  const value = parseQuantity(text, BYTE_UNITS);
  return value === undefined || !Number.isInteger(value) ? undefined : (value as Bytes);
}

/** `2s`, `150ms`, `1.5 min` → nanoseconds, rounded; `undefined` for anything else. A unit is required. */
export function parseDuration(text: string): Nanos | undefined {
  const value = parseQuantity(text, TIME_UNITS);
  return value === undefined ? undefined : (Math.round(value) as Nanos);
}

function parseQuantity(text: string, units: ReadonlyMap<string, number>): number | undefined {
  const match = /^(\d{1,16}(?:\.\d{1,9})?) ?([a-zµ]{0,3})$/i.exec(text.trim());
  const factor = match ? units.get((match[2] ?? '').toLowerCase()) : undefined;
  if (!match || factor === undefined) return undefined;
  const value = Number(match[1]) * factor;
  return value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

/** `12.4 MiB`, `512 B`: three significant digits at most above 1 KiB. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  for (const unit of ['B', 'KiB', 'MiB', 'GiB']) {
    if (value < 1024 || unit === 'GiB') return `${trimmed(value)} ${unit}`;
    value /= 1024;
  }
  return `${bytes} B`;
}

/** `4 µs`, `1.2 ms`, `1.904 s`. */
export function formatDuration(nanos: number): string {
  if (nanos < 1e3) return `${Math.round(nanos)} ns`;
  if (nanos < 1e6) return `${trimmed(nanos / 1e3)} µs`;
  if (nanos < 1e9) return `${trimmed(nanos / 1e6)} ms`;
  return `${Number((nanos / 1e9).toFixed(3))} s`;
}

function trimmed(value: number): string {
  return String(value < 10 ? Number(value.toFixed(1)) : Math.round(value));
}
