// Node's own permission model for a guest process: a seat belt inside the jail. It denies the network, child processes,
// native addons and every file but the code and the mounts (node:sqlite writes past it; the namespaces hold there).
import { sep } from 'node:path';
import type { Jail } from '../../platform.ts';

/**
 * Opening beneath a mount walks `/proc/self/fd/N/name` (host-files). Exactly that folder is allowed: `/proc/` would open
 * everything through `/proc/self/root`.
 */
const DESCRIPTORS = '/proc/self/fd/';

/** Flags for a process that may read the folders `code` and use the jail's mounts. */
export function permissionFlags(code: readonly string[], jail: Jail): string[] {
  const mounts = jail.mounts.map(({ path }) => tree(path));
  const writable = jail.mounts.filter(({ writable }) => writable).map(({ path }) => tree(path));
  return [
    '--permission',
    '--allow-worker',
    ...[...code.map(tree), ...mounts, ...(mounts.length > 0 ? [DESCRIPTORS] : [])].map((path) => `--allow-fs-read=${path}`),
    ...[...writable, ...(writable.length > 0 ? [DESCRIPTORS] : [])].map((path) => `--allow-fs-write=${path}`),
  ];
}

/** A trailing separator stands for the whole tree. */
function tree(path: string): string {
  return path.endsWith(sep) ? path : path + sep;
}
