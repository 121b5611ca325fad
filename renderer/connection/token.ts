// The browser host's key: it arrives in the fragment (never sent to any server), moves to the tab's own storage and leaves the address.

const STORED = 'wasm-sandbox:token';
/** `#token=…`, or the token alone; places of the application begin with a slash. */
const IN_FRAGMENT = /^#(?:token=)?([A-Za-z0-9_-]{16,256})$/;

export interface TokenPlaces {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
}

/** The token, or null where this page was opened without one. */
export function takeToken({ location, history, storage }: TokenPlaces): string | null {
  const found = IN_FRAGMENT.exec(location.hash)?.[1];
  if (found === undefined) return storage.getItem(STORED);
  storage.setItem(STORED, found);
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return found;
}
