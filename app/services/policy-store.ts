// The policies of all modules, kept from one start of the app to the next: the texts as they were left, and earlier versions of
// them. One SQLite file beside the sessions. Where it cannot be opened, policies last as long as the engine, and the page says so.
import { messageOf, SandboxError, type Database, type Platform } from '../../sandbox-core/index.ts';

export interface PolicyTexts {
  readonly manifest: string;
  /** In Cedar; mostly empty. */
  readonly rules: string;
}

export interface KeptVersion {
  /** From 1, of its module. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
  /** The number of the run that was started under it last; null where it was kept on purpose. */
  readonly run: number | null;
  readonly texts: PolicyTexts;
}

export interface PolicyStoreOptions {
  readonly platform: Pick<Platform, 'databases' | 'log'>;
  /** Undefined: nowhere, they last as long as this object. */
  readonly path: string | undefined;
}

/** Modules whose texts are kept; those edited longest ago go first. */
const MOST_TEXTS = 1024;
/** Versions of one module. */
export const MOST_VERSIONS = 50;
/** Of all versions together; the oldest of all go first. */
const MOST_LETTERS = 64 << 20;

/** `WSPO` in ASCII. */
const APPLICATION_ID = 0x5753_504f;
const FORMAT_VERSION = 1;
const TABLES = `
CREATE TABLE text (
  module TEXT PRIMARY KEY,
  manifest TEXT NOT NULL,
  rules TEXT NOT NULL,
  edited_at INTEGER NOT NULL
) STRICT;
CREATE TABLE version (
  module TEXT NOT NULL,
  number INTEGER NOT NULL,
  kept_at INTEGER NOT NULL,
  run INTEGER,
  manifest TEXT NOT NULL,
  rules TEXT NOT NULL,
  letters INTEGER NOT NULL,
  PRIMARY KEY (module, number)
) STRICT;
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${FORMAT_VERSION};
`;
const PRUNE_TEXTS = `DELETE FROM text WHERE module IN (SELECT module FROM text ORDER BY edited_at DESC LIMIT -1 OFFSET ${MOST_TEXTS})`;
const PRUNE_VERSIONS = `DELETE FROM version WHERE module = ? AND number NOT IN
  (SELECT number FROM version WHERE module = ? ORDER BY number DESC LIMIT ${MOST_VERSIONS})`;
const PRUNE_LETTERS = `DELETE FROM version WHERE rowid IN
  (SELECT rowid FROM (SELECT rowid, sum(letters) OVER (ORDER BY kept_at DESC, rowid DESC) AS letters FROM version)
   WHERE letters > ${MOST_LETTERS})`;

export class PolicyStore {
  readonly #options: PolicyStoreOptions;
  #database: Database | undefined;
  #lasts = true;

  constructor(options: PolicyStoreOptions) {
    this.#options = options;
  }

  /** Whether what is kept is there when the app is started again. */
  get lasts(): boolean {
    this.#open();
    return this.#lasts;
  }

  texts(module: string): PolicyTexts | undefined {
    const row = this.#open().prepare('SELECT manifest, rules FROM text WHERE module = ?').get(module);
    return row && { manifest: String(row['manifest']), rules: String(row['rules']) };
  }

  setTexts(module: string, { manifest, rules }: PolicyTexts, editedAt: number): void {
    this.#change((database) => {
      database
        .prepare(
          `INSERT INTO text (module, manifest, rules, edited_at) VALUES (?, ?, ?, ?) ON CONFLICT (module)
           DO UPDATE SET manifest = excluded.manifest, rules = excluded.rules, edited_at = excluded.edited_at`,
        )
        .run(module, manifest, rules, editedAt);
      database.prepare(PRUNE_TEXTS).run();
    });
  }

  /** Newest first. */
  versions(module: string): readonly KeptVersion[] {
    const rows = this.#open()
      .prepare('SELECT number, kept_at, run, manifest, rules FROM version WHERE module = ? ORDER BY number DESC')
      .all(module);
    return rows.map((row) => ({
      number: Number(row['number']),
      keptAt: Number(row['kept_at']),
      run: row['run'] === null ? null : Number(row['run']),
      texts: { manifest: String(row['manifest']), rules: String(row['rules']) },
    }));
  }

  /** One that has the number of a kept one takes its place. */
  keepVersion(module: string, { number, keptAt, run, texts }: KeptVersion): void {
    this.#change((database) => {
      const letters = texts.manifest.length + texts.rules.length;
      database
        .prepare(
          'INSERT OR REPLACE INTO version (module, number, kept_at, run, manifest, rules, letters) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        .run(module, number, keptAt, run, texts.manifest, texts.rules, letters);
      database.prepare(PRUNE_VERSIONS).run(module, module);
      database.prepare(PRUNE_LETTERS).run();
    });
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  #change(work: (database: Database) => void): void {
    const database = this.#open();
    database.exec('BEGIN IMMEDIATE');
    try {
      work(database);
      database.exec('COMMIT');
    } catch (thrown) {
      database.exec('ROLLBACK');
      throw thrown;
    }
  }

  #open(): Database {
    this.#database ??= this.#opened();
    return this.#database;
  }

  #opened(): Database {
    const { platform, path } = this.#options;
    try {
      if (path !== undefined) return openedAt(platform, path);
    } catch (thrown) {
      platform.log.write('warn', 'policies', `they are not kept: ${messageOf(thrown)}`);
    }
    this.#lasts = false;
    return created(platform.databases.open(':memory:', 'write'));
  }
}

function openedAt({ databases }: Pick<Platform, 'databases'>, path: string): Database {
  const made = newFile(databases, path);
  if (made) return created(made);
  const database = databases.open(path, 'write');
  try {
    const [id, version] = ['application_id', 'user_version'].map((name) => database.prepare(`PRAGMA ${name}`).get()?.[name]);
    if (id === APPLICATION_ID && version === FORMAT_VERSION) return database;
    throw new SandboxError('REFUSED', 'the file of policies is of another program or version');
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** Undefined where there is a file, or none can be made: opening it tells. */
function newFile(databases: Platform['databases'], path: string): Database | undefined {
  try {
    return databases.open(path, 'create');
  } catch {
    return undefined;
  }
}

function created(database: Database): Database {
  database.exec(`PRAGMA journal_mode = WAL; BEGIN; ${TABLES} COMMIT;`);
  return database;
}
