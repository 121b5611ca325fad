// Writes a session file while its run goes on. A chunk is acknowledged when `append` returns: from then on it survives the
// death of this process (of the machine only from the next checkpoint on).
import { SandboxError } from '../../base/errors.ts';
import type { Database, Platform, SqlStatement } from '../../platform/platform.ts';
import type { Chunk } from '../record/chunk.ts';
import { HIDDEN_PARTS, splitChunk, type HiddenPart } from './chunk-parts.ts';
import { chunkDigest, commit, hiddenColumn, hiddenValue, SALT_BYTES } from './commitment.ts';
import { headerLink, nextLink } from './hash-chain.ts';
import { joined } from './joined.ts';
import { HEADER_COLUMNS, headerTexts, HIDDEN_TEXTS, type RecordingHeader } from './recording-header.ts';
import { APPLICATION_ID, FORMAT_VERSION, SESSION_CAPS, TABLES_2 } from './session-schema.ts';

export type RecordingPlatform = Pick<Platform, 'databases' | 'digests' | 'compression' | 'random'>;

/** A header and what is kept with it. */
export interface NewRecording extends RecordingHeader {
  /** Kept in the file unless undefined; `moduleDigest` is their SHA-256. */
  readonly moduleBytes: Uint8Array | undefined;
}

/** Makes the file, with mode 0600; throws where one is already. */
export function createRecording(platform: RecordingPlatform, path: string, recording: NewRecording): RecordingWriter {
  const database = platform.databases.open(path, 'create');
  try {
    return new RecordingWriter(platform, database, recording);
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

export class RecordingWriter {
  readonly #platform: RecordingPlatform;
  readonly #database: Database;
  readonly #insert: SqlStatement;
  #chain: Uint8Array;
  #rows = 0;
  #chunks = 0;
  #state: 'open' | 'finished' | 'closed' = 'open';

  constructor(platform: RecordingPlatform, database: Database, recording: NewRecording) {
    this.#platform = platform;
    this.#database = database;
    this.#chain = writeHeader(platform, database, recording);
    this.#insert = database.prepare(
      `INSERT INTO chunk (number, first_row, rows, size, digest, chain, salts, commitments, calls, ${HIDDEN_PARTS.join(', ')})
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** Rows acknowledged. */
  get rows(): number {
    return this.#rows;
  }

  /** Keeps a chunk, given in both forms; it must follow the one before. Returns when it is committed. */
  append(encoded: Uint8Array, chunk: Chunk): void {
    if (this.#state !== 'open') throw new SandboxError('CONFLICT', 'the recording is finished');
    if (chunk.firstRow !== this.#rows) {
      throw new SandboxError('PROTOCOL', `a chunk begins at row ${chunk.firstRow}, and ${this.#rows} rows are there`);
    }
    const parts = splitChunk(encoded, chunk);
    if (parts === undefined) throw new SandboxError('PROTOCOL', 'a chunk whose two forms differ');
    const { digests, compression } = this.#platform;
    const random = new Uint8Array(HIDDEN_PARTS.length * SALT_BYTES);
    this.#platform.random(random);
    const salts = hiddenValues((part) => hiddenValue(random, part, SALT_BYTES));
    const commitments = hiddenValues((part) => commit(digests, salts[part], parts[part]));
    const digest = chunkDigest(digests, parts.calls, commitments);
    const chain = nextLink(digests, this.#chain, digest);
    this.#insert.run(
      ...[this.#chunks, chunk.firstRow, chunk.rows, encoded.length, digest, chain],
      ...[random, hiddenColumn(commitments), compression.deflate(parts.calls)],
      ...HIDDEN_PARTS.map((part) => compression.deflate(parts[part])),
    );
    this.#chain = chain;
    this.#chunks++;
    this.#rows += chunk.rows;
  }

  /** Seals the recording with the run's outcome, makes one plain file of it and closes it. */
  finish(outcomeJson: string): void {
    if (this.#state !== 'open') throw new SandboxError('CONFLICT', 'the recording is finished');
    const bytes = new TextEncoder().encode(outcomeJson);
    if (bytes.length > SESSION_CAPS.outcome) throw new SandboxError('INTERNAL', `an outcome of ${bytes.length} bytes`);
    const { digests } = this.#platform;
    const chain = nextLink(digests, this.#chain, digests.sha256(bytes));
    this.#database.prepare('INSERT INTO outcome (id, json, chain) VALUES (1, ?, ?)').run(outcomeJson, chain);
    this.#state = 'finished';
    this.#settle();
    this.close();
  }

  /** Without `finish` the recording stays readable, with no outcome. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#database.close();
  }

  #settle(): void {
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    try {
      this.#database.exec('PRAGMA journal_mode = DELETE');
    } catch {
      // Another process reads at this moment: the file then stays in WAL mode, which every reader opens as well, and loses its
      // side files when the last of them closes it.
    }
  }
}

function hiddenValues(make: (part: HiddenPart) => Uint8Array): Record<HiddenPart, Uint8Array> {
  return { arguments: make('arguments'), data: make('data'), secret: make('secret') };
}

function freshSalt(platform: RecordingPlatform): Uint8Array {
  const salt = new Uint8Array(SALT_BYTES);
  platform.random(salt);
  return salt;
}

/** The first link of the chain. One transaction: a file has a whole header or is no session file. */
function writeHeader(platform: RecordingPlatform, database: Database, recording: NewRecording): Uint8Array {
  const texts = headerTexts(recording);
  const salts = HIDDEN_TEXTS.map(() => freshSalt(platform));
  const encoder = new TextEncoder();
  const commitments = HIDDEN_TEXTS.map((name, index) =>
    commit(platform.digests, salts[index] ?? new Uint8Array(), encoder.encode(texts[name] ?? '')),
  );
  const fixed = HEADER_COLUMNS.map((column) => texts[column]);
  const chain = headerLink(platform.digests, FORMAT_VERSION, fixed, commitments);
  // Before WAL and without waiting for the disk: a module of 26 MB would go through the log and be written twice.
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT_VERSION}`);
  for (const sql of TABLES_2.values()) database.exec(sql);
  const columns = [...HEADER_COLUMNS, 'chain', 'salts', 'commitments', ...HIDDEN_TEXTS];
  database
    .prepare(`INSERT INTO header (id, ${columns.join(', ')}) VALUES (1, ${columns.map(() => '?').join(', ')})`)
    .run(...fixed, chain, joined(salts), joined(commitments), ...HIDDEN_TEXTS.map((name) => texts[name] ?? ''));
  writeModule(database, recording.moduleBytes ?? new Uint8Array());
  database.exec('COMMIT; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  return chain;
}

function writeModule(database: Database, module: Uint8Array): void {
  const insertPart = database.prepare('INSERT INTO module (part, bytes) VALUES (?, ?)');
  for (let at = 0, part = 0; at < module.length; at += SESSION_CAPS.modulePart, part++) {
    insertPart.run(part, module.subarray(at, at + SESSION_CAPS.modulePart));
  }
}
