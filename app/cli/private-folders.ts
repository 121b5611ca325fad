// Copies of folders for one run each: what a guest does to a folder under a sweep must not reach the folder, nor the next run.
import { copyFileSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatBytes, type FreshMounts, type PlannedMount } from '../../sandbox-core/index.ts';
import { UsageError } from './usage.ts';

/** Of all folders of one run together. */
const MOST_BYTES = 256 << 20;
const MOST_ENTRIES = 100_000;

export class PrivateFolders {
  readonly #root = mkdtempSync(join(tmpdir(), 'wasm-sandbox-sweep-'));
  #made = 0;

  /** The mounts with a new copy in place of each folder of the host. Throws a UsageError where that would be too much. */
  fresh(mounts: readonly PlannedMount[]): FreshMounts {
    const folder = join(this.#root, String(this.#made++));
    const room = { bytes: MOST_BYTES, entries: MOST_ENTRIES };
    const copied = mounts.map((mount, index) => {
      if (mount.source.kind !== 'host') return mount;
      const path = join(folder, String(index));
      mkdirSync(path, { recursive: true, mode: 0o700 });
      copyTree(mount.source.path, path, room);
      return { ...mount, source: { kind: 'host' as const, path } };
    });
    return { mounts: copied, dispose: () => rmSync(folder, { recursive: true, force: true }) };
  }

  /** Removes all of them. */
  close(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** Links stay links and are never followed; sockets, pipes and devices are left out. */
function copyTree(from: string, to: string, room: { bytes: number; entries: number }): void {
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const stats = lstatSync(source);
    room.entries -= 1;
    if (stats.isFile()) room.bytes -= stats.size;
    if (room.entries < 0) throw new UsageError(`--dir: more than ${MOST_ENTRIES} entries to copy for each run`);
    if (room.bytes < 0) throw new UsageError(`--dir: more than ${formatBytes(MOST_BYTES)} to copy for each run`);
    if (stats.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (stats.isFile()) copyFileSync(source, target);
    else if (stats.isDirectory()) {
      mkdirSync(target);
      copyTree(source, target, room);
    }
  }
}
