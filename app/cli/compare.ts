// `wasm-sandbox compare`: what differs between two recordings, the first difference first, as text or as lines of JSON.
import {
  CHANGE,
  compareHeaders,
  Comparison,
  REAL_CHANGES,
  STRETCH_KINDS,
  traceRowsAt,
  visibleText,
  type ComparisonSummary,
  type Platform,
  type Recording,
} from '../../sandbox-core/index.ts';
import { parseWords } from './arguments.ts';
import { openSession, writeOut } from './open-session.ts';

/** Differences looked up and written at a time. */
const PAGE = 500;
/** Differences shown as text. */
const MOST_SHOWN = 200;

/** One difference in words. Rows count from 0, as in the trace's JSON. */
interface Difference {
  readonly kind: 'changed' | 'gone' | 'added';
  readonly rowA: number | null;
  readonly rowB: number | null;
  readonly call: string;
  readonly changes: readonly string[];
  readonly argumentsA: string | null;
  readonly argumentsB: string | null;
  readonly resultA: string | null;
  readonly resultB: string | null;
}

export async function compareCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { options, words } = parseWords(args, { json: 'flag' }, ['a first session file', 'a second session file']);
  const a = openSession(platform, words[0] ?? '');
  const b = openSession(platform, words[1] ?? '');
  try {
    const comparison = new Comparison(() => [a, b]);
    comparison.work();
    const { differences } = comparison.summary();
    const headers = compareHeaders(a, b);
    await (options.has('json') ? printJson(a, b, comparison) : printText(a, b, comparison));
    return differences > 0 || headers.some(({ what }) => what === 'outcome') ? 1 : 0;
  } finally {
    a.close();
    b.close();
  }
}

async function printJson(a: Recording, b: Recording, comparison: Comparison): Promise<void> {
  const summary = comparison.summary();
  const functions = summary.functions.map((counts) => ({ ...counts, name: visibleText(counts.name) }));
  await writeOut(`${JSON.stringify({ callsA: a.rows, callsB: b.rows, headers: compareHeaders(a, b), ...summary, functions })}\n`);
  for (const page of pagesOf(comparison, Infinity)) {
    const lines = differencesAt(a, b, comparison, page).map((difference) => `${JSON.stringify(difference)}\n`);
    await writeOut(lines.join(''));
  }
}

async function printText(a: Recording, b: Recording, comparison: Comparison): Promise<void> {
  const summary = comparison.summary();
  const head = [`A  ${describeRun(a)}`, `B  ${describeRun(b)}`, ''];
  for (const { what, a: one, b: two } of compareHeaders(a, b)) {
    head.push(one === '' && two === '' ? `${what} differs` : `${what}: ${one} → ${two}`);
  }
  await writeOut(`${head.join('\n')}\n`);
  for (const page of pagesOf(comparison, MOST_SHOWN)) {
    await writeOut(differencesAt(a, b, comparison, page).map(textOf).join(''));
  }
  const more = summary.differences - MOST_SHOWN;
  await writeOut(`${more > 0 ? `… and ${more} more; --json lists all\n` : ''}\n${summaryText(summary)}`);
}

function describeRun({ header, rows }: Recording): string {
  return `${visibleText(header.moduleName)}, run ${visibleText(header.run)}, ${rows} calls`;
}

/** Lines that differ, some at a time. */
function* pagesOf(comparison: Comparison, most: number): Generator<number[]> {
  let page: number[] = [];
  let count = 0;
  for (let line = comparison.nextDifference(-1, false); line !== undefined && count < most; count++) {
    page.push(line);
    if (page.length === PAGE) {
      yield page;
      page = [];
    }
    line = comparison.nextDifference(line, false);
  }
  yield page;
}

function differencesAt(a: Recording, b: Recording, comparison: Comparison, lines: readonly number[]): Difference[] {
  const { kind, rowA, rowB, changes } = comparison.linesAt(lines);
  const textsA = textsOf(a, rowA);
  const textsB = textsOf(b, rowB);
  return lines.map((_, at) => {
    const [one, two] = [textsA.get(rowA[at] ?? -1), textsB.get(rowB[at] ?? -1)];
    const which = STRETCH_KINDS[kind[at] ?? 0] ?? 'same';
    return {
      kind: which === 'same' ? 'changed' : which,
      rowA: one?.row ?? null,
      rowB: two?.row ?? null,
      call: one?.name ?? two?.name ?? '',
      changes: changesOf(changes[at] ?? 0),
      argumentsA: one?.arguments ?? null,
      argumentsB: two?.arguments ?? null,
      resultA: one?.result ?? null,
      resultB: two?.result ?? null,
    };
  });
}

function textsOf(
  recording: Recording,
  rows: Float64Array,
): ReadonlyMap<number, { row: number; name: string; arguments: string; result: string }> {
  const there = rows.filter((row) => row >= 0);
  const { name, arguments: given, result } = traceRowsAt(recording, there);
  return new Map(
    Array.from(there, (row, at) => [row, { row, name: name[at] ?? '', arguments: given[at] ?? '', result: result[at] ?? '' }]),
  );
}

function changesOf(bits: number): string[] {
  return Object.entries(CHANGE).flatMap(([name, bit]) => ((bits & bit & (REAL_CHANGES | CHANGE.slower)) !== 0 ? [name] : []));
}

/** People count calls from 1. */
function textOf(difference: Difference): string {
  const { kind, rowA, rowB, call, changes, argumentsA, argumentsB, resultA, resultB } = difference;
  const sign = kind === 'changed' ? '~' : kind === 'gone' ? '-' : '+';
  const given = either(argumentsA, argumentsB);
  const result = either(resultA, resultB);
  const numbers = `${number(rowA)} ${number(rowB)}`;
  const what = changes.length > 0 ? `  (${changes.join(', ')})` : '';
  return `${sign} ${numbers}  ${call.padEnd(20)} ${given}  ${result}${what}`.trimEnd().concat('\n');
}

function number(row: number | null): string {
  return (row === null ? '·' : String(row + 1)).padStart(8);
}

function either(one: string | null, two: string | null): string {
  if (one === null || two === null || one === two) return one ?? two ?? '';
  return `${one} → ${two}`;
}

function summaryText(summary: ComparisonSummary): string {
  const head = `${'CALL'.padEnd(24)}${['SAME', 'CHANGED', 'GONE', 'ADDED', 'CHANCE', 'SLOWER'].map((word) => word.padStart(9)).join('')}\n`;
  const rows = summary.functions.map(({ name, same, changed, gone, added, chance, slower }) => {
    const counts = [same, changed, gone, added, chance, slower].map((count) => String(count).padStart(9));
    return `${visibleText(name).padEnd(24)}${counts.join('')}\n`;
  });
  const notes = [
    ...(summary.approximated ? ['The recordings are so unlike that a shorter list of differences may exist.\n'] : []),
    ...(summary.cut ? ['Only the first 4,194,304 calls of each were compared.\n'] : []),
  ];
  const none = summary.differences === 0 ? 'no call differs but by chance\n' : '';
  return [head, ...rows, ...notes, none].join('');
}
