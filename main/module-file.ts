// Reads a module that a person chose in a native dialog.
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { formatBytes, SandboxError } from '../sandbox-core/index.ts';

/** More than any module that admission lets pass. */
const MOST_FILE_BYTES = 512 << 20;

export async function readModuleFile(
  path: string,
  most = MOST_FILE_BYTES,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const file = await open(path, 'r');
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new SandboxError('REFUSED', 'it is not a plain file');
    if (facts.size > most) throw new SandboxError('REFUSED', `it has ${formatBytes(facts.size)}, more than ${formatBytes(most)}`);
    const bytes = new Uint8Array(facts.size);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return { name: basename(path), bytes: bytes.subarray(0, bytesRead) };
  } finally {
    await file.close();
  }
}
