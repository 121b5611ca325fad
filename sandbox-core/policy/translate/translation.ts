// A policy in another tool's format and ours, one made from the other, with all that got lost on the way.
import type { Place } from '../../base/diagnostic.ts';
import { cutMiddle, visibleText } from '../../base/visible-text.ts';
import type { Manifest } from '../manifest.ts';

/** Where what was lost stands: in the text that was read, by JSON pointer where its parser tells no places, or in a rule. */
export type LostPlace =
  | Extract<Place, { readonly kind: 'text' }>
  | { readonly kind: 'pointer'; readonly pointer: string }
  | { readonly kind: 'rule'; readonly source: string; readonly line: number; readonly column: number };

/** Something that could not be carried over, or only narrower than it was. */
export interface Lost {
  readonly place: LostPlace;
  /** As it stands there, made visible and cut: `allowed_hosts`. */
  readonly what: string;
  /** A half-sentence: what became of it, and why. */
  readonly why: string;
}

export interface ImportedPolicy {
  readonly manifest: Manifest;
  /** Rules in Cedar beside the manifest, without which it would permit too much; empty where the manifest says it all. */
  readonly rules: string;
  readonly lost: readonly Lost[];
}

export interface ExportedPolicy {
  readonly text: string;
  readonly lost: readonly Lost[];
}

/** `line 3, column 5: allowed_hosts: network rights come later`: the one form in which they are printed. */
export function lostText({ place, what, why }: Lost): string {
  return `${placeText(place)}: ${what}: ${why}`;
}

function placeText(place: LostPlace): string {
  switch (place.kind) {
    case 'text':
      return `line ${place.line}, column ${place.column}`;
    case 'pointer':
      return place.pointer === '' ? 'the whole' : shown(place.pointer);
    case 'rule':
      return `${shown(place.source)}, line ${place.line}, column ${place.column}`;
  }
}

/** Foreign text as it is named in a sentence. */
export function shown(text: string): string {
  return cutMiddle(visibleText(text), 120);
}
