// Numbers of a filter by what they count: read with their unit, and written so that reading gives the same number again.
import { parseBytes, parseDuration } from '../base/units.ts';
import { faultAt, type QueryFault } from './fault.ts';
import type { Quantity } from './query.ts';

const TIME_UNITS = [
  ['h', 3_600_000_000_000n],
  ['min', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1000n],
  ['ns', 1n],
] as const;

const BYTE_UNITS = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const;

const EXPECTED: Readonly<Record<Quantity, string>> = {
  integer: 'a whole number was expected, such as 7 or 0x1F',
  duration: 'a time was expected, such as 1ms or 1.5s',
  bytes: 'a size was expected, such as 512 or 4KiB',
  address: 'an address was expected, such as 0x10F40',
};

/** The number that a text of a filter stands for, or what is wrong with it. `from` is where the text begins. */
export function readQuantity(text: string, quantity: Quantity, from: number): number | QueryFault {
  const value = valueOf(text, quantity);
  if (value !== undefined) return value;
  const to = from + text.length;
  if (text === '') return faultAt('number-missing', EXPECTED[quantity], from, to);
  const [, digits = '', unit = ''] = /^([\d.]+) ?([a-zµ]*)$/iu.exec(text) ?? [];
  if (digits !== '' && quantity === 'duration') {
    const at = to - unit.length;
    if (unit === '') return faultAt('unit-missing', `a unit was expected after ${digits}: ns, us, ms, s, min or h`, at, to);
    if (parseDuration(`1${unit}`) === undefined) {
      return faultAt('unit', `${unit} is not a unit of time; ns, us, ms, s, min or h was expected`, at, to);
    }
  }
  if (unit !== '' && quantity === 'bytes' && parseBytes(`1${unit}`) === undefined) {
    return faultAt('unit', `${unit} is not a unit of size; B, KiB, MiB, GiB, kB, MB or GB was expected`, to - unit.length, to);
  }
  return faultAt('number', EXPECTED[quantity], from, to);
}

function valueOf(text: string, quantity: Quantity): number | undefined {
  if (quantity === 'duration') return parseDuration(text);
  if (quantity === 'bytes') return parseBytes(text);
  const whole = quantity === 'integer' ? /^-?(\d{1,16}|0x[\da-f]{1,14})$/i : /^(\d{1,16}|0x[\da-f]{1,14})$/i;
  if (!whole.test(text)) return undefined;
  const value = text.startsWith('-') ? -Number(text.slice(1)) : Number(text);
  // Zero has no sign here: -0 and 0 are the same number to whoever writes them.
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}

export function writeQuantity(value: number, quantity: Quantity): string {
  switch (quantity) {
    case 'integer':
      return String(value);
    case 'address':
      return `0x${value.toString(16).toUpperCase()}`;
    case 'duration':
      return durationText(BigInt(value));
    case 'bytes': {
      const unit = BYTE_UNITS.find(([, factor]) => value >= factor && value % factor === 0);
      return unit === undefined ? String(value) : `${value / unit[1]}${unit[0]}`;
    }
  }
}

/** In the largest unit that leaves a whole number, or in seconds and below with decimals: `90s`, `1.204118s`. */
function durationText(nanos: bigint): string {
  for (const [name, factor] of TIME_UNITS) {
    if (nanos < factor && name !== 'ns') continue;
    const rest = nanos % factor;
    if (rest === 0n) return `${nanos / factor}${name}`;
    // Nine decimals hold every nanosecond of a second, and not of what is longer.
    if (factor <= 1_000_000_000n) {
      const decimals = String(rest)
        .padStart(String(factor).length - 1, '0')
        .replace(/0+$/, '');
      return `${nanos / factor}.${decimals}${name}`;
    }
  }
  return `${nanos}ns`;
}
