import { expect, test } from 'vitest';
import { jsonReport } from './json-report.ts';
import { junitReport } from './junit-report.ts';
import { textReport, type TestReport } from './report.ts';
import { tapReport } from './tap-report.ts';

const HOSTILE = `a # SKIP "]]>&<b>\n\u001b[2J\u202e\ufffe\\`;
const frame = { functionIndex: 3, name: '', offset: 0x51 };
const difference = { about: 'calls', what: 'call 3, fd_write: argument fd', expected: '1', found: '2', stack: [frame] } as const;
const reports: TestReport[] = [
  { name: 'good', status: 'passed', differences: [], message: '', milliseconds: 12 },
  { name: HOSTILE, status: 'failed', differences: [difference, { ...difference, about: 'fuel' }], message: '', milliseconds: 3 },
  { name: 'bad', status: 'refused', differences: [], message: `test.json: ${HOSTILE}`, milliseconds: 1 },
];

test('textReport() tells the first difference in full', () => {
  expect(textReport(reports.slice(0, 2))).toBe(
    [
      'pass good (12 ms)',
      'FAIL a # SKIP "]]>&<b>\\n\\u{1b}[2J\\u{202e}\ufffe\\ (3 ms)',
      '    call 3, fd_write: argument fd differs',
      '      expected  1',
      '      found     2',
      '      in function 3 at byte 0x51',
      '    and fuel too',
      '1 passed, 1 failed',
      '',
    ].join('\n'),
  );
});

test('tapReport() lets no name say a directive or begin a line', () => {
  const lines = tapReport(reports).split('\n');
  expect(lines.slice(0, 3)).toEqual(['TAP version 14', '1..3', 'ok 1 - good']);
  expect(lines[3]).toBe('not ok 2 - a \\# SKIP "]]>&<b>\\\\n\\\\u{1b}[2J\\\\u{202e}\ufffe\\\\');
  expect(lines.filter((line) => /^(not )?ok/.test(line))).toHaveLength(3);
  expect(lines.filter((line) => !/^(TAP|1\.\.|ok|not ok|  )/.test(line))).toEqual(['']);
});

test('junitReport() escapes everything, and leaves out what XML has no character for', () => {
  const xml = junitReport(reports);
  expect(xml).toContain('<testsuites tests="3" failures="1" errors="1" time="0.016">');
  expect(xml).toContain('name="a # SKIP &quot;]]&gt;&amp;&lt;b&gt;\\n\\u{1b}[2J\\u{202e}\ufffd\\"');
  const markup = xml.match(/<[^>]*>/g) ?? [];
  expect(markup.map((tag) => /^<[?/]?(\w+)/.exec(tag)?.[1])).toEqual([
    ...['xml', 'testsuites', 'testsuite', 'testcase', 'testcase', 'failure', 'failure', 'testcase'],
    ...['testcase', 'error', 'error', 'testcase', 'testsuite', 'testsuites'],
  ]);
  expect([...xml].filter((character) => character < ' ' && character !== '\n')).toEqual([]);
});

test('jsonReport() is a line for each test and one for all', () => {
  const lines = jsonReport(reports)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toEqual([...reports, { passed: 1, failed: 1, refused: 1 }]);
});
