// What a foreign file lets a guest have of files → mounts that give nothing until they are granted, and the forbids that keep
// them as narrow as the file was: a mount has one set of rights for its whole tree, and no mount lies in another.
import { coversGuestPath } from '../../base/guest-path.ts';
import type { MountEntry, MountRight } from '../manifest.ts';
import { MANIFEST_CAPS } from '../manifest-schema.ts';
import { denial, onlyWhere, cedarString, type Access, type Forbid } from './cedar-words.ts';
import type { Findings } from './foreign-node.ts';
import type { LostPlace } from './translation.ts';

export interface Grant {
  /** As the file writes it. */
  readonly host: string;
  /** Where the guest sees it: a normal path. */
  readonly guest: string;
  readonly access: readonly Access[];
  /** For which paths of the tree it is meant, as a condition in Cedar; left out for all. */
  readonly condition?: string | undefined;
  readonly place: LostPlace;
}

interface Settled {
  readonly mounts: readonly MountEntry[];
  readonly forbids: readonly Forbid[];
}

/** Grants of one tree: that of the first, in which all others lie. */
type Group = [Grant, ...Grant[]];

export function settleGrants(grants: readonly Grant[], findings: Findings): Settled {
  const forbids: Forbid[] = [];
  const groups = groupsOf(withoutHiding(withoutRivals(grants, findings), findings), forbids, findings);
  const inOrder = groups.toSorted((left, right) => grants.indexOf(left[0]) - grants.indexOf(right[0]));
  for (const [first] of inOrder.slice(MANIFEST_CAPS.mounts)) {
    findings.lose(first.place, first.host, `a manifest has at most ${MANIFEST_CAPS.mounts} mounts, so it is left out`);
  }
  const kept = inOrder.slice(0, MANIFEST_CAPS.mounts);
  return { mounts: kept.map(mountOf), forbids: [...kept.flatMap(narrowing), ...forbids] };
}

/** Two folders at one guest path: which of them the guest would see, no manifest can say, so it sees neither. */
function withoutRivals(grants: readonly Grant[], findings: Findings): Grant[] {
  const hosts = new Map<string, Set<string>>();
  for (const { guest, host } of grants) hosts.set(guest, (hosts.get(guest) ?? new Set()).add(plainHost(host)));
  return grants.filter(({ guest, host, place }) => {
    if ((hosts.get(guest)?.size ?? 0) < 2) return true;
    findings.lose(place, host, 'another folder is to be seen at the same guest path, so both are left out');
    return false;
  });
}

/** Of a folder whose whole is not meant, a few files are not worth all the mounts that it would leave no place for. */
function withoutHiding(grants: readonly Grant[], findings: Findings): Grant[] {
  return grants.filter((grant) => {
    const isWhole = grants.some(({ guest, condition }) => guest === grant.guest && condition === undefined);
    const hides = grants.some((other) => coversGuestPath(grant.guest, other.guest) && !isPartOf(other, grant));
    if (isWhole || !hides) return true;
    findings.lose(grant.place, grant.host, 'its folder would take the place of other mounts, so it is left out');
    return false;
  });
}

function groupsOf(grants: readonly Grant[], forbids: Forbid[], findings: Findings): Group[] {
  const groups: Group[] = [];
  for (const grant of grants.toSorted((left, right) => left.guest.length - right.guest.length)) {
    const group = groups.find(([outer]) => coversGuestPath(outer.guest, grant.guest));
    if (group === undefined) groups.push([grant]);
    else if (isPartOf(grant, group[0])) group.push(grant);
    else {
      // What the outer folder has at that path would have been hidden by this one.
      forbids.push(...denial('read', grant.guest), ...denial('write', grant.guest));
      findings.lose(
        grant.place,
        grant.host,
        `its guest path lies in the mount at ${group[0].guest}, so it is left out and nothing can be reached there`,
      );
    }
  }
  return groups;
}

/** Whether the host has the one inside of the other as the guest does. */
function isPartOf(inner: Grant, outer: Grant): boolean {
  const rest = inner.guest === outer.guest ? '' : inner.guest.slice(outer.guest === '/' ? 0 : outer.guest.length);
  return plainHost(inner.host) === plainHost(`${outer.host}${rest}`);
}

/** `./a//b/` and `a/b` are one path. */
function plainHost(path: string): string {
  const plain = path.split('/').filter((part, index) => part !== '.' && (part !== '' || index === 0));
  const joined = plain.join('/');
  return path.startsWith('/') && joined === '' ? '/' : joined;
}

function mountOf(group: Group): MountEntry {
  const [{ guest, host }] = group;
  const rights: MountRight[] = [];
  if (group.some(({ access }) => access.includes('read'))) rights.push('read');
  if (group.some(({ access }) => access.includes('write'))) rights.push('write', 'create');
  return { guest, source: { kind: 'path', path: host }, rights };
}

/** Where a right of the mount is not meant for all of its tree. */
function narrowing(group: Group): Forbid[] {
  const [root] = group;
  return (['read', 'write'] as const).flatMap((access) => {
    const having = group.filter((grant) => grant.access.includes(access));
    const isWhole = having.some(({ guest, condition }) => guest === root.guest && condition === undefined);
    if (having.length === 0 || isWhole) return [];
    return onlyWhere(access, root.guest, [
      ...new Set(having.map(({ guest, condition }) => conditionFor(root, guest, condition))),
    ]);
  });
}

function conditionFor(root: Grant, guest: string, condition: string | undefined): string {
  const inside = guest === root.guest ? [] : [`resource in Dir::${cedarString(guest)}`];
  return [...inside, ...(condition === undefined ? [] : [condition])].join(' && ');
}
