// A tree at its place in the guest's view, with what the plan lets be done in it. The policy decides each request; a
// mount's rights are the upper bound under every rule, so that no rule of one mount opens another.
import type { MountRight, OnMiss } from '../../policy/manifest.ts';
import type { Action } from '../../policy/request.ts';
import type { Directory } from './file-tree.ts';

export interface Mount {
  readonly guest: string;
  readonly root: Directory;
  readonly rights: ReadonlySet<MountRight>;
  /** Those, and others within which a miss may be let through (host/misses.ts). */
  readonly reach: ReadonlySet<MountRight>;
  /** Reading and writing it is system I/O, which takes time worth measuring. */
  readonly system: boolean;
  /** What the guest is told as the device number: the place in the list of mounts, from 1. */
  readonly device: number;
  /** Grants nothing; only there so that a guest that reaches past its mounts is seen (see mounts.ts). */
  readonly isDeniedRoot: boolean;
}

const NEEDED: ReadonlyMap<Action, MountRight> = new Map([
  ['fs.read', 'read'],
  ['fs.list', 'read'],
  ['fs.write', 'write'],
  ['fs.create', 'create'],
  ['fs.delete', 'create'],
  ['fs.link', 'create'],
]);

export function mountPermits(mount: Pick<Mount, 'rights'>, action: Action): boolean {
  const right = NEEDED.get(action);
  return right !== undefined && mount.rights.has(right);
}

/** Whether anything could allow it there: past that, it is denied whatever the rules and people say. */
export function mountReaches(mount: Pick<Mount, 'reach'>, action: Action): boolean {
  const right = NEEDED.get(action);
  return right !== undefined && mount.reach.has(right);
}

const EVERY_RIGHT: readonly MountRight[] = ['read', 'write', 'create'];

/** Of a planned mount. */
interface PlannedReach {
  readonly rights: readonly MountRight[];
  readonly reach?: readonly MountRight[];
  readonly source: { readonly kind: 'host' | 'memory' };
}

/** What a miss may be let through for: in memory all, of the host's as much as whoever granted the folder gave. */
export function reachOf({ rights, reach, source }: PlannedReach, onMiss: OnMiss): ReadonlySet<MountRight> {
  if (onMiss !== 'ask' && onMiss !== 'audit') return new Set(rights);
  return new Set([...rights, ...(reach ?? (source.kind === 'memory' ? EVERY_RIGHT : []))]);
}

/** Link and rename move what one may do along with the file: only between places of equal rights (THREATS 8). */
export function sameRights(left: Mount, right: Mount): boolean {
  return left.rights.size === right.rights.size && [...left.rights].every((one) => right.rights.has(one));
}
