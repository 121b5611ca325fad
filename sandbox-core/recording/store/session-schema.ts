// The tables of a session file, word for word: a reader compares them with what it finds, so that a file with a trigger, a
// view or a column more is refused. What they mean stands in docs/session-format.md.

/** `WSBX` in ASCII: the SQLite application id of every session file. */
export const APPLICATION_ID = 0x5753_4258;
/** The SQLite user version of what is written, and the version of everything in the file. */
export const FORMAT_VERSION = 3;

export const TABLES_1: ReadonlyMap<string, string> = new Map([
  [
    'chunk',
    `CREATE TABLE chunk (
  number INTEGER PRIMARY KEY,
  first_row INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  size INTEGER NOT NULL,
  digest BLOB NOT NULL,
  chain BLOB NOT NULL,
  bytes BLOB NOT NULL
) STRICT`,
  ],
  [
    'header',
    `CREATE TABLE header (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  engine TEXT NOT NULL,
  engine_version TEXT NOT NULL,
  run TEXT NOT NULL,
  started TEXT NOT NULL,
  module_name TEXT NOT NULL,
  module_digest TEXT NOT NULL,
  manifest TEXT NOT NULL,
  plan TEXT NOT NULL,
  signatures TEXT NOT NULL,
  actions TEXT NOT NULL,
  rules TEXT NOT NULL,
  chain BLOB NOT NULL
) STRICT`,
  ],
  [
    'module',
    `CREATE TABLE module (
  part INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT`,
  ],
  [
    'outcome',
    `CREATE TABLE outcome (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  json TEXT NOT NULL,
  chain BLOB NOT NULL
) STRICT`,
  ],
]);

export const TABLES_2: ReadonlyMap<string, string> = new Map([
  [
    'chunk',
    `CREATE TABLE chunk (
  number INTEGER PRIMARY KEY,
  first_row INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  size INTEGER NOT NULL,
  digest BLOB NOT NULL,
  chain BLOB NOT NULL,
  salts BLOB NOT NULL,
  commitments BLOB NOT NULL,
  calls BLOB NOT NULL,
  arguments BLOB,
  data BLOB,
  secret BLOB
) STRICT`,
  ],
  [
    'header',
    `CREATE TABLE header (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  engine TEXT NOT NULL,
  engine_version TEXT NOT NULL,
  run TEXT NOT NULL,
  started TEXT NOT NULL,
  module_name TEXT NOT NULL,
  module_digest TEXT NOT NULL,
  policy TEXT NOT NULL,
  plan TEXT NOT NULL,
  signatures TEXT NOT NULL,
  actions TEXT NOT NULL,
  rules TEXT NOT NULL,
  chain BLOB NOT NULL,
  salts BLOB NOT NULL,
  commitments BLOB NOT NULL,
  manifest TEXT,
  private TEXT
) STRICT`,
  ],
  [
    'module',
    `CREATE TABLE module (
  part INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT`,
  ],
  [
    'note',
    `CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  row INTEGER,
  written TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT`,
  ],
  [
    'outcome',
    `CREATE TABLE outcome (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  json TEXT NOT NULL,
  chain BLOB NOT NULL
) STRICT`,
  ],
]);

/** Most bytes that a reader takes of each, and a writer writes. */
export const SESSION_CAPS = {
  /** Bytes of one text of the header. */
  text: 16 << 20,
  outcome: 1 << 20,
  module: 128 << 20,
  /** Bytes of one part of the module; all but the last have exactly these. */
  modulePart: 8 << 20,
  chunks: 1 << 20,
  notes: 10_000,
  /** UTF-16 units of one note. */
  note: 10_000,
} as const;
