// The fewest mounts with the fewest rights that recorded runs could do with: those of the runs that were used, and where a run
// was denied what is to be allowed, a mount of the one directory.
import { coversGuestPath, guestDirectoryOf } from '../base/guest-path.ts';
import type { MountEntry, MountRight } from '../policy/manifest.ts';
import { MANIFEST_CAPS } from '../policy/manifest-schema.ts';
import type { Action } from '../policy/request.ts';
import { RIGHT_ACTIONS } from '../policy/rules.ts';
import { outermostOf } from './path-selectors.ts';
import { joined, type Evidence, type PolicyNeeds } from './policy-needs.ts';
import type { RecordedMount } from './recorded-policy.ts';

export interface SuggestedMount {
  readonly entry: MountEntry;
  readonly evidence: Evidence;
  /** What was asked under it. */
  readonly needs: ReadonlyMap<Action, ReadonlyMap<string, Evidence>>;
}

const RIGHTS: readonly MountRight[] = ['read', 'write', 'create'];

/** In the order of `recorded`, then by path; none lies in another. */
export function suggestedMounts(needs: PolicyNeeds, recorded: readonly RecordedMount[]): SuggestedMount[] {
  const names = new Set<string>();
  return placesOf(needs, recorded).flatMap((guest) => {
    const under = needsUnder(needs, guest);
    const actions = [...under.keys()];
    const rights = RIGHTS.filter((right) => RIGHT_ACTIONS[right].some((action) => actions.includes(action)));
    if (rights.length === 0) return [];
    const isMemory = recorded.some((mount) => mount.guest === guest && mount.kind === 'memory');
    const source = isMemory ? ({ kind: 'memory' } as const) : ({ kind: 'grant', name: grantName(guest, names) } as const);
    const all = [...under.values()].flatMap((paths) => [...paths.values()]);
    return [{ entry: { guest, source, rights }, evidence: all.reduce((one, other) => joined(one, other)), needs: under }];
  });
}

function placesOf({ paths }: PolicyNeeds, recorded: readonly RecordedMount[]): string[] {
  const given = outermostOf(recorded.map(({ guest }) => guest));
  const added = new Set<string>();
  for (const [action, asked] of paths) {
    for (const path of asked.keys()) {
      if (given.some((mount) => coversGuestPath(mount, path))) continue;
      added.add(action === 'fs.list' ? path : guestDirectoryOf(path));
    }
  }
  const rank = (guest: string): number => {
    const index = recorded.findIndex((mount) => mount.guest === guest);
    return index < 0 ? recorded.length : index;
  };
  return withinCap([...given, ...added]).sort((one, other) => rank(one) - rank(other));
}

/** A manifest has room for so many mounts; where more were needed, what they lie in is mounted. */
function withinCap(directories: readonly string[]): string[] {
  let places = outermostOf(directories);
  while (places.length > MANIFEST_CAPS.mounts) {
    const deepest = Math.max(...places.map(depthOf));
    places = outermostOf(places.map((place) => (depthOf(place) === deepest ? guestDirectoryOf(place) : place)));
  }
  return places;
}

function depthOf(path: string): number {
  return path.split('/').length;
}

function needsUnder({ paths }: PolicyNeeds, guest: string): Map<Action, ReadonlyMap<string, Evidence>> {
  const found = new Map<Action, ReadonlyMap<string, Evidence>>();
  for (const [action, asked] of paths) {
    const under = new Map([...asked].filter(([path]) => coversGuestPath(guest, path)));
    if (under.size > 0) found.set(action, under);
  }
  return found;
}

/** What --grant takes for a name. */
function grantName(guest: string, taken: Set<string>): string {
  const base = (guest.slice(guest.lastIndexOf('/') + 1).replaceAll(/[^\w.-]/g, '_') || 'root').slice(0, 60);
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  taken.add(name);
  return name;
}
