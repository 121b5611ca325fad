// Key events to commands. A chord is spelled as commands declare it; single signs count only outside of text fields.
import { isPossible, type Command } from './command.ts';

export interface KeyLike {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const NAMED = new Map([
  ['ArrowUp', '↑'],
  ['ArrowDown', '↓'],
  ['ArrowLeft', '←'],
  ['ArrowRight', '→'],
  [' ', 'Space'],
  ['Escape', 'Esc'],
]);

/** `Ctrl+Shift+L`, `]`, `F5`. Shift is spelled only with letters and named keys: `?` already says it. */
export function chordOf(event: KeyLike): string {
  const named = NAMED.get(event.key) ?? event.key;
  const key = named.length === 1 ? named.toUpperCase() : named;
  const spellsShift = event.shiftKey && (key.length > 1 || /[A-Z]/.test(key));
  const parts = [(event.ctrlKey || event.metaKey) && 'Ctrl', event.altKey && 'Alt', spellsShift && 'Shift', key];
  return parts.filter((part) => part !== false).join('+');
}

/** Chords that belong to a field while one types in it: without Ctrl or Alt, and not a function key. */
export function belongsToText(chord: string): boolean {
  return !chord.startsWith('Ctrl+') && !chord.startsWith('Alt+') && !/^(Shift\+)?F\d+$/.test(chord) && chord !== 'Esc';
}

export function commandFor(event: KeyLike, inText: boolean, commands: readonly Command[]): Command | null {
  const chord = chordOf(event);
  if (inText && belongsToText(chord)) return null;
  // The newest first: a screen's own command stands before the window's.
  return commands.findLast((command) => command.keys.includes(chord) && isPossible(command)) ?? null;
}

/** Whether any command has this chord, possible or not: then the browser must not act on it either (F5 would reload the page). */
export function isClaimed(event: KeyLike, inText: boolean, commands: readonly Command[]): boolean {
  const chord = chordOf(event);
  return !(inText && belongsToText(chord)) && chord !== 'Esc' && commands.some((command) => command.keys.includes(chord));
}

/** Whether keys go into text there. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox' && target.type !== 'radio';
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
