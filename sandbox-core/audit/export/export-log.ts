// The log in the forms that other programs read, piece by piece in the order of its entries.
import { auditRows, type AuditFilter, type AuditReader, type AuditRow } from '../audit-reader.ts';
import { chainedLines } from './chained.ts';
import { CSV_HEAD, csvLine } from './csv.ts';
import { ocsfLine } from './ocsf.ts';
import { otlpLine } from './otlp.ts';
import { pageLines } from './page.ts';

export const AUDIT_FORMS = ['jsonl', 'chain', 'html', 'ocsf', 'otlp', 'csv'] as const;
export type AuditForm = (typeof AUDIT_FORMS)[number];

/** Records of one OTLP request. */
const OTLP_ROWS = 500;

/** `jsonl` is the text that was hashed, one entry a line; `chain` the same with hashes and checkpoints. `version` is the application's. */
export function* exportLog(reader: AuditReader, form: AuditForm, filter: AuditFilter, version: string): Generator<string> {
  switch (form) {
    case 'jsonl':
      for (const { body } of auditRows(reader, filter)) yield `${body}\n`;
      return;
    case 'chain':
      yield* chainedLines(reader, filter);
      return;
    case 'html':
      yield* pageLines(reader, filter);
      return;
    case 'ocsf':
      for (const row of auditRows(reader, filter)) yield ocsfLine(row, { version }) ?? '';
      return;
    case 'otlp':
      for (const rows of inTurns(auditRows(reader, filter), OTLP_ROWS)) yield otlpLine(rows, reader.origin, version);
      return;
    case 'csv':
      yield CSV_HEAD;
      for (const row of auditRows(reader, filter)) yield csvLine(row);
  }
}

function* inTurns(rows: Iterable<AuditRow>, size: number): Generator<AuditRow[]> {
  let turn: AuditRow[] = [];
  for (const row of rows) {
    turn.push(row);
    if (turn.length === size) {
      yield turn;
      turn = [];
    }
  }
  if (turn.length > 0) yield turn;
}
