// How far answers about misses may reach on a folder of the host: never past what whoever granted the folder gave.
import type { MountRight, OnMiss } from './manifest.ts';

/** What the mount has to be opened for beside its rights; the jail is built for it before the guest asks. Nothing where misses are denied. */
export function missReach(onMiss: OnMiss, grant: { readonly writable: boolean }): { readonly reach?: readonly MountRight[] } {
  if (onMiss === 'ask') return { reach: grant.writable ? ['read', 'write', 'create'] : ['read'] };
  if (onMiss === 'audit') return { reach: grant.writable ? ['read', 'write'] : ['read'] };
  return {};
}
