// The trees of a plan, in its order, and after them the denied root. A guest that reaches for /etc/passwd needs some
// directory to reach from; the denied root is that directory. It grants nothing and holds only the first names of the
// mounts' paths, so that the attempt is asked of the policy, denied and recorded, with one errno for all that is not
// mounted (THREATS 33).
import { SandboxError } from '../../base/errors.ts';
import { isNormalGuestPath } from '../../base/guest-path.ts';
import { ERRNO, errnoName } from '../errno.ts';
import type { GuestEnvironment, HostMount } from '../guest-environment.ts';
import { isErrno, type Directory } from './file-tree.ts';
import { openHostTree } from './host-tree.ts';
import { createMemoryTree, plantFile } from './memory-tree.ts';
import { reachOf, type Mount } from './mount.ts';
import { TreeQuota } from './tree-quota.ts';

/** Throws a SandboxError where a mount cannot be had: that is refused before the guest starts. */
export function openMounts(environment: GuestEnvironment, now: () => bigint): readonly Mount[] {
  const quota = new TreeQuota();
  const mounts: Mount[] = environment.plan.mounts.map((planned, index) => ({
    guest: checkedGuest(planned),
    root: openTree(planned, environment, quota, now),
    rights: new Set(planned.rights),
    reach: reachOf(planned, environment.plan.onMiss),
    system: planned.source.kind === 'host',
    device: index + 1,
    isDeniedRoot: false,
  }));
  if (!mounts.some(({ guest }) => guest === '/')) mounts.push(deniedRoot(mounts, now));
  return mounts;
}

function checkedGuest(planned: HostMount): string {
  if (!isNormalGuestPath(planned.guest)) throw new SandboxError('BAD_REQUEST', 'a mount has a guest path that is not normal');
  return planned.guest;
}

function openTree(planned: HostMount, environment: GuestEnvironment, quota: TreeQuota, now: () => bigint): Directory {
  if (planned.source.kind === 'memory') return plantedTree(planned.guest, environment, createMemoryTree(quota, now));
  if (environment.hostFiles === undefined) throw new SandboxError('UNAVAILABLE', 'this host offers no files to mount');
  const root = openHostTree(environment.hostFiles, planned.source.path);
  if (!isErrno(root)) return root;
  throw new SandboxError('UNAVAILABLE', `the tree for ${planned.guest} cannot be opened: ${errnoName(root)}`);
}

function plantedTree(guest: string, { files = [] }: GuestEnvironment, root: Directory): Directory {
  for (const { path, bytes } of files) {
    const below = path.slice(guest === '/' ? 0 : guest.length);
    if (!below.startsWith('/') || !path.startsWith(guest)) continue;
    const errno = plantFile(root, below, bytes);
    if (errno !== ERRNO.SUCCESS) throw new SandboxError('UNAVAILABLE', `${path} does not fit in memory: ${errnoName(errno)}`);
  }
  return root;
}

function deniedRoot(mounts: readonly Mount[], now: () => bigint): Mount {
  const root = createMemoryTree(new TreeQuota(0, mounts.length), now);
  for (const { guest } of mounts) root.makeDirectory(guest.split('/')[1] ?? '');
  return { guest: '/', root, rights: new Set(), reach: new Set(), system: false, device: mounts.length + 1, isDeniedRoot: true };
}
