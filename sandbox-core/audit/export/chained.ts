// The log with all that verifying it needs, one JSON object a line: first what the chain begins with, then every entry's text with
// its hash, then the checkpoints. docs/audit.md says how to verify it without us.
import { auditRows, type AuditFilter, type AuditReader } from '../audit-reader.ts';

/** With a filter the hashes of what is left out are missing, and so is the proof that it follows. */
export function* chainedLines(reader: AuditReader, filter: AuditFilter): Generator<string> {
  yield `${JSON.stringify({ format: 'wasm-sandbox audit log 1', origin: reader.origin, keys: reader.keysText.split('\n') })}\n`;
  const chainOf = reader.database.prepare('SELECT chain FROM entry WHERE seq = ?');
  for (const { seq, body } of auditRows(reader, filter))
    yield `${JSON.stringify({ seq, entry: body, chain: hexOf(chainOf.get(seq)?.['chain']) })}\n`;
  for (const { note } of reader.database.prepare('SELECT note FROM checkpoint ORDER BY size').all()) {
    yield `${JSON.stringify({ checkpoint: String(note) })}\n`;
  }
}

function hexOf(value: unknown): string {
  return value instanceof Uint8Array ? Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('') : '';
}
