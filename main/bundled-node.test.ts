import { expect, test } from 'vitest';
import { findBundledNode, outsideArchive } from './bundled-node.ts';

test('findBundledNode() finds the program where packaging puts it, and nothing elsewhere', () => {
  const there = (path: string) => (asked: string) => asked === path;
  expect(findBundledNode('/r', 'linux', there('/r/node/bin/node'))).toBe('/r/node/bin/node');
  expect(findBundledNode('/r', 'linux', there('/r/node/node.exe'))).toBe(undefined);
  expect(findBundledNode('/r', 'win32', () => true)).toMatch(/node\.exe$/);
  expect(findBundledNode('/r', 'darwin', () => false)).toBe(undefined);
});

test('outsideArchive() leads beside the archive, and leaves a file that is in none where it is', () => {
  expect(outsideArchive(new URL('file:///a/app.asar/out/main/x.js')).href).toBe('file:///a/app.asar.unpacked/out/main/x.js');
  expect(outsideArchive(new URL('file:///a/out/main/x.js')).href).toBe('file:///a/out/main/x.js');
});
