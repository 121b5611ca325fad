import { expect, test } from 'vitest';
import { takeToken } from './token.ts';

function places(hash: string, stored: string | null) {
  const kept = new Map(stored === null ? [] : [['wasm-sandbox:token', stored]]);
  const shown: string[] = [];
  return {
    kept,
    shown,
    places: {
      location: { hash, pathname: '/', search: '' },
      history: { replaceState: (_data: unknown, _unused: string, url?: string | URL | null) => void shown.push(String(url)) },
      storage: {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => void kept.set(key, value),
      },
    },
  };
}

test('the token goes from the fragment into storage and out of the address', () => {
  const { kept, shown, places: given } = places('#vd8s326e9U6dh5RoJ-1FA8Sb896DDXY_0Dw2BZsOrLs', null);
  expect(takeToken(given)).toBe('vd8s326e9U6dh5RoJ-1FA8Sb896DDXY_0Dw2BZsOrLs');
  expect([...kept.values(), ...shown]).toEqual(['vd8s326e9U6dh5RoJ-1FA8Sb896DDXY_0Dw2BZsOrLs', '/']);
});

test('after a reload the stored token serves, and an address of a place is none', () => {
  expect(takeToken(places('#/trace?run=r00000000000a', 'kept-kept-kept-kept').places)).toBe('kept-kept-kept-kept');
  expect(takeToken(places('#/modules', null).places)).toBeNull();
});
