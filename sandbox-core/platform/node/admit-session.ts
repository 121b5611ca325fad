// A session file from elsewhere: copied to a private place, read whole there by a jailed process, and only then given on.
import { createHash } from 'node:crypto';
import { chmodSync, createReadStream, existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checked } from '../../base/diagnostic.ts';
import type { GuestSpawner } from '../platform.ts';
import { nodeGuests } from './guest-processes.ts';
import { ownRuntime, withSqlite, type Runtime } from './jail/runtime.ts';

/** Larger files are refused before they are copied. */
const MOST_BYTES = 16 * 2 ** 30;
const PROBE_MILLISECONDS = 120_000;

/** Starts processes whose entry is session-probe.ts, in the layers that guests have here. */
export function sessionProbes(entry: URL, runtime: Runtime = ownRuntime()): GuestSpawner {
  return nodeGuests({ entry, runtime: withSqlite(runtime) });
}

/**
 * `spawner` is that of `sessionProbes`. Answers the path of a private copy, of mode 0600, in a folder of its own that the caller
 * removes; or why the file is refused.
 */
export async function admitSessionFile(spawner: GuestSpawner, file: string): Promise<Checked<string>> {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) return refused(`${file}: no such file`);
  if (size > MOST_BYTES) return refused(`the file has ${size} bytes; ${MOST_BYTES} are the most`);
  const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-session-'));
  const copy = join(folder, 'probed.session');
  try {
    await copyFile(file, copy);
    chmodSync(copy, 0o600);
    // What a killed writer left beside it belongs to it.
    if (existsSync(`${file}-wal`)) await copyFile(`${file}-wal`, `${copy}-wal`);
    const before = await digestOf(copy);
    const fault = await probe(spawner, folder, copy);
    if (fault !== '') return discarded(folder, fault);
    if ((await digestOf(copy)) !== before) return discarded(folder, 'the file was changed by the process that read it');
    const admitted = join(folder, 'admitted.session');
    renameSync(copy, admitted);
    if (existsSync(`${copy}-wal`)) renameSync(`${copy}-wal`, `${admitted}-wal`);
    return { ok: true, value: admitted };
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true });
    throw thrown;
  }
}

/** SQLite needs to write beside a file that was not closed: the folder holds nothing else. */
async function probe(spawner: GuestSpawner, folder: string, copy: string): Promise<string> {
  const child = spawner.spawn({ mounts: [{ path: folder, writable: true }] });
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve('it took too long to read'), PROBE_MILLISECONDS);
  child.channel.onMessage((message) => resolve(new TextDecoder().decode(message.subarray(0, 1000))));
  void child.exited.then(() => resolve('the process that read it ended'));
  child.channel.send(new TextEncoder().encode(copy));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.kill();
  }
}

/** In pieces, with turns for others between them: the file may have gigabytes. */
async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}

function discarded(folder: string, message: string): Checked<never> {
  rmSync(folder, { recursive: true, force: true });
  return refused(message);
}

function refused(message: string): Checked<never> {
  return { ok: false, diagnostics: [{ code: 'session-unreadable', message, place: { kind: 'whole' } }] };
}
