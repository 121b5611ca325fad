// The log as a page that a browser shows and a printer prints, without any script: a table of sentences. Whatever a guest wrote in
// is text with its hidden characters made visible.
import { formatInstant } from '../../base/instant.ts';
import { visibleText } from '../../base/visible-text.ts';
import { auditRows, type AuditFilter, type AuditReader, type AuditRow } from '../audit-reader.ts';
import { entrySentence } from './entry-words.ts';

/** No script, no image and no address is ever loaded from it, even where the escaping were wrong. */
const HEAD = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Audit log</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font: 13px/1.5 system-ui, sans-serif; margin: 24px; color: #16191e; background: #fff; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 3px 12px 3px 0; border-bottom: 1px solid #e2e5ea; overflow-wrap: anywhere; }
td:nth-child(-n + 2), td:last-child { font-family: ui-monospace, monospace; white-space: nowrap; }
tr.denials td:nth-child(3) { font-weight: 600; }
</style></head><body><h1>Audit log</h1>
`;

export function* pageLines(reader: AuditReader, filter: AuditFilter): Generator<string> {
  yield HEAD;
  yield `<p>Log ${escaped(reader.origin)}. What it says is as true as verifying the log itself finds it: this page proves nothing.</p>\n`;
  yield '<table><thead><tr><th>Entry<th>Time<th>Kind<th>What<th>Seen by<th>Run</tr></thead><tbody>\n';
  for (const row of auditRows(reader, filter)) yield rowOf(row);
  yield '</tbody></table></body></html>\n';
}

function rowOf({ seq, time, lane, run, entry }: AuditRow): string {
  const says = entry === undefined ? 'this is no entry any more' : entrySentence(entry);
  const many = entry?.kind === 'decision' && entry.count > 1 ? ` ×${entry.count}` : '';
  const kind = entry === undefined ? 'broken' : entry.kind === 'decision' ? (entry.allowed ? 'granted' : 'denied') : entry.kind;
  const source = entry?.source ?? '';
  const at = formatInstant(String(BigInt(time) * 1_000_000n));
  const cells = [String(seq), at, kind, `${says}${many}`, source, run ?? ''];
  return `<tr class="${lane}">${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>\n`;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escaped(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (sign) => ESCAPES.get(sign) ?? '');
}
