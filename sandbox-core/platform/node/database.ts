// SQLite through node:sqlite. What newer versions of Node add is used where it is there: Electron brings Node 24.
import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Database, DatabaseOpener, SqlStatement, SqlValue } from '../platform.ts';

/** How long a connection waits for another one's lock. */
const BUSY_MILLISECONDS = 2000;

/** Statements kept by a connection: more than any of ours asks for. */
const MOST_PREPARED = 64;

export const nodeDatabases: DatabaseOpener = {
  open(path, how) {
    if (how === 'create') createPrivateFile(path);
    // Older versions of Node ignore the options they do not know.
    const database = new DatabaseSync(path, {
      readOnly: how === 'read',
      allowExtension: false,
      enableDoubleQuotedStringLiterals: false,
      timeout: BUSY_MILLISECONDS,
      defensive: true,
    });
    if ('enableDefensive' in database) database.enableDefensive(true);
    return new NodeDatabase(database);
  },
};

/** An empty file of our own: SQLite takes it for a new database and gives its side files the same mode. */
function createPrivateFile(path: string): void {
  closeSync(openSync(path, 'wx', 0o600));
  // The umask may have taken rights away from ourselves; it never adds any.
  chmodSync(path, 0o600);
}

class NodeDatabase implements Database {
  readonly #database: DatabaseSync;
  /** By their texts, which are ours and few: reading a chunk takes less than preparing to. */
  readonly #prepared = new Map<string, NodeStatement>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  prepare(sql: string): SqlStatement {
    const known = this.#prepared.get(sql);
    if (known) return known;
    if (this.#prepared.size >= MOST_PREPARED) this.#prepared.clear();
    const statement = new NodeStatement(this.#database.prepare(sql));
    this.#prepared.set(sql, statement);
    return statement;
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }
}

class NodeStatement implements SqlStatement {
  readonly #statement: StatementSync;

  constructor(statement: StatementSync) {
    this.#statement = statement;
  }

  run(...values: SqlValue[]): void {
    this.#statement.run(...(values satisfies SQLInputValue[]));
  }

  get(...values: SqlValue[]): Record<string, SqlValue> | undefined {
    return this.#statement.get(...values);
  }

  all(...values: SqlValue[]): Record<string, SqlValue>[] {
    return this.#statement.all(...values);
  }
}
