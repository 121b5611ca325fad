// How a set of regression tests went, and its telling in words for a person.
import { sourceInShort } from '../module/dwarf/source-text.ts';
import { cutMiddle, visibleText } from '../base/visible-text.ts';
import type { GuestFrame } from '../run/outcome.ts';
import type { TestDifference } from './difference.ts';

export interface TestReport {
  /** Path of the test's folder below the one that was searched, without its ending. May be hostile text. */
  readonly name: string;
  /** `refused`: the folder is no test that can be run. */
  readonly status: 'passed' | 'failed' | 'refused';
  readonly differences: readonly TestDifference[];
  /** Why it was refused; empty otherwise. */
  readonly message: string;
  readonly milliseconds: number;
}

const LONGEST = 400;

export function textReport(reports: readonly TestReport[]): string {
  const lines = reports.flatMap((report) => [
    `${MARK[report.status]} ${shown(report.name)} (${Math.round(report.milliseconds)} ms)`,
    ...detailLines(report).map((line) => `    ${line}`),
  ]);
  return `${[...lines, summary(reports)].join('\n')}\n`;
}

const MARK = { passed: 'pass', failed: 'FAIL', refused: 'REFUSED' } as const;

export function summary(reports: readonly TestReport[]): string {
  const count = (status: TestReport['status']): number => reports.filter((report) => report.status === status).length;
  const refused = count('refused');
  return `${count('passed')} passed, ${count('failed')} failed${refused === 0 ? '' : `, ${refused} refused`}`;
}

/** The first difference in full, how many more there are, or why it was refused. All guest text made visible. */
export function detailLines({ status, differences, message }: TestReport): string[] {
  if (status === 'refused') return [shown(message)];
  const [first, ...more] = differences;
  if (first === undefined) return [];
  const rest = more.length === 0 ? [] : [`and ${more.map(({ about }) => about).join(', ')} too`];
  return [...differenceLines(first), ...rest];
}

function differenceLines({ what, expected, found, stack }: TestDifference): string[] {
  return [
    `${shown(what)} differs`,
    `  expected  ${shown(expected)}`,
    `  found     ${shown(found)}`,
    ...stack.slice(0, 10).map((frame) => `  in ${frameText(frame)}`),
  ];
}

function frameText({ name, functionIndex, offset, source }: GuestFrame): string {
  const place = source === undefined ? '' : ` (${shown(sourceInShort(source))})`;
  return `${name === '' ? `function ${functionIndex}` : shown(name)}${place} at byte 0x${offset.toString(16)}`;
}

export function shown(text: string): string {
  return cutMiddle(visibleText(text), LONGEST);
}
