// Files that a program names when it builds a sandbox: its own, not a guest's.
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { messageOf, SandboxError } from '../../base/errors.ts';

/** Larger files are refused before they are read (module/caps.ts has the same figure). */
const MOST_BYTES = 128 << 20;

/** Throws UNAVAILABLE for what is no file, is larger than a module may be, or cannot be read. */
export async function readSandboxFile(path: string): Promise<Uint8Array> {
  const stats = await stat(path).catch((thrown: unknown) => unavailable(path, messageOf(thrown)));
  if (!stats.isFile()) return unavailable(path, 'not a file');
  if (stats.size > MOST_BYTES) return unavailable(path, `${stats.size} bytes, of ${MOST_BYTES} at most`);
  return new Uint8Array(await readFile(path));
}

/** Absolute and without symbolic links. Throws UNAVAILABLE for what is no folder. */
export async function sandboxFolder(path: string): Promise<string> {
  const found = await realpath(resolve(path)).catch((thrown: unknown) => unavailable(path, messageOf(thrown)));
  return (await stat(found)).isDirectory() ? found : unavailable(path, 'not a folder');
}

function unavailable(path: string, why: string): never {
  throw new SandboxError('UNAVAILABLE', `${basename(path)}: ${why}`);
}
