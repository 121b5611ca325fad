// Small files of the application: made readable by their owner alone, and on the disk before anybody relies on them.
import { closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { messageOf, SandboxError } from '../../base/errors.ts';
import type { PrivateFiles } from '../platform.ts';

export const nodePrivateFiles: PrivateFiles = {
  read: (path, most) => readWhole(path, most, false),
  readSecret: (path, most) => readWhole(path, most, true),
  create(path, bytes) {
    const file = openNew(path);
    if (file === undefined) return false;
    writeWhole(file, path, bytes);
    syncFolder(path);
    return true;
  },
  replace(path, bytes) {
    const beside = `${path}.new`;
    rmSync(beside, { force: true });
    const file = openNew(beside);
    if (file === undefined) throw unavailable(path, 'another program writes it at this moment');
    writeWhole(file, beside, bytes);
    try {
      renameSync(beside, path);
    } catch (thrown) {
      throw unavailable(path, messageOf(thrown));
    }
    syncFolder(path);
  },
};

function readWhole(path: string, most: number, isSecret: boolean): Uint8Array | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw unavailable(path, messageOf(thrown));
  }
  try {
    const { size, mode } = fstatSync(file);
    if (size > most) throw unavailable(path, `${size} bytes, of ${most} at most`);
    if (isSecret && process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw unavailable(path, 'others than its owner may read this key');
    }
    const bytes = new Uint8Array(size);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

function openNew(path: string): number | undefined {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return undefined;
    throw unavailable(path, messageOf(thrown));
  }
}

function writeWhole(file: number, path: string, bytes: Uint8Array): void {
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } catch (thrown) {
    rmSync(path, { force: true });
    throw unavailable(path, messageOf(thrown));
  } finally {
    closeSync(file);
  }
}

/** The name is on the disk only when the folder is. Windows has no such thing, and no need of it. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}

function unavailable(path: string, why: string): SandboxError {
  return new SandboxError('UNAVAILABLE', `${basename(path)}: ${why}`);
}
