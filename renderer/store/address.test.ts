import { expect, test } from 'vitest';
import { addressOf, placeOf } from './address.ts';
import { FIRST_LAYOUT, readLayout } from './layout.ts';
import { START } from './place.ts';

const RUN = 'r00000000000a';

test('a place survives its address', () => {
  const place = {
    ...START,
    screen: 'trace',
    run: RUN,
    filter: 'name:"a b" &=#',
    selection: { kind: 'call', run: RUN, row: 4182 },
    ranges: [
      { from: 0, to: 2e9 },
      { from: 5, to: 10 },
    ],
  } as const;
  expect(placeOf(addressOf(place))).toEqual(place);
});

test('an address takes nothing that is not an id', () => {
  expect(placeOf('#/trace?run=../../etc&call=1e9&module=x')).toEqual({ ...START, screen: 'trace' });
  expect(placeOf('#token=abc')).toBeNull();
});

test('a kept layout of another shape is passed over, field by field', () => {
  expect(
    readLayout('{"theme":"dark","detailsWidth":"wide","dock":{"trace":1},"details":{"trace":false},"__proto__":{"x":1}}'),
  ).toEqual({
    theme: 'dark',
    details: { ...FIRST_LAYOUT.details, trace: false },
  });
  expect(readLayout('not json')).toEqual({});
});
