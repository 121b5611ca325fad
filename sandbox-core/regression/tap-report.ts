// Reports of tests as TAP 14 (testanything.org/tap-version-14-specification.html).
import { detailLines, shown, type TestReport } from './report.ts';

export function tapReport(reports: readonly TestReport[]): string {
  const lines = reports.flatMap((report, index) => [
    `${report.status === 'passed' ? 'ok' : 'not ok'} ${index + 1} - ${description(report.name)}`,
    ...yamlBlock(report),
  ]);
  return `${['TAP version 14', `1..${reports.length}`, ...lines].join('\n')}\n`;
}

/** A backslash and a number sign mean something here: a name could say `# SKIP`. */
function description(name: string): string {
  return shown(name).replace(/[\\#]/g, '\\$&');
}

/** Strings as JSON, which YAML takes as its own double-quoted ones. */
function yamlBlock(report: TestReport): string[] {
  const details = detailLines(report);
  if (details.length === 0) return [];
  const entries = details.map((line) => `    - ${JSON.stringify(line)}`);
  return [
    '  ---',
    `  status: ${report.status}`,
    `  duration_ms: ${Math.round(report.milliseconds)}`,
    '  details:',
    ...entries,
    '  ...',
  ];
}
