// What a sweep found, as a table for people and as lines of JSON. All guest text is made visible.
import { cutMiddle, VERDICTS, visibleText, type SweepEnd, type SweepResult } from '../../sandbox-core/index.ts';

export function sweepTable(results: readonly SweepResult[]): string {
  const rows = results
    .toSorted(worstFirst)
    .map(({ variant: { call, fault }, verdict, why }) => [
      verdict,
      String(call.row + 1),
      visibleText(call.name),
      cutMiddle(visibleText(call.path), 40),
      fault,
      cutMiddle(visibleText(why), 160),
    ]);
  const head = ['VERDICT', '#', 'CALL', 'ON', 'FAULT', 'WHY'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [head, ...rows]
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** Then by call, whichever run ended first. */
function worstFirst(a: SweepResult, b: SweepResult): number {
  const verdicts = VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict);
  return verdicts || a.variant.call.row - b.variant.call.row || (a.variant.fault < b.variant.fault ? -1 : 1);
}

/** `12 runs: 2 lost, 10 tolerated.` */
export function sweepSummary(results: readonly SweepResult[], all: number, end: SweepEnd): string {
  const counts = VERDICTS.flatMap((verdict) => {
    const count = results.filter((result) => result.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  const runs = results.length === 1 ? '1 run' : `${results.length} runs`;
  const cancelled = end.kind === 'cancelled' ? ` Cancelled; ${all - results.length} were not run.` : '';
  return `${runs}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}.${cancelled}`;
}

export function sweepLine({ variant: { call, fault }, verdict, why }: SweepResult, session: string | undefined): string {
  const { row, name, path } = call;
  return `${JSON.stringify({ row, call: name, path, fault, verdict, why, ...(session === undefined ? {} : { session }) })}\n`;
}
