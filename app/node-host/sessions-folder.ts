// The sessions folder on disk: made private (0700), and only files of plain names are touched in it.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionsFolder } from '../services/sessions-folder.ts';

/** What SQLite may leave beside a database. */
const BESIDE = ['', '-wal', '-shm', '-journal'];

export function sessionsFolder(path: string): SessionsFolder {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return {
    pathOf: (name) => join(path, plain(name)),
    names: () =>
      readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name),
    sizeOf: (name) => {
      const sizes = BESIDE.map((ending) => statSync(join(path, plain(name) + ending), { throwIfNoEntry: false })?.size ?? 0);
      return sizes.reduce((sum, size) => sum + size, 0);
    },
    remove: (name) => {
      for (const ending of BESIDE) rmSync(join(path, plain(name) + ending), { force: true });
    },
  };
}

function plain(name: string): string {
  if (!/^[\w-]+\.session$/.test(name)) throw new TypeError(`${JSON.stringify(name)} is not the name of a session file`);
  return name;
}
