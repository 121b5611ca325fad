// A key or chord as one sees it on the keyboard.
import type { JSX } from 'react';
import './key-hint.css';

/** `keys` as commands declare them (`Ctrl+K`); shown with blanks, since a plus sign reads as a key of its own. */
export function KeyHint({ keys }: { readonly keys: string }): JSX.Element {
  return <kbd aria-hidden="true">{keys.replace(/(?<=.)\+(?=.)/g, ' ')}</kbd>;
}
