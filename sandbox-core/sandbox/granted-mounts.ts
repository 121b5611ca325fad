// The mounts of a manifest resolved by what the caller grants: a manifest alone opens no folder of the host.
import { SandboxError } from '../base/errors.ts';
import type { Manifest } from '../policy/manifest.ts';
import { missReach } from '../policy/miss-reach.ts';
import type { PlannedMount } from '../run/run-plan.ts';

/** A folder of the host that a manifest may mount. */
export interface Grant {
  /** Absolute, without symbolic links. */
  readonly path: string;
  readonly writable: boolean;
}

/** Throws REFUSED for a mount that no grant covers. */
export function grantedMounts(manifest: Manifest, grants: ReadonlyMap<string, Grant>): PlannedMount[] {
  return manifest.mounts.map((mount) => grantedMount(mount, manifest.onMiss, grants));
}

function grantedMount(
  { guest, source, rights }: Manifest['mounts'][number],
  onMiss: Manifest['onMiss'],
  grants: ReadonlyMap<string, Grant>,
): PlannedMount {
  if (source.kind === 'memory') return { guest, source, rights };
  const grant = source.kind === 'grant' ? grants.get(source.name) : [...grants.values()].find(({ path }) => path === source.path);
  if (grant === undefined) {
    const wanted = source.kind === 'grant' ? `the grant "${source.name}"` : 'a folder of the host';
    throw new SandboxError('REFUSED', `the policy mounts ${wanted} at ${guest}, which no grant gives`);
  }
  if (!grant.writable && rights.some((right) => right !== 'read')) {
    throw new SandboxError('REFUSED', `the policy lets files under ${guest} be changed, but its grant is read-only`);
  }
  return { guest, source: { kind: 'host', path: grant.path }, rights, ...missReach(onMiss, grant) };
}
