// Where groups and their entries stand in the list: a head a group, its entries under it where it is unfolded.
import type { AuditGroup } from '../../../app/contract/audit-timeline-schemas.ts';

export interface PlacedGroup {
  readonly group: AuditGroup;
  readonly open: boolean;
  /** Index of its head in the list. */
  readonly head: number;
  /** Place of its first entry among all that match. */
  readonly first: number;
}

export type ListPlace =
  | { readonly kind: 'head'; readonly placed: PlacedGroup }
  | { readonly kind: 'entry'; readonly place: number; readonly placed: PlacedGroup };

export interface ListPlaces {
  readonly count: number;
  readonly groups: readonly PlacedGroup[];
}

/** The newest is open, and all that a filter leaves, except older ones that were put together; a person's choice goes before. */
export function listPlaces(groups: readonly AuditGroup[], filtered: boolean, chosen: ReadonlyMap<number, boolean>): ListPlaces {
  const placed: PlacedGroup[] = [];
  let [head, first] = [0, 0];
  for (const [index, group] of groups.entries()) {
    const open = chosen.get(group.id) ?? (index === groups.length - 1 || (filtered && group.runs <= 1));
    placed.push({ group, open, head, first });
    head += 1 + (open ? group.entries : 0);
    first += group.entries;
  }
  return { count: head, groups: placed };
}

/** What stands at an index of the list. */
export function placeAt({ groups }: ListPlaces, index: number): ListPlace | undefined {
  const placed = groups.findLast(({ head }) => head <= index);
  if (placed === undefined) return undefined;
  if (index === placed.head) return { kind: 'head', placed };
  const within = index - placed.head - 1;
  if (!placed.open || within >= placed.group.entries) return undefined;
  return { kind: 'entry', place: placed.first + within, placed };
}

/** The group of an entry by its place among those that match. */
export function groupOf({ groups }: ListPlaces, place: number): PlacedGroup | undefined {
  const placed = groups.findLast(({ first }) => first <= place);
  return placed === undefined || place >= placed.first + placed.group.entries ? undefined : placed;
}

/** The index of an entry; that of its group's head where it is folded; -1 for none. */
export function indexOf(places: ListPlaces, place: number): number {
  const placed = groupOf(places, place);
  if (placed === undefined) return -1;
  return placed.open ? placed.head + 1 + place - placed.first : placed.head;
}

export function isShown(places: ListPlaces, place: number): boolean {
  return groupOf(places, place)?.open === true;
}
