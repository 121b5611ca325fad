// Reports of tests as JUnit XML, as CI servers read it. Names and guest text are hostile: no character goes in as it is that XML
// gives a meaning to or does not allow.
import { detailLines, shown, type TestReport } from './report.ts';

export function junitReport(reports: readonly TestReport[]): string {
  const seconds = reports.reduce((total, { milliseconds }) => total + milliseconds, 0) / 1000;
  const count = (status: TestReport['status']): number => reports.filter((report) => report.status === status).length;
  const counts = `tests="${reports.length}" failures="${count('failed')}" errors="${count('refused')}" time="${seconds.toFixed(3)}"`;
  const cases = reports.map(testCase).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n  <testsuite name="wasm-sandbox" ${counts}>\n${cases}  </testsuite>\n</testsuites>\n`;
}

function testCase(report: TestReport): string {
  const { name, status, milliseconds } = report;
  const head = `    <testcase name="${escaped(shown(name))}" classname="wasm-sandbox" time="${(milliseconds / 1000).toFixed(3)}"`;
  if (status === 'passed') return `${head}/>\n`;
  const details = detailLines(report);
  const element = status === 'failed' ? 'failure' : 'error';
  const body = `      <${element} message="${escaped(details[0] ?? '')}">${escaped(details.join('\n'))}</${element}>\n`;
  return `${head}>\n${body}    </testcase>\n`;
}

/** What `shown` lets through and XML 1.0 has no character for: noncharacters. */
const NOT_XML = /[\ufffe\uffff]/g;

function escaped(text: string): string {
  return text
    .replace(NOT_XML, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('\n', '&#10;');
}
