import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ERRNO, errnoName } from '../errno.ts';
import { isErrno, type Directory } from './file-tree.ts';
import { createMemoryTree, plantFile } from './memory-tree.ts';
import { TreeQuota } from './tree-quota.ts';
import { ESCAPE, walk } from './walk.ts';

/** `a/b/f` and `g`, and links that go up, around, out and nowhere. */
function tree(): Directory {
  const root = createMemoryTree(new TreeQuota(), () => 0n);
  plantFile(root, '/a/b/f', new Uint8Array(1));
  plantFile(root, '/g', new Uint8Array(2));
  for (const [name, target] of LINKS) root.makeLink(name, target);
  const inner = root.enter('a');
  if (!isErrno(inner)) inner.makeLink('up', '..');
  return root;
}

const LINKS = new Map([
  ['to-b', 'a/b'],
  ['to-b-slash', 'a/b/'],
  ['self', 'self'],
  ['out', '../x'],
  ['absolute', '/g'],
  ['nowhere', 'none'],
  ['chain', 'to-b'],
]);

function walked(path: string, follow = true): string {
  const place = walk(tree(), path, follow);
  if (isErrno(place)) return errnoName(place);
  const { below, name, directoryOnly } = place;
  return `${[...below, name].join('/')}${directoryOnly ? ' (directory)' : ''}`;
}

test('walk() answers each path with a place or one errno', () => {
  const paths = [
    'g',
    'a/b/f',
    'a//b/./f',
    '.',
    'a/..',
    '..',
    'a/../..',
    'to-b/f',
    'to-b-slash',
    'chain/f',
    'self',
    'self/x',
    'out',
    'out/y',
  ];
  const more = [
    'absolute',
    'nowhere',
    'nowhere/x',
    'g/x',
    'g/',
    'a/up/g',
    'a/up/up',
    'a/up/../g',
    'none/x',
    'a/b/../../g',
    'to-b/../f',
  ];
  expect([...paths, ...more].map((path) => `${path} → ${walked(path)}`)).toEqual([
    'g → g',
    'a/b/f → a/b/f',
    'a//b/./f → a/b/f',
    '. →  (directory)',
    'a/.. →  (directory)',
    '.. → NOTCAPABLE',
    'a/../.. → NOTCAPABLE',
    'to-b/f → a/b/f',
    'to-b-slash → a/b (directory)',
    'chain/f → a/b/f',
    'self → LOOP',
    'self/x → LOOP',
    'out → NOTCAPABLE',
    'out/y → NOTCAPABLE',
    'absolute → NOTCAPABLE',
    'nowhere → none',
    'nowhere/x → NOENT',
    'g/x → NOTDIR',
    'g/ → g (directory)',
    'a/up/g → g',
    'a/up/up → up',
    'a/up/../g → NOTCAPABLE',
    'none/x → NOENT',
    'a/b/../../g → g',
    'to-b/../f → a/f',
  ]);
});

test('walk() leaves a link in the last place alone unless asked, or before a slash', () => {
  expect(['to-b', 'to-b/', 'out', 'out/'].map((path) => walked(path, false))).toEqual([
    'to-b',
    'a/b (directory)',
    'out',
    'NOTCAPABLE',
  ]);
});

test('walk() never leads above its root, whatever the path and the links', () => {
  const name = fc.constantFrom('a', 'b', 'f', 'g', 'up', '..', '.', '', 'x', ...LINKS.keys());
  const root = tree();
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 10 }), fc.boolean(), (names, follow) => {
      const place = walk(root, names.join('/'), follow);
      if (isErrno(place)) return;
      const reached = resolveByModel(place.below, place.name);
      expect(reached).toBe(true);
      place.release();
    }),
    { numRuns: 500 },
  );
});

/** A place is right when its names exist one in the other, and none of them is a link. */
function resolveByModel(below: readonly string[], name: string): boolean {
  let directory: Directory = tree();
  for (const passed of below) {
    const inner = directory.enter(passed);
    if (isErrno(inner)) return false;
    directory = inner;
  }
  return !name.includes('/') && name !== '..' && name !== '.';
}

test('walk() closes what it opened, and holds a bounded depth', () => {
  const root = createMemoryTree(new TreeQuota(), () => 0n);
  plantFile(root, `/${'d/'.repeat(300)}`, new Uint8Array());
  const errnos = [walk(root, `${'d/'.repeat(300)}x`, true), walk(root, `${'d/'.repeat(200)}x`, true)];
  expect(errnos[0]).toBe(ERRNO.NAMETOOLONG);
  expect(isErrno(errnos[1] ?? ESCAPE)).toBe(false);
});
