// A copy of a session file for somebody else: without what stays at home. What is left out leaves its salted commitment behind,
// so that the chain of the copy verifies as that of the original does, and nothing that is missing can be guessed.
import { SandboxError } from '../../base/errors.ts';
import type { Database } from '../../platform/platform.ts';
import { HIDDEN_PARTS, type HiddenPart } from './chunk-parts.ts';
import { SALT_BYTES } from './commitment.ts';
import { openRecording } from './open-recording.ts';
import { HEADER_COLUMNS, HIDDEN_TEXTS } from './recording-header.ts';
import type { RecordingPlatform } from './recording-writer.ts';
import { APPLICATION_ID, TABLES_2 } from './session-schema.ts';

export interface ExportChoice {
  /** Left out of every call. Without `secret` in the list the environment's values and standard input go along. */
  readonly leaveOut: ReadonlySet<HiddenPart>;
  /** Whether the manifest's text, the values of variables and the paths of the host go along. */
  readonly privateTexts: boolean;
  readonly module: boolean;
  readonly notes: boolean;
}

/** What is shared where nothing else is said: all but secrets and private texts. */
export const DEFAULT_EXPORT: ExportChoice = {
  leaveOut: new Set(['secret']),
  privateTexts: false,
  module: true,
  notes: true,
};

const HEADER = ['id', ...HEADER_COLUMNS, 'chain', 'salts', 'commitments', ...HIDDEN_TEXTS];
const CHUNK = ['number', 'first_row', 'rows', 'size', 'digest', 'chain', 'salts', 'commitments', 'calls', ...HIDDEN_PARTS];

export interface ExportProgress {
  /** Chunks verified or copied, of twice those of the file. */
  readonly done: number;
  readonly all: number;
}

/** `exportingRecording` in one go. */
export function exportRecording(platform: RecordingPlatform, path: string, into: string, choice: ExportChoice): void {
  for (const _progress of exportingRecording(platform, path, into, choice));
}

/**
 * Writes the copy, of mode 0600, a chunk at each step. The file is verified chunk by chunk first. Throws REFUSED where it is no
 * whole recording of version 2 (older versions have no commitments), and where `into` is there already. What is there when it
 * is left early is no recording.
 */
export function* exportingRecording(
  platform: RecordingPlatform,
  path: string,
  into: string,
  choice: ExportChoice,
): Generator<ExportProgress> {
  const { chunks, version } = yield* verify(platform, path);
  const from = platform.databases.open(path, 'read');
  try {
    const to = platform.databases.open(into, 'create');
    try {
      to.exec(`PRAGMA synchronous = OFF; BEGIN; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}`);
      for (const sql of TABLES_2.values()) to.exec(sql);
      copyHeader(from, to, choice);
      for (const copied of copyChunks(from, to, choice)) yield { done: chunks + copied, all: 2 * chunks };
      if (choice.module) copyRows(from, to, 'module', ['part', 'bytes'], 'part');
      if (choice.notes) copyRows(from, to, 'note', ['id', 'kind', 'row', 'written', 'text'], 'id');
      copyRows(from, to, 'outcome', ['id', 'json', 'chain'], 'id');
      to.exec('COMMIT');
    } finally {
      to.close();
    }
  } finally {
    from.close();
  }
}

/** Answers the number of chunks and the version, which that of the copy is. */
function* verify(
  platform: RecordingPlatform,
  path: string,
): Generator<ExportProgress, { readonly chunks: number; readonly version: number }> {
  const opened = openRecording(platform, path);
  if (!opened.ok) throw new SandboxError('REFUSED', opened.diagnostics[0]?.message ?? '');
  try {
    if (opened.value.version < 2)
      throw new SandboxError('REFUSED', 'a recording of version 1 has no parts that could be left out');
    const all = opened.value.chunks.length;
    for (const number of opened.value.chunks.keys()) {
      opened.value.chunk(number);
      yield { done: number + 1, all: 2 * all };
    }
    return { chunks: all, version: opened.value.version };
  } finally {
    opened.value.close();
  }
}

function copyHeader(from: Database, to: Database, { privateTexts }: ExportChoice): void {
  const row = from.prepare(`SELECT ${HEADER.join(', ')} FROM header`).get() ?? {};
  if (!privateTexts) {
    for (const name of HIDDEN_TEXTS) row[name] = null;
    row['salts'] = new Uint8Array(HIDDEN_TEXTS.length * SALT_BYTES);
  }
  insert(to, 'header', HEADER).run(...HEADER.map((column) => row[column] ?? null));
}

function* copyChunks(from: Database, to: Database, { leaveOut }: ExportChoice): Generator<number> {
  const one = from.prepare(`SELECT ${CHUNK.join(', ')} FROM chunk WHERE number = ?`);
  const into = insert(to, 'chunk', CHUNK);
  for (let number = 0, row = one.get(number); row !== undefined; number += 1, row = one.get(number)) {
    row['salts'] = saltsWithout(row['salts'], leaveOut);
    for (const part of leaveOut) row[part] = null;
    const kept = row;
    into.run(...CHUNK.map((column) => kept[column] ?? null));
    yield number + 1;
  }
}

/** A salt that stays behind would let short contents be guessed. */
function saltsWithout(salts: unknown, leaveOut: ReadonlySet<HiddenPart>): Uint8Array {
  const kept = salts instanceof Uint8Array ? salts.slice() : new Uint8Array(HIDDEN_PARTS.length * SALT_BYTES);
  for (const [index, part] of HIDDEN_PARTS.entries()) {
    if (leaveOut.has(part)) kept.fill(0, index * SALT_BYTES, (index + 1) * SALT_BYTES);
  }
  return kept;
}

function copyRows(from: Database, to: Database, table: string, columns: readonly string[], order: string): void {
  const into = insert(to, table, columns);
  for (const row of from.prepare(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY ${order}`).all()) {
    into.run(...columns.map((column) => row[column] ?? null));
  }
}

function insert(database: Database, table: string, columns: readonly string[]) {
  return database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
}
