// The place in view as the page's own address, so that a reload comes back to it. Going back stays the window's own affair.
import { addressOf } from './address.ts';
import type { PlaceStore } from './place.ts';

export interface AddressPlaces {
  readonly location: Pick<Location, 'hash'>;
  readonly history: Pick<History, 'replaceState'>;
}

/** A place changes with each row that is passed; browsers let an address change some times a second. */
const AFTER_MS = 200;

export function followAddress(place: PlaceStore, { location, history }: AddressPlaces): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  place.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // A key that was not taken yet is not written over.
      if (location.hash !== '' && !location.hash.startsWith('#/')) return;
      history.replaceState(null, '', addressOf(place.getState().place));
    }, AFTER_MS);
  });
}
