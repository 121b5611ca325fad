// What differs between two runs, in words and figures: one line of the aligned list, and the measures of both.
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { bytesText, nanosText } from '../../ui/quantities.ts';

export interface DifferenceLine {
  /** 0 both, 1 only in A, 2 only in B. */
  readonly kind: number;
  /** Rows of the calls, -1 where there is none. */
  readonly rowA: number;
  readonly rowB: number;
  /** Bits as in `compare.rows`. */
  readonly changes: number;
  readonly name: string;
  readonly argumentsA: string;
  readonly argumentsB: string;
  readonly resultA: string;
  readonly resultB: string;
}

const SLOWER = 32;
const CHANCE = 64;
const CHANGES: readonly (readonly [bit: number, word: string])[] = [
  [4, 'decision'],
  [1, 'result'],
  [2, 'errno'],
  [128, 'arguments'],
  [8, 'bytes it got'],
  [16, 'bytes it gave'],
];

export type LineSign = '' | '+' | '−' | '≠' | '≈' | '◷';

/** What stands between the two sides: added, gone, changed, by chance, slower. */
export function signOf({ kind, changes }: Pick<DifferenceLine, 'kind' | 'changes'>): LineSign {
  if (kind === 2) return '+';
  if (kind === 1) return '−';
  if ((changes & ~(SLOWER | CHANCE)) !== 0) return '≠';
  if ((changes & SLOWER) !== 0) return '◷';
  return (changes & CHANCE) === 0 ? '' : '≈';
}

/** `B has another result and errno`. */
export function lineSentence({ kind, changes, name }: DifferenceLine): string {
  if (kind === 2) return `Only B calls ${name} here`;
  if (kind === 1) return `Only A calls ${name} here`;
  const words = CHANGES.filter(([bit]) => (changes & bit) !== 0).map(([, word]) => word);
  if (words.length > 0) return `${name} has another ${joined(words)} in B`;
  if ((changes & SLOWER) !== 0) return `${name} is slower in B`;
  return (changes & CHANCE) === 0 ? `${name} is the same in both` : `${name} differs by chance only`;
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export interface Measure {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  /** With its sign, empty where nothing changed. */
  readonly change: string;
  /** Of A, empty where A has none of it. */
  readonly percent: string;
}

export function measuresOf(a: RunSummary, b: RunSummary): readonly Measure[] {
  const plain = (value: number): string => String(value);
  return [
    measure('Time', a.wall, b.wall, nanosText),
    measure('Host calls', a.calls, b.calls, plain),
    measure('Denied', a.denials, b.denials, plain),
    measure('Errors', a.errors, b.errors, plain),
    measure('Memory', a.memory, b.memory, bytesText),
  ];
}

function measure(name: string, a: number, b: number, text: (value: number) => string): Measure {
  const sign = b > a ? '+' : '−';
  const change = a === b ? '' : `${sign}${text(Math.abs(b - a))}`;
  const share = Math.round((Math.abs(b - a) / a) * 100);
  return { name, a: text(a), b: text(b), change, percent: a === b || a === 0 ? '' : `${sign}${share} %` };
}
