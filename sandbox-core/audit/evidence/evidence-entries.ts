// The entries of a pack: decisions as a table, and the whole chain one JSON object a line. An entry outside the scope is there as
// its leaf hash alone, so that chain and checkpoints of a narrowed pack still verify while its text stays undisclosed.
import type { Platform } from '../../platform/platform.ts';
import { auditRows, auditTextsAfter, type AuditReader, type AuditText } from '../audit-reader.ts';
import { csvCells } from '../export/csv.ts';
import { leafHash } from '../merkle-tree.ts';
import type { EvidenceFile, EvidenceScope } from './evidence-file.ts';
import { timeOf } from './evidence-runs.ts';

/** Checkpoints that get a file of their own, newest first; all are in `entries.jsonl`, and a zip has room for 65,535 files. */
const MOST_CHECKPOINT_FILES = 1000;

const DECISION_HEAD = [
  ...['seq', 'time', 'source', 'run', 'verdict', 'call', 'action', 'resource', 'rule', 'rule text'],
  ...['folded', 'count', 'first call', 'last call'],
] as const;

/** Call numbers from 1, as people count them. */
export function* decisionLines(reader: AuditReader, scope: EvidenceScope): Generator<string> {
  yield csvCells(DECISION_HEAD);
  for (const { seq, entry } of auditRows(reader, { ...scope, lanes: ['grants', 'denials'] })) {
    if (entry?.kind === 'decision') {
      const { source, run, allowed, call, action, resource, rule, ruleText, folded, count, firstRow, lastRow } = entry;
      yield csvCells([
        ...[String(seq), timeOf(entry), source, run, allowed ? 'granted' : 'denied', call, action, resource, String(rule)],
        ...[ruleText, folded ? 'yes' : 'no', String(count), String(firstRow + 1), String(lastRow + 1)],
      ]);
    } else if (entry?.kind === 'refused') {
      const told = [String(seq), timeOf(entry), entry.source, entry.run ?? '', 'start refused', '', '', entry.what];
      yield csvCells([...told, '', '', 'no', '1', '', '']);
    } else {
      yield csvCells([String(seq), '', '', '', 'not readable', ...Array.from({ length: 9 }, () => '')]);
    }
  }
}

export function* entryLines(
  { digests }: Pick<Platform, 'digests'>,
  reader: AuditReader,
  scope: EvidenceScope,
): Generator<string> {
  yield line({ format: 'wasm-sandbox audit log 1', origin: reader.origin, keys: reader.keysText.split('\n') });
  const chainOf = reader.database.prepare('SELECT chain FROM entry WHERE seq = ?');
  for (const row of allTexts(reader)) {
    const chain = hexOf(chainOf.get(row.seq)?.['chain']);
    const { body } = row;
    yield isWithin(row, scope)
      ? line({ entry: body, chain })
      : line({ leaf: hexOf(leafHash(digests, new TextEncoder().encode(body))), chain });
  }
  for (const { note } of reader.database.prepare('SELECT note FROM checkpoint ORDER BY size').all()) {
    yield line({ checkpoint: String(note) });
  }
}

export function* checkpointFiles({ database }: AuditReader): Generator<EvidenceFile> {
  const rows = database.prepare(`SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT ${MOST_CHECKPOINT_FILES}`).all();
  for (const { size, note } of rows.toReversed()) {
    yield { path: `checkpoints/${String(Number(size)).padStart(12, '0')}.checkpoint`, pieces: [String(note)] };
  }
}

function* allTexts(reader: AuditReader): Generator<AuditText> {
  for (let after = 0; ;) {
    const rows = auditTextsAfter(reader, after);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

function isWithin({ time, run }: AuditText, scope: EvidenceScope): boolean {
  const isOfRun = scope.run === undefined || run === scope.run;
  return isOfRun && time >= (scope.from ?? Number.NEGATIVE_INFINITY) && time < (scope.to ?? Number.POSITIVE_INFINITY);
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function hexOf(value: unknown): string {
  return value instanceof Uint8Array ? Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('') : '';
}
