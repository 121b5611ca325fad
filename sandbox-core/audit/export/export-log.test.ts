import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { denial, person, platform, temporaryFolder } from '../../../test/fixtures/audit/sample-log.ts';
import type { AuditDraft } from '../audit-entry.ts';
import { openAuditLog } from '../audit-log.ts';
import { openAuditReader } from '../audit-reader.ts';
import { exportLog, type AuditForm } from './export-log.ts';

function exported(form: AuditForm, drafts: readonly AuditDraft[]): string {
  const path = join(temporaryFolder(onTestFinished), 'audit.sqlite');
  const log = openAuditLog(platform, path);
  log.append(drafts);
  log.close();
  const reader = openAuditReader(platform, path);
  const text = [...exportLog(reader, form, {}, '1.2.3')].join('');
  reader.close();
  return text;
}

/** A reader of RFC 4180 that knows nothing of the writer. */
function cells(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** What spreadsheets, line readers and markup take for theirs. */
const hostile = fc.oneof(
  fc.constantFrom(
    '=cmd|/C calc!A0',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r\n1,2,3',
    '"',
    '","',
    '\u2028',
    "'=1",
    '\n{"kind":"person"}',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

test('101: no text of a guest breaks a line, begins a formula or adds a field in any form', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (texts) => {
      const drafts = texts.flatMap((text): AuditDraft[] => [
        { ...denial(1), resource: text.toWellFormed() } as AuditDraft,
        person(text.toWellFormed()),
      ]);
      const rows = cells(exported('csv', drafts));
      expect(rows.map((row) => row.length)).toEqual(Array.from({ length: drafts.length + 1 }, () => 8));
      expect(rows.flat().filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
      for (const form of ['jsonl', 'ocsf'] as const) {
        const lines = exported(form, drafts).split('\n').slice(0, -1);
        expect(lines.map((line) => typeof JSON.parse(line))).toEqual(drafts.map(() => 'object'));
      }
    }),
    { numRuns: 20 },
  );
});

test('exportLog() writes a denial as OCSF file activity that failed', () => {
  const [event] = exported('ocsf', [denial(7)])
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(event).toMatchObject({
    ...{ class_uid: 1001, category_uid: 1, activity_id: 2, type_uid: 100_102, severity_id: 3, status_id: 2, count: 1 },
    ...{ message: 'path_open denied on /etc/7', file: { name: '7', path: '/etc/7' } },
    metadata: { version: '1.3.0', product: { name: 'Wasm Sandbox', version: '1.2.3' }, sequence: 1 },
    unmapped: { rule: 0, source: 'guest-reported' },
  });
});

test('exportLog() writes OTLP log records with time, severity and typed attributes', () => {
  const request = JSON.parse(exported('otlp', [denial(7), person('a')])) as {
    resourceLogs: { scopeLogs: { logRecords: { severityText: string; attributes: { key: string; value: object }[] }[] }[] }[];
  };
  const records = request.resourceLogs[0]?.scopeLogs[0]?.logRecords ?? [];
  expect(records.map(({ severityText }) => severityText)).toEqual(['WARN', 'INFO']);
  expect(records[0]?.attributes).toEqual(
    expect.arrayContaining([
      { key: 'audit.rule', value: { intValue: '0' } },
      { key: 'audit.allowed', value: { boolValue: false } },
      { key: 'audit.resource', value: { stringValue: '/etc/7' } },
    ]),
  );
});
