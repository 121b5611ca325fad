// The sessions folder on disk: made private (0700), and only files of plain names are touched in it.
import {
  appendFileSync,
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Checked, GuestSpawner } from '../../sandbox-core/index.ts';
import { admitSessionFile } from '../../sandbox-core/node.ts';
import type { IncomingFile, OutgoingFile, SessionsFolder } from '../services/sessions-folder.ts';

/** What SQLite may leave beside a database. */
const BESIDE = ['', '-wal', '-shm', '-journal'];

/** `probes`: starts what reads files from elsewhere first; without it none is let in. */
export function sessionsFolder(path: string, probes: GuestSpawner | undefined): SessionsFolder {
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
    incoming: () => incomingFile(probes, (name) => join(path, plain(name))),
    outgoing: outgoingFile,
  };
}

function incomingFile(probes: GuestSpawner | undefined, placeOf: (name: string) => string): IncomingFile {
  const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-incoming-'));
  const file = join(folder, 'incoming.session');
  writeFileSync(file, '', { mode: 0o600, flag: 'wx' });
  return {
    append: (bytes) => appendFileSync(file, bytes),
    admit: async (name) => {
      if (probes === undefined) return NO_PROBES;
      const admitted = await admitSessionFile(probes, file);
      if (!admitted.ok) return admitted;
      try {
        await copyFile(admitted.value, placeOf(name), constants.COPYFILE_EXCL);
      } finally {
        rmSync(dirname(admitted.value), { recursive: true, force: true });
      }
      return { ok: true, value: undefined };
    },
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const NO_PROBES: Checked<never> = {
  ok: false,
  diagnostics: [
    {
      code: 'session-probe',
      message: 'files from elsewhere are read in a jailed process first, and this app was built without the Node that it needs',
      place: { kind: 'whole' },
    },
  ],
};

function outgoingFile(): OutgoingFile {
  const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-outgoing-'));
  const path = join(folder, 'outgoing.session');
  return {
    path,
    size: () => statSync(path).size,
    read: (offset, length) => {
      const file = openSync(path, 'r');
      try {
        const bytes = new Uint8Array(length);
        return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
      } finally {
        closeSync(file);
      }
    },
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function plain(name: string): string {
  if (!/^[\w-]+\.session$/.test(name)) throw new TypeError(`${JSON.stringify(name)} is not the name of a session file`);
  return name;
}
