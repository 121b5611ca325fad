import { expect, test } from 'vitest';
import type { Command } from './command.ts';
import { chordOf, commandFor, isClaimed } from './keymap.ts';

const NONE = { code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const command = (id: string, keys: string[], when?: () => boolean): Command => ({
  id,
  title: id,
  group: 'Run',
  keys,
  when,
  run: () => undefined,
});

test('chordOf() spells chords as commands declare them', () => {
  expect(chordOf({ ...NONE, key: 'k', ctrlKey: true })).toBe('Ctrl+K');
  expect(chordOf({ ...NONE, key: 'k', metaKey: true })).toBe('Ctrl+K');
  expect(chordOf({ ...NONE, key: 'F5', shiftKey: true })).toBe('Shift+F5');
  expect(chordOf({ ...NONE, key: '?', shiftKey: true })).toBe('?');
  expect(chordOf({ ...NONE, key: 'ArrowLeft', altKey: true })).toBe('Alt+←');
});

test('single signs belong to the text field while one types', () => {
  const commands = [command('filter', ['/']), command('run', ['F5'])];
  expect(commandFor({ ...NONE, key: '/' }, true, commands)).toBeNull();
  expect(commandFor({ ...NONE, key: '/' }, false, commands)?.id).toBe('filter');
  expect(commandFor({ ...NONE, key: 'F5' }, true, commands)?.id).toBe('run');
});

test('the newest possible command has the chord; one that is not possible still keeps the browser from it', () => {
  const commands = [command('window', ['F5'], () => false), command('screen', ['F5'], () => false)];
  expect(commandFor({ ...NONE, key: 'F5' }, false, commands)).toBeNull();
  expect(isClaimed({ ...NONE, key: 'F5' }, false, commands)).toBe(true);
});
