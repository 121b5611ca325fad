// Lets SQLite read every page and every value of a file of unknown origin, in a process that can do no harm: what would break
// SQLite breaks there, and not in the engine.
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../../base/errors.ts';

const MOST_TABLES = 16;

/** What SQLite has against the file, in its words; empty for nothing. */
export function probeDatabase(path: string): string {
  try {
    const database = new DatabaseSync(path, { readOnly: true, allowExtension: false, enableDoubleQuotedStringLiterals: false });
    try {
      database.exec('PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0');
      return integrityFault(database) ?? (readAll(database), '');
    } finally {
      database.close();
    }
  } catch (thrown) {
    return messageOf(thrown).slice(0, 300) || 'SQLite cannot read it';
  }
}

function integrityFault(database: DatabaseSync): string | undefined {
  const first = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0];
  return first === 'ok' ? undefined : String(first).slice(0, 300);
}

function readAll(database: DatabaseSync): void {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' LIMIT ?").all(MOST_TABLES);
  for (const { name } of tables) {
    const quoted = `"${String(name).replaceAll('"', '""')}"`;
    // Row by row, so that no more than one is in memory.
    for (const _row of database.prepare(`SELECT * FROM ${quoted}`).iterate());
  }
}
