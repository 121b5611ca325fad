// The tables of an audit log, word for word: a reader compares them with what it finds. Triggers keep honest programs from
// changing what is there; whoever writes to the file past them is found by `verifyLog`.
import { SandboxError } from '../base/errors.ts';
import type { Database } from '../platform/platform.ts';

/** `WSAL` in ASCII: the SQLite application id of every audit log. */
export const APPLICATION_ID = 0x5753_414c;
export const FORMAT_VERSION = 1;

const APPEND_ONLY = ['entry', 'checkpoint', 'header', 'policy'] as const;

/** Each object of the file by its name. */
export const AUDIT_OBJECTS: ReadonlyMap<string, string> = new Map([
  [
    'header',
    `CREATE TABLE header (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  origin TEXT NOT NULL,
  keys TEXT NOT NULL
) STRICT`,
  ],
  [
    'entry',
    `CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  lane INTEGER NOT NULL,
  run TEXT,
  body TEXT NOT NULL,
  chain BLOB NOT NULL
) STRICT`,
  ],
  ['entry_lane', `CREATE INDEX entry_lane ON entry (lane, time)`],
  [
    'state',
    `CREATE TABLE state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  size INTEGER NOT NULL,
  chain BLOB NOT NULL,
  edge BLOB NOT NULL
) STRICT`,
  ],
  [
    'checkpoint',
    `CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY,
  note TEXT NOT NULL
) STRICT`,
  ],
  [
    'policy',
    `CREATE TABLE policy (
  digest TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  rules TEXT NOT NULL
) STRICT`,
  ],
  [
    'setting',
    `CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT`,
  ],
  ...APPEND_ONLY.flatMap((table) =>
    (['UPDATE', 'DELETE'] as const).map((act): [string, string] => {
      const name = `${table}_no_${act.toLowerCase()}`;
      return [
        name,
        `CREATE TRIGGER ${name} BEFORE ${act} ON ${table} BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END`,
      ];
    }),
  ),
]);

/** Throws a SandboxError (REFUSED) for a file that is no audit log of this version, or has more or less in it than one. */
export function checkObjects(database: Database): void {
  const [id, version] = ['application_id', 'user_version'].map((name) => database.prepare(`PRAGMA ${name}`).get()?.[name]);
  if (id !== APPLICATION_ID) throw new SandboxError('REFUSED', 'this is no audit log');
  if (version !== FORMAT_VERSION)
    throw new SandboxError('REFUSED', `an audit log of version ${String(version)} is not known here`);
  const rows = database.prepare(`SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_autoindex_%' LIMIT 100`).all();
  const found = new Map(rows.map(({ name, sql }) => [String(name), String(sql)]));
  const wrong = [...AUDIT_OBJECTS].find(([name, sql]) => found.get(name) !== sql)?.[0];
  const strange = [...found.keys()].find((name) => !AUDIT_OBJECTS.has(name));
  if (wrong !== undefined) throw new SandboxError('REFUSED', `the audit log's ${wrong} is not as it was made`);
  if (strange !== undefined) throw new SandboxError('REFUSED', 'there is more in this file than an audit log has');
}
