import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { placeOf } from './address.ts';
import { followAddress } from './follow-address.ts';
import { createPlaceStore, START } from './place.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const RUN = 'r0123456789ab';

function followed(hash: string) {
  const place = createPlaceStore(START);
  const written: string[] = [];
  const history = {
    replaceState: (_data: unknown, _unused: string, url?: string | URL | null) => void written.push(String(url)),
  };
  followAddress(place, { location: { hash }, history });
  return { place, written };
}

test('the last of several places in quick succession is the address, and leads back there', () => {
  const { place, written } = followed('');
  for (const row of [1, 2, 3]) {
    place.getState().move({ screen: 'trace', run: RUN, selection: { kind: 'call', run: RUN, row } });
    vi.advanceTimersByTime(50);
  }
  vi.advanceTimersByTime(200);
  expect(written).toEqual([`#/trace?run=${RUN}&call=3`]);
  expect(placeOf(written[0] ?? '')).toEqual(place.getState().place);
});

test('a key in the address is never written over', () => {
  const { place, written } = followed('#0123456789abcdefghij');
  place.getState().move({ screen: 'trace' });
  vi.advanceTimersByTime(1000);
  expect(written).toEqual([]);
});
