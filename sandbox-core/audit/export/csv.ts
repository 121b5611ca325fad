// Comma-separated values (RFC 4180) that a spreadsheet opens as text: what it would take for a formula gets an apostrophe before it
// (THREATS 101). One column for what every entry has, and the whole entry as JSON in the last.
import { formatInstant } from '../../base/instant.ts';
import type { AuditRow } from '../audit-reader.ts';
import { entrySentence } from './entry-words.ts';

export const CSV_HEAD = 'seq,time,lane,source,kind,run,sentence,entry\r\n';

export function csvLine({ seq, time, lane, run, body, entry }: AuditRow): string {
  const told = entry === undefined ? ['', '', ''] : [entry.source, entry.kind, entrySentence(entry)];
  const [source = '', kind = '', sentence = ''] = told;
  return csvCells([String(seq), formatInstant(String(BigInt(time) * 1_000_000n)), lane, source, kind, run ?? '', sentence, body]);
}

export function csvCells(texts: readonly string[]): string {
  return `${texts.map(cell).join(',')}\r\n`;
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
