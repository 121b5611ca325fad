// A log opened for reading alone: its header, pages of entries by filter, and how many there are over time.
import { SandboxError } from '../base/errors.ts';
import type { Database, Platform, SqlValue } from '../platform/platform.ts';
import { AUDIT_LANES, readEntry, type AuditEntry, type AuditLane } from './audit-entry.ts';
import { checkObjects } from './audit-schema.ts';
import { readKey, type NoteKey } from './signed-note.ts';

export interface AuditReader {
  readonly database: Database;
  readonly origin: string;
  /** As the header has them, one a line. */
  readonly keysText: string;
  readonly keys: readonly NoteKey[];
  close(): void;
}

/** Throws REFUSED for a file that is no audit log. Every read sees what is committed by then. */
export function openAuditReader(platform: Pick<Platform, 'databases' | 'digests' | 'signatures'>, path: string): AuditReader {
  const database = platform.databases.open(path, 'read');
  try {
    checkObjects(database);
    const { origin, keys } = database.prepare('SELECT origin, keys FROM header WHERE id = 1').get() ?? {};
    if (typeof origin !== 'string' || typeof keys !== 'string') throw new SandboxError('REFUSED', 'the audit log has no header');
    const read = keys.split('\n').flatMap((text) => readKey(platform, text) ?? []);
    return { database, origin, keysText: keys, keys: read, close: () => database.close() };
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** Which entries; what is left out does not narrow them. */
export interface AuditFilter {
  readonly lanes?: readonly AuditLane[] | undefined;
  readonly run?: string | undefined;
  /** Milliseconds since 1970: not before, and before. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Of what all else leaves, only entries of these numbers; asked of `auditRows` alone. */
  readonly only?: ReadonlySet<number> | undefined;
}

/** A row of the file. What it says is only as true as `verifyLog` finds it. */
export interface AuditRow {
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly lane: AuditLane;
  readonly run: string | null;
  /** The text that is hashed. */
  readonly body: string;
  /** Undefined where the text is no entry. */
  readonly entry: AuditEntry | undefined;
}

export interface AuditPage {
  readonly matching: number;
  /** Newest first. */
  readonly rows: readonly AuditRow[];
}

const MOST_PAGE = 1000;

/** Rows `skip … skip+count` of those that match, newest first; at most 1,000. */
export function auditPage({ database }: AuditReader, filter: AuditFilter, skip: number, count: number): AuditPage {
  const { where, values } = conditionOf(filter);
  const matching = Number(database.prepare(`SELECT count(*) AS matching FROM entry ${where}`).get(...values)?.['matching'] ?? 0);
  const rows = database
    .prepare(`SELECT seq, time, lane, run, body FROM entry ${where} ORDER BY seq DESC LIMIT ? OFFSET ?`)
    .all(...values, Math.min(count, MOST_PAGE), skip);
  return { matching, rows: rows.map(rowOf) };
}

/** All that match, oldest first, fetched in turns of a thousand. */
export function* auditRows({ database }: AuditReader, filter: AuditFilter): Generator<AuditRow> {
  const { where, values } = conditionOf(filter, 'seq > ?');
  const next = database.prepare(`SELECT seq, time, lane, run, body FROM entry ${where} ORDER BY seq LIMIT ${MOST_PAGE}`);
  for (let after = 0; ;) {
    const rows = next.all(after, ...values);
    for (const row of rows) if (filter.only === undefined || filter.only.has(Number(row['seq']))) yield rowOf(row);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = Number(last['seq']);
  }
}

/** Ids of the runs that any entry that matches belongs to. */
export function auditRuns({ database }: AuditReader, filter: AuditFilter): ReadonlySet<string> {
  const { where, values } = conditionOf(filter);
  const rows = database.prepare(`SELECT DISTINCT run FROM entry ${where}`).all(...values);
  return new Set(rows.flatMap(({ run }) => (typeof run === 'string' ? [run] : [])));
}

/** A row of the file whose text was not looked into. */
export type AuditText = Omit<AuditRow, 'entry'>;

/** The rows after entry `seq`, oldest first, at most 1,000 of them; `last`: none past this one. */
export function auditTextsAfter({ database }: AuditReader, seq: number, last = Number.MAX_SAFE_INTEGER): AuditText[] {
  const rows = database
    .prepare(`SELECT seq, time, lane, run, body FROM entry WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ${MOST_PAGE}`)
    .all(seq, last);
  return rows.map(textOf);
}

/** Row `seq` of the file; undefined where there is none. */
export function auditRow(reader: AuditReader, seq: number): AuditRow | undefined {
  const [row] = auditTextsAfter(reader, seq - 1, seq);
  return row && { ...row, entry: readEntry(row.body) };
}

export interface AuditOverview {
  readonly entries: number;
  /** Milliseconds since 1970: of the first and the last entry; 0 in an empty log. */
  readonly from: number;
  readonly to: number;
  /** Row-major: bucket × lanes, in the order of AUDIT_LANES. */
  readonly counts: Uint32Array;
}

/** How many entries of each lane there are in so many equal slices of the log's time. */
export function auditOverview({ database }: AuditReader, buckets: number): AuditOverview {
  const span = database.prepare('SELECT count(*) AS entries, min(time) AS first, max(time) AS last FROM entry').get() ?? {};
  const [entries, from, to] = [Number(span['entries'] ?? 0), Number(span['first'] ?? 0), Number(span['last'] ?? 0)];
  const width = Math.max(1, Math.ceil((to - from + 1) / buckets));
  const counts = new Uint32Array(buckets * AUDIT_LANES.length);
  const rows = database
    // Bound numbers are no integers to SQLite, and their quotient would not be one either.
    .prepare(
      'SELECT lane, (time - CAST(? AS INTEGER)) / CAST(? AS INTEGER) AS bucket, count(*) AS entries FROM entry GROUP BY lane, bucket',
    )
    .all(from, width);
  for (const { lane, bucket, entries: found } of rows) {
    const at = Number(bucket) * AUDIT_LANES.length + Number(lane);
    if (Number(lane) < AUDIT_LANES.length && at >= 0 && at < counts.length) counts[at] = Number(found);
  }
  return { entries, from, to, counts };
}

function conditionOf(filter: AuditFilter, first?: string): { readonly where: string; readonly values: SqlValue[] } {
  const conditions = first === undefined ? [] : [first];
  const values: SqlValue[] = [];
  const add = (condition: string, ...given: SqlValue[]): void => {
    conditions.push(condition);
    values.push(...given);
  };
  if (filter.lanes !== undefined) {
    add(`lane IN (${filter.lanes.map(() => '?').join(', ')})`, ...filter.lanes.map((lane) => AUDIT_LANES.indexOf(lane)));
  }
  if (filter.run !== undefined) add('run = ?', filter.run);
  if (filter.from !== undefined) add('time >= ?', filter.from);
  if (filter.to !== undefined) add('time < ?', filter.to);
  return { where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values };
}

function rowOf(row: Record<string, SqlValue>): AuditRow {
  const text = textOf(row);
  return { ...text, entry: readEntry(text.body) };
}

function textOf({ seq, time, lane, run, body }: Record<string, SqlValue>): AuditText {
  return {
    seq: Number(seq),
    time: Number(time),
    lane: AUDIT_LANES[Number(lane)] ?? 'runs',
    run: typeof run === 'string' ? run : null,
    body: typeof body === 'string' ? body : '',
  };
}
