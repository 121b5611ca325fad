import { expect, test } from 'vitest';
import type { AuditGroup } from '../../../app/contract/audit-timeline-schemas.ts';
import { indexOf, isShown, listPlaces, placeAt } from './list-places.ts';

function group(id: number, entries: number, runs = 1): AuditGroup {
  return { id, run: `r${String(id).padStart(12, '0')}`, number: id, module: 'a.wasm', from: 0, sentence: null, runs, entries };
}

const GROUPS = [group(0, 1996, 9), group(1, 2), group(3, 3)];

/** The list as text: `+1` a folded head, `-3` an open one, and places of entries. */
function drawn(...given: Parameters<typeof listPlaces>): string[] {
  const places = listPlaces(...given);
  return Array.from({ length: Math.min(12, places.count) }, (_, index) => {
    const at = placeAt(places, index);
    return at === undefined
      ? 'nothing'
      : at.kind === 'entry'
        ? String(at.place)
        : `${at.placed.open ? '-' : '+'}${at.placed.group.id}`;
  });
}

test('the newest group is open, with a filter all but the older ones, and a person’s choice goes before', () => {
  expect(drawn(GROUPS, false, new Map())).toEqual(['+0', '+1', '-3', '1998', '1999', '2000']);
  expect(drawn(GROUPS, true, new Map())).toEqual(['+0', '-1', '1996', '1997', '-3', '1998', '1999', '2000']);
  expect(
    drawn(
      GROUPS,
      true,
      new Map([
        [1, false],
        [3, false],
      ]),
    ),
  ).toEqual(['+0', '+1', '+3']);
});

test('an entry is found again by its place, and in a folded group its head is', () => {
  const places = listPlaces(GROUPS, false, new Map());
  expect([indexOf(places, 1999), indexOf(places, 1997), indexOf(places, 2001)]).toEqual([4, 1, -1]);
  expect([isShown(places, 1999), isShown(places, 1997)]).toEqual([true, false]);
  expect(placeAt(places, 6)).toBeUndefined();
  expect(listPlaces([], false, new Map()).count).toBe(0);
});
