// Which audit log a command means: one that was named, or the app's own where the app has been used here. No mount of a guest
// may overlap its folder (THREATS 105), found by inode, since a guest that can write there could rewrite what is said of it, and one
// that can read there could take the key.
import { existsSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { openAuditLog, type AuditLog, type PlannedMount, type Platform } from '../../sandbox-core/index.ts';
import { stateFolder } from '../services/state-folder.ts';
import { UsageError } from './usage.ts';

/** Undefined where the app keeps nothing on this machine. */
export function appAuditLog(): string | undefined {
  const folder = join(...stateFolder(process.platform, process.env, homedir()), 'sessions');
  return existsSync(folder) ? join(folder, 'audit.sqlite') : undefined;
}

/** Opened for a run with these mounts; undefined where none is wanted. Throws a UsageError for a mount that reaches it. */
export function openRunAudit(
  platform: Platform,
  wanted: string | undefined,
  mounts: readonly PlannedMount[],
): AuditLog | undefined {
  const path = wanted === undefined ? appAuditLog() : resolve(wanted);
  if (wanted === 'off' || path === undefined) return undefined;
  if (!existsSync(dirname(path))) throw new UsageError(`--audit ${wanted ?? path}: there is no such folder`);
  const log = openAuditLog(platform, path);
  const reached = mounts.find(({ source }) => source.kind === 'host' && overlaps(source.path, dirname(path)));
  if (reached === undefined) return log;
  const what = `the mount at ${reached.guest} reaches the audit log`;
  try {
    log.append([{ kind: 'refused', source: 'engine-observed', run: null, what }]);
  } finally {
    log.close();
  }
  throw new UsageError(`${what}; a guest may neither read nor write there`);
}

/** Signs what was added, and says where a copy could not be written. */
export function closeAudit(log: AuditLog | undefined): void {
  if (log === undefined) return;
  try {
    for (const fault of log.checkpoint().faults) process.stderr.write(`wasm-sandbox: audit: ${fault}\n`);
  } finally {
    log.close();
  }
}

/** Whether one is the other, holds it or lies in it. */
function overlaps(one: string, other: string): boolean {
  const [here, there] = [realpathSync(one), realpathSync(other)];
  return inodesUpFrom(here).includes(inodeOf(there)) || inodesUpFrom(there).includes(inodeOf(here));
}

function inodesUpFrom(path: string): string[] {
  const above = dirname(path);
  return above === path ? [inodeOf(path)] : [inodeOf(path), ...inodesUpFrom(above)];
}

function inodeOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}
