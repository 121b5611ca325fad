// Opens a session file of unknown origin: every text, number and byte of it is checked before it is used, and the chain is
// followed from the header on.
import type { Checked } from '../../base/diagnostic.ts';
import { SandboxError, messageOf } from '../../base/errors.ts';
import type { Database, SqlValue } from '../../platform/platform.ts';
import { CHUNK_CAPS, type Chunk } from '../record/chunk.ts';
import { decodeChunk, mostEncodedBytes, type ChunkBounds } from '../record/chunk-codec.ts';
import { headerLink, joined, nextLink, sameBytes } from './hash-chain.ts';
import { HEADER_COLUMNS, headerOf, type HeaderTexts, type RecordingHeader } from './recording-header.ts';
import type { RecordingPlatform } from './recording-writer.ts';
import { chunkNumberOf, type ChunkEntry, type Recording } from './recording.ts';
import { APPLICATION_ID, FORMAT_VERSION, SESSION_CAPS, TABLES } from './session-schema.ts';

/** Decoded chunks kept, in bytes of their columns. */
const CACHE_BYTES = 128 << 20;

const MOST_ENCODED = mostEncodedBytes(CHUNK_CAPS);
/** zlib's own worst case is 5 bytes for each 16 KiB and 6 more. */
const MOST_DEFLATED = MOST_ENCODED + MOST_ENCODED / 1024 + 64;

export function openRecording(platform: RecordingPlatform, path: string): Checked<Recording> {
  try {
    return { ok: true, value: new SessionFile(platform, path) };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { ok: false, diagnostics: [{ code: thrown.diagnostic, message: thrown.message, place: { kind: 'whole' } }] };
  }
}

/** What is wrong with the file, thrown to the door of this file and made a value there. */
class Refusal extends SandboxError {
  readonly diagnostic: string;

  constructor(code: string, message: string) {
    super('REFUSED', message);
    this.diagnostic = code;
  }
}

interface StoredChunk extends ChunkEntry {
  readonly size: number;
  readonly digest: Uint8Array;
}

class SessionFile implements Recording {
  readonly header: RecordingHeader;
  readonly #platform: RecordingPlatform;
  readonly #path: string;
  readonly #bounds: ChunkBounds;
  readonly #chunks: StoredChunk[] = [];
  /** Decoded chunks, the one used longest ago first. */
  readonly #cache = new Map<number, Chunk>();
  #cacheBytes = 0;
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
    const [header, chain] = this.#with((database) => {
      const texts = readHeaderTexts(database);
      const link = headerLink(platform.digests, texts.texts);
      if (!sameBytes(link, texts.chain)) throw new Refusal('session-chain', 'the header does not match its hash');
      const checked = headerOf(texts.texts);
      if (!checked.ok) throw new Refusal('session-header', checked.diagnostics[0]?.message ?? '');
      return [checked.value, link] as const;
    });
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
    const deflated = this.#with((database) =>
      database.prepare('SELECT bytes FROM chunk WHERE number = ? AND octet_length(bytes) <= ?').get(number, MOST_DEFLATED),
    );
    const bytes = this.#inflated(blob(deflated?.['bytes'], MOST_DEFLATED), entry.size);
    if (bytes?.length !== entry.size || !sameBytes(this.#platform.digests.sha256(bytes), entry.digest)) {
      throw new Refusal('session-chunk', `chunk ${number} does not match its digest`);
    }
    const checked = decodeChunk(bytes, this.#bounds);
    if (!checked.ok) throw new Refusal('session-chunk', `chunk ${number}: ${checked.diagnostics[0]?.message ?? ''}`);
    const chunk = checked.value;
    if (chunk.firstRow !== entry.firstRow || chunk.rows !== entry.rows) {
      throw new Refusal('session-chunk', `chunk ${number} holds other rows than its entry says`);
    }
    return chunk;
  }

  /** Undefined where it is no zlib stream, or one of more bytes than it should have. */
  #inflated(deflated: Uint8Array, size: number): Uint8Array | undefined {
    try {
      return this.#platform.compression.inflate(deflated, size);
    } catch {
      return undefined;
    }
  }
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

/** That the file is a session file of a version we read, with our tables and nothing else. */
function checkIdentity(database: Database): void {
  database.exec('PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0');
  if (pragma(database, 'application_id') !== APPLICATION_ID) throw new Refusal('session-file', 'this is not a session file');
  const version = pragma(database, 'user_version');
  if (version !== FORMAT_VERSION) throw new Refusal('session-version', `format version ${version} is not read by this program`);
  const found = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name LIMIT 16').all();
  const expected = [...TABLES].map(([name, sql]) => ['table', name, name, sql]);
  const actual = found.map((row) => [row['type'], row['name'], row['tbl_name'], row['sql']]);
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Refusal('session-tables', 'the tables are not those of a session file');
}

function pragma(database: Database, name: string): number {
  return integer(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function readHeaderTexts(database: Database): { texts: HeaderTexts; chain: Uint8Array } {
  const lengths = HEADER_COLUMNS.map((column) => `octet_length(${column})`).join(', ');
  const row = database
    .prepare(`SELECT ${HEADER_COLUMNS.join(', ')}, chain FROM header WHERE id = 1 AND max(${lengths}) <= ?`)
    .get(SESSION_CAPS.text);
  if (row === undefined) throw new Refusal('session-header', 'the header is missing or too large');
  const column = (name: keyof HeaderTexts): string => text(row[name]);
  return {
    chain: blob(row['chain'], 32),
    texts: {
      engine: column('engine'),
      engine_version: column('engine_version'),
      run: column('run'),
      started: column('started'),
      module_name: column('module_name'),
      module_digest: column('module_digest'),
      manifest: column('manifest'),
      plan: column('plan'),
      signatures: column('signatures'),
      actions: column('actions'),
      rules: column('rules'),
    },
  };
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

// STRICT tables keep honest writers to their types; a file made by hand can still hold anything anywhere.

function integer(value: SqlValue | undefined): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new Refusal('session-value', 'a number is out of range');
  return value;
}

function text(value: SqlValue | undefined): string {
  if (typeof value !== 'string') throw new Refusal('session-value', 'a text is missing');
  return value;
}

function blob(value: SqlValue | undefined, most: number): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length > most) throw new Refusal('session-value', 'bytes are missing or too many');
  return value;
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
