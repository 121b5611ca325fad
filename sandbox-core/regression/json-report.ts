// Reports of tests as lines of JSON, one a test, then one with the counts.
import type { TestReport } from './report.ts';

export function jsonReport(reports: readonly TestReport[]): string {
  const count = (status: TestReport['status']): number => reports.filter((report) => report.status === status).length;
  const counts = { passed: count('passed'), failed: count('failed'), refused: count('refused') };
  return [...reports, counts].map((line) => `${JSON.stringify(line)}\n`).join('');
}
