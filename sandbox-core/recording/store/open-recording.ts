// Opens a session file of unknown origin: every text, number and byte of it is checked before it is used, and the chain is
// followed from the header on.
import type { Checked } from '../../base/diagnostic.ts';
import { SandboxError, messageOf } from '../../base/errors.ts';
import type { Database, SqlValue } from '../../platform/platform.ts';
import { CHUNK_CAPS, type CallColumns, type Chunk } from '../record/chunk.ts';
import { decodeCallColumns, decodeChunk, type ChunkBounds } from '../record/chunk-codec.ts';
import { FORMAT_1 } from './format-1.ts';
import { FORMAT_2, FORMAT_3 } from './format-2.ts';
import { nextLink, sameBytes } from './hash-chain.ts';
import { joined } from './joined.ts';
import { readNotes, type Note } from './notes.ts';
import { headerOf, type RecordingHeader } from './recording-header.ts';
import type { RecordingPlatform } from './recording-writer.ts';
import { chunkNumberOf, type ChunkEntry, type Recording } from './recording.ts';
import { MOST_ENCODED, type SessionFormat, type StoredChunk } from './session-format.ts';
import { APPLICATION_ID, SESSION_CAPS } from './session-schema.ts';
import { blob, integer, Refusal, text } from './sql-values.ts';

/** Decoded chunks kept, in bytes of their columns. */
const CACHE_BYTES = 128 << 20;
/** Chunks of which the columns of one number a call are kept: two million calls, each of 26 bytes. */
const KEPT_COLUMNS = 512;

const FORMATS: readonly SessionFormat[] = [FORMAT_1, FORMAT_2, FORMAT_3];

export function openRecording(platform: RecordingPlatform, path: string): Checked<Recording> {
  try {
    return { ok: true, value: new SessionFile(platform, path) };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { ok: false, diagnostics: [{ code: thrown.diagnostic, message: thrown.message, place: { kind: 'whole' } }] };
  }
}

class SessionFile implements Recording {
  readonly header: RecordingHeader;
  readonly #platform: RecordingPlatform;
  readonly #path: string;
  readonly #bounds: ChunkBounds;
  readonly #format: SessionFormat;
  readonly #chunks: StoredChunk[] = [];
  /** Decoded chunks, the one used longest ago first. */
  readonly #cache = new Map<number, Chunk>();
  #cacheBytes = 0;
  /** Columns read without their chunks; those read first stay, since filters go through all chunks in turn. */
  readonly #columns = new Map<number, CallColumns>();
  #chain: Uint8Array;
  #rows = 0;
  #outcome: string | undefined;
  /**
   * Kept open only once the recording is finished. While it is written a connection lives for one question, since SQLite
   * lets the writer leave WAL mode, and so make one file of it, only when nobody else has the file open.
   */
  #kept: Database | undefined;
  #closed = false;

  constructor(platform: RecordingPlatform, path: string) {
    this.#platform = platform;
    this.#path = path;
    const [format, header, chain] = this.#with((database) => {
      const found = formatOf(database);
      const read = found.readHeader(database, platform.digests);
      const checked = headerOf(read.texts);
      if (!checked.ok) throw new Refusal('session-header', checked.diagnostics[0]?.message ?? '');
      return [found, checked.value, read.chain] as const;
    });
    this.#format = format;
    this.header = header;
    this.#chain = chain;
    this.#bounds = {
      ...CHUNK_CAPS,
      signatures: header.signatures.length,
      actions: header.actions.length,
      mostRule: header.rules.reduce((most, rule) => Math.max(most, rule.id), 0),
    };
    this.refresh();
  }

  get version(): number {
    return this.#format.version;
  }

  notes(): readonly Note[] {
    return this.#format.version < 2 ? [] : this.#with(readNotes);
  }

  get rows(): number {
    return this.#rows;
  }

  get outcome(): string | undefined {
    return this.#outcome;
  }

  get chunks(): readonly ChunkEntry[] {
    return this.#chunks;
  }

  chunk(number: number): Chunk {
    const cached = this.#cache.get(number);
    if (cached !== undefined) {
      this.#cache.delete(number);
      this.#cache.set(number, cached);
      return cached;
    }
    const entry = this.#chunks[number];
    if (entry === undefined) throw new SandboxError('NOT_FOUND', `there is no chunk ${number}`);
    const chunk = this.#decoded(number, entry);
    this.#cache.set(number, chunk);
    this.#cacheBytes += entry.size;
    for (const [oldest] of this.#cache) {
      if (this.#cacheBytes <= CACHE_BYTES || oldest === number) break;
      this.#cache.delete(oldest);
      this.#cacheBytes -= this.#chunks[oldest]?.size ?? 0;
    }
    return chunk;
  }

  columns(number: number): CallColumns {
    const cached = this.#cache.get(number) ?? this.#columns.get(number);
    if (cached !== undefined) return cached;
    const entry = this.#chunks[number];
    if (entry === undefined) throw new SandboxError('NOT_FOUND', `there is no chunk ${number}`);
    const calls = this.#with((database) => this.#format.readCalls(database, this.#platform, number, entry));
    if (calls === undefined) return this.chunk(number);
    const columns = ownColumns(inPlace(decodeCallColumns(calls, this.#bounds), number, entry));
    if (this.#columns.size < KEPT_COLUMNS) this.#columns.set(number, columns);
    return columns;
  }

  chunkOf(row: number): Chunk {
    if (row < 0 || row >= this.#rows) throw new SandboxError('NOT_FOUND', `there is no row ${row}`);
    return this.chunk(chunkNumberOf(this.#chunks, row));
  }

  refresh(): boolean {
    if (this.#outcome !== undefined || this.#closed) return false;
    return this.#with((database) => {
      // The outcome first: what is acknowledged before it is then surely among the chunks read next.
      const outcome = readOutcome(database);
      const more = this.#takeChunks(database);
      if (outcome === undefined) return more;
      const { digests } = this.#platform;
      const seal = nextLink(digests, this.#chain, digests.sha256(new TextEncoder().encode(outcome.json)));
      if (!sameBytes(seal, outcome.chain)) throw new Refusal('session-chain', 'the outcome does not match its hash');
      this.#outcome = outcome.json;
      return true;
    });
  }

  moduleBytes(): Uint8Array | undefined {
    const parts = this.#with((database) => {
      const sizes = database.prepare('SELECT count(*) AS parts, sum(octet_length(bytes)) AS size FROM module').get();
      if (integer(sizes?.['parts']) === 0) return undefined;
      if (integer(sizes?.['size']) > SESSION_CAPS.module) throw new Refusal('session-size', 'the module is too large');
      return database.prepare('SELECT bytes FROM module ORDER BY part').all();
    });
    if (parts === undefined) return undefined;
    const bytes = joined(parts.map((part) => blob(part['bytes'], SESSION_CAPS.modulePart)));
    if (hexadecimal(this.#platform.digests.sha256(bytes)) !== this.header.moduleDigest) {
      throw new Refusal('session-module', 'the module does not match its digest');
    }
    return bytes;
  }

  close(): void {
    this.#closed = true;
    this.#kept?.close();
    this.#kept = undefined;
    this.#cache.clear();
    this.#columns.clear();
  }

  #with<Result>(use: (database: Database) => Result): Result {
    if (this.#closed) throw new SandboxError('CLOSED', 'the recording is closed');
    const kept = this.#kept;
    if (kept !== undefined) return fromFile(() => use(kept));
    const database = fromFile(() => this.#platform.databases.open(this.#path, 'read'));
    try {
      return fromFile(() => {
        checkIdentity(database);
        const result = use(database);
        if (this.#outcome !== undefined) this.#kept = database;
        return result;
      });
    } finally {
      if (this.#kept !== database) database.close();
    }
  }

  #takeChunks(database: Database): boolean {
    const before = this.#chunks.length;
    const rows = database
      .prepare('SELECT number, first_row, rows, size, digest, chain FROM chunk WHERE number >= ? ORDER BY number LIMIT ?')
      .all(before, SESSION_CAPS.chunks + 1 - before);
    for (const row of rows) this.#takeChunk(row);
    return this.#chunks.length > before;
  }

  #takeChunk(row: Record<string, SqlValue>): void {
    const number = this.#chunks.length;
    const entry: StoredChunk = {
      firstRow: integer(row['first_row']),
      rows: integer(row['rows']),
      size: integer(row['size']),
      digest: blob(row['digest'], 32),
    };
    const follows = integer(row['number']) === number && number < SESSION_CAPS.chunks && entry.firstRow === this.#rows;
    if (!follows || entry.rows < 1 || entry.rows > CHUNK_CAPS.rows || entry.size > MOST_ENCODED) {
      throw new Refusal('session-chunk', `chunk ${number} does not follow the one before`);
    }
    const chain = nextLink(this.#platform.digests, this.#chain, entry.digest);
    if (!sameBytes(chain, blob(row['chain'], 32))) throw new Refusal('session-chain', `the chain is broken at chunk ${number}`);
    this.#chain = chain;
    this.#chunks.push(entry);
    this.#rows += entry.rows;
  }

  #decoded(number: number, entry: StoredChunk): Chunk {
    const { encoded, hidden } = this.#with((database) => this.#format.readChunk(database, this.#platform, number, entry));
    const chunk = inPlace(decodeChunk(encoded, this.#bounds), number, entry);
    return hidden.length === 0 ? chunk : { ...chunk, hidden };
  }
}

/** Copies, so that what stands beside the columns is not kept with them. */
function ownColumns(columns: CallColumns): CallColumns {
  return {
    firstRow: columns.firstRow,
    rows: columns.rows,
    signature: columns.signature.slice(),
    outcome: columns.outcome.slice(),
    action: columns.action.slice(),
    rule: columns.rule.slice(),
    start: columns.start.slice(),
    duration: columns.duration.slice(),
    result: columns.result.slice(),
    memoryPages: columns.memoryPages.slice(),
    ...(columns.fuel === undefined ? {} : { fuel: columns.fuel.slice() }),
  };
}

/** What was decoded, if it is good and holds the rows of its entry. */
function inPlace<Columns extends CallColumns>(decoded: Checked<Columns>, number: number, entry: ChunkEntry): Columns {
  if (!decoded.ok) throw new Refusal('session-chunk', `chunk ${number}: ${decoded.diagnostics[0]?.message ?? ''}`);
  const { firstRow, rows } = decoded.value;
  if (firstRow !== entry.firstRow || rows !== entry.rows) {
    throw new Refusal('session-chunk', `chunk ${number} holds other rows than its entry says`);
  }
  return decoded.value;
}

/** What SQLite has to say of a file that is none, or is damaged, as a refusal. */
function fromFile<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof SandboxError) throw thrown;
    throw new Refusal('session-unreadable', messageOf(thrown));
  }
}

/** That the file is a session file, with our tables and nothing else. */
function checkIdentity(database: Database): void {
  database.exec('PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0');
  if (pragma(database, 'application_id') !== APPLICATION_ID) throw new Refusal('session-file', 'this is not a session file');
  const { tables } = formatOf(database);
  const found = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name LIMIT 16').all();
  const expected = [...tables].map(([name, sql]) => ['table', name, name, sql]);
  const actual = found.map((row) => [row['type'], row['name'], row['tbl_name'], row['sql']]);
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Refusal('session-tables', 'the tables are not those of a session file');
}

function formatOf(database: Database): SessionFormat {
  const version = pragma(database, 'user_version');
  const format = FORMATS.find((known) => known.version === version);
  if (format === undefined) throw new Refusal('session-version', `format version ${version} is not read by this program`);
  return format;
}

function pragma(database: Database, name: string): number {
  return integer(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function readOutcome(database: Database): { json: string; chain: Uint8Array } | undefined {
  const row = database
    .prepare("SELECT iif(octet_length(json) <= ?, json, '') AS json, chain FROM outcome WHERE id = 1")
    .get(SESSION_CAPS.outcome);
  if (row === undefined) return undefined;
  const json = text(row['json']);
  if (!isJsonObject(json)) throw new Refusal('session-outcome', 'the outcome is not a JSON object of at most 1 MiB');
  return { json, chain: blob(row['chain'], 32) };
}

function isJsonObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
