// A manifest's mounts as the plan has them: each name of a grant becomes its folder, and a host path in the manifest counts only
// where it is exactly a folder that was granted.
import {
  cutMiddle,
  missReach,
  visibleText,
  type Checked,
  type Diagnostic,
  type Manifest,
  type MountEntry,
  type PlannedMount,
} from '../../sandbox-core/index.ts';
import type { Grant, Grants } from './grants.ts';

export function planMounts(
  { mounts, onMiss }: Pick<Manifest, 'mounts' | 'onMiss'>,
  grants: Grants,
): Checked<readonly PlannedMount[]> {
  const planned: PlannedMount[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const mount of mounts) {
    const resolved = planMount(mount, onMiss, grants);
    if ('code' in resolved) diagnostics.push(resolved);
    else planned.push(resolved);
  }
  return diagnostics.length > 0 ? { ok: false, diagnostics } : { ok: true, value: planned };
}

function planMount(mount: MountEntry, onMiss: Manifest['onMiss'], grants: Grants): PlannedMount | Diagnostic {
  const { source, guest, rights } = mount;
  if (source.kind === 'memory') return { guest, source, rights };
  const grant = findGrant(source, grants.list());
  if (!grant) return missing(mount, grants.list());
  if (!grant.writable && rights.some((right) => right !== 'read')) {
    return refused('grant-read-only', `the mount at ${shown(guest)} asks to write, but its grant "${grant.name}" is read-only`);
  }
  const refusal = grants.refusal(grant);
  if (refusal !== undefined) return refused('grant-refused', `the mount at ${shown(guest)} is refused: ${refusal}`);
  return { guest, source: { kind: 'host', path: grant.path }, rights, ...missReach(onMiss, grant) };
}

function findGrant(source: Exclude<MountEntry['source'], { kind: 'memory' }>, granted: readonly Grant[]): Grant | undefined {
  return granted.find((grant) => (source.kind === 'grant' ? grant.name === source.name : grant.path === source.path));
}

function missing({ source, guest }: MountEntry, granted: readonly Grant[]): Diagnostic {
  const names = granted.length === 0 ? 'none is there' : `there are: ${granted.map(({ name }) => shown(name)).join(', ')}`;
  if (source.kind === 'grant') {
    return refused('grant-missing', `the mount at ${shown(guest)} names the grant "${shown(source.name)}"; ${names}`);
  }
  const message = `the mount at ${shown(guest)} names a host path, which is inert until that folder is granted outside of the manifest; of grants ${names}`;
  return refused('path-inert', message);
}

function refused(code: string, message: string): Diagnostic {
  return { code, message, place: { kind: 'whole' } };
}

function shown(text: string): string {
  return cutMiddle(visibleText(text), 80);
}
