import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coversGuestPath, guestDirectoryOf, isNormalGuestPath } from './guest-path.ts';

test('isNormalGuestPath() takes absolute paths in normal form only', () => {
  const normal = ['/', '/a', '/a/b.c', '/...', '/.a', '/a./b', '/日本', '/a b', '/\\'];
  const others = ['', 'a', './a', '//', '/a/', '/a//b', '/.', '/..', '/a/../b', '/a/.', '/a\0', '\\a'];
  expect([...normal, ...others].filter(isNormalGuestPath)).toEqual(normal);
});

test('isNormalGuestPath() agrees with splitting at the slashes', () => {
  const text = fc.array(fc.constantFrom('/', '.', '..', 'a', '\0')).map((parts) => parts.join(''));
  const bad = ['', '.', '..'];
  const bySplitting = (path: string): boolean =>
    path === '/' ||
    (path.startsWith('/') &&
      !path.includes('\0') &&
      !path
        .slice(1)
        .split('/')
        .some((part) => bad.includes(part)));
  fc.assert(
    fc.property(text, (path) => {
      expect(isNormalGuestPath(path)).toBe(bySplitting(path));
    }),
    { numRuns: 2000 },
  );
});

test('coversGuestPath() goes by components', () => {
  const paths = ['/', '/data', '/data/a', '/data/a/b', '/data-secret', '/dat', '/DATA'];
  expect(paths.filter((path) => coversGuestPath('/data', path))).toEqual(['/data', '/data/a', '/data/a/b']);
  expect(paths.filter((path) => coversGuestPath('/', path))).toEqual(paths);
});

test('guestDirectoryOf() stops at the root', () => {
  expect(['/', '/a', '/a/b'].map(guestDirectoryOf)).toEqual(['/', '/', '/a']);
});
