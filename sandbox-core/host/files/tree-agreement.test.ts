// The trees are one to a guest: whatever is done, a tree in memory, a walked and a checked tree of the host answer alike.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostFiles } from '../../platform/node/host-files.ts';
import { ERRNO, errnoName, type Errno } from '../errno.ts';
import { isErrno, type Directory } from './file-tree.ts';
import { openHostTree } from './host-tree.ts';
import { createMemoryTree } from './memory-tree.ts';
import { TreeQuota } from './tree-quota.ts';
import { walk } from './walk.ts';

type Step = (root: Directory) => string;

const path = fc.constantFrom('a', 'b', 'c', 'a/b', 'a/b/c', 'b/c', 'a/..', 'l', 'l/b');
const READ = { read: true, write: false, create: false, exclusive: false, truncate: false, directory: false };

const step: fc.Arbitrary<[string, Step]> = fc.oneof(
  path.map(makeDirectory),
  path.map((at) => named(`rmdir ${at}`, (root) => onName(root, at, (directory, name) => directory.removeDirectory(name)))),
  path.map((at) => named(`unlink ${at}`, (root) => onName(root, at, (directory, name) => directory.unlink(name)))),
  fc.tuple(path, path).map(([target, at]) => makeLink(target, at)),
  fc.tuple(path, path).map(([from, to]) => rename(from, to)),
  fc
    .tuple(path, path)
    .map(([from, to]) =>
      named(`link ${from} ${to}`, (root) => onTwo(root, from, to, (one, name, other, newName) => one.link(name, other, newName))),
    ),
  fc
    .tuple(path, fc.boolean(), fc.boolean(), fc.nat(9))
    .map(([at, exclusive, truncate, size]) => write(at, { exclusive, truncate }, size)),
  fc
    .tuple(path, fc.boolean())
    .map(([at, directory]) => named(`open ${at} ${directory}`, (root) => openAt(root, at, { ...READ, directory }))),
  path.map((at) => named(`list ${at}`, (root) => listAt(root, at))),
);

test('trees answer alike through any steps', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => void agree(steps)),
    { numRuns: 150 },
  );
}, 60_000);

test.each<[string, [string, Step][]]>([
  ['a file', [makeDirectory('l'), write('l/b'), rename('l/b', 'l')]],
  ['a link', [makeDirectory('l'), makeLink('a', 'l/b'), rename('l/b', 'l')]],
  ['a directory', [makeDirectory('l'), makeDirectory('l/b'), rename('l/b', 'l')]],
  ['a file two levels down', [makeDirectory('a'), makeDirectory('a/b'), write('a/b/c'), rename('a/b/c', 'a')]],
])('trees refuse alike to rename %s onto a directory that it stands in', (_what, steps) => {
  expect(agree(steps).at(-1)).toMatch(/: NOTEMPTY$/);
});

/** Does the steps in a tree of each kind; the answers, which are the same in all. */
function agree(steps: readonly [string, Step][]): string[] {
  const folders = ['walked', 'checked'].map(() => mkdtempSync(join(tmpdir(), 'wasm-sandbox-tree-')));
  try {
    const hosts = folders.map((folder, index) => opened(openHostTree(hostFiles(index === 0 ? 'walked' : 'checked'), folder)));
    const trees = [createMemoryTree(new TreeQuota(), () => 0n), ...hosts];
    const answers = steps.map(([what, run]) => {
      const [inMemory, ...onHost] = trees.map((tree) => `${what}: ${run(tree)}`);
      expect(onHost).toEqual([inMemory, inMemory]);
      return inMemory ?? '';
    });
    for (const tree of hosts) tree.close();
    return answers;
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true });
  }
}

function makeDirectory(at: string): [string, Step] {
  return named(`mkdir ${at}`, (root) => onName(root, at, (directory, name) => directory.makeDirectory(name)));
}

function makeLink(target: string, at: string): [string, Step] {
  return named(`symlink ${target} ${at}`, (root) => onName(root, at, (directory, name) => directory.makeLink(name, target)));
}

function rename(from: string, to: string): [string, Step] {
  return named(`rename ${from} ${to}`, (root) =>
    onTwo(root, from, to, (one, name, other, newName) => one.rename(name, other, newName)),
  );
}

function write(at: string, { exclusive = false, truncate = false } = {}, size = 1): [string, Step] {
  const how = { ...READ, write: true, create: true, exclusive, truncate };
  return named(`write ${at} ${exclusive} ${truncate} ${size}`, (root) => writeAt(root, at, how, size));
}

function named(what: string, run: Step): [string, Step] {
  return [what, run];
}

function opened(root: Directory | Errno): Directory {
  if (isErrno(root)) throw new Error(errnoName(root));
  return root;
}

function onName(
  root: Directory,
  at: string,
  act: (directory: Directory, name: string) => Errno | string,
  follow = false,
): string {
  const place = walk(root, at, follow);
  if (isErrno(place)) return errnoName(place);
  const answer = place.name === '' ? 'the directory itself' : act(place.directory, place.name);
  place.release();
  return typeof answer === 'string' ? answer : errnoName(answer);
}

function onTwo(
  root: Directory,
  from: string,
  to: string,
  act: (one: Directory, name: string, other: Directory, newName: string) => Errno,
): string {
  return onName(root, from, (one, name) => onName(root, to, (other, newName) => act(one, name, other, newName)));
}

function writeAt(root: Directory, at: string, how: typeof READ, size: number): string {
  return onName(root, at, (directory, name) => {
    const file = directory.open(name, how);
    if (isErrno(file)) return file;
    if (file.kind !== 'file') return 'opened a directory';
    const counts = [
      file.write(new Uint8Array(size).fill(size), 2),
      file.append(new Uint8Array(1)),
      file.read(new Uint8Array(100), 0),
    ];
    const stat = file.stat();
    file.close();
    return isErrno(stat) ? stat : `${counts.join()} of ${stat.size}, ${stat.links} names`;
  });
}

function openAt(root: Directory, at: string, how: typeof READ): string {
  return onName(
    root,
    at,
    (directory, name) => {
      const one = directory.open(name, how);
      if (isErrno(one)) return one;
      one.close();
      return one.kind;
    },
    true,
  );
}

function listAt(root: Directory, at: string): string {
  return onName(root, at, (directory, name) => {
    const inner = directory.enter(name);
    // Either errno stands for a link here.
    if (isErrno(inner)) return inner === ERRNO.LOOP ? ERRNO.NOTDIR : inner;
    const listing = inner.list();
    if (isErrno(listing)) return listing;
    const names: string[] = [];
    for (let entry = listing.next(); entry !== undefined; entry = listing.next()) names.push(`${entry.name} ${entry.kind}`);
    listing.close();
    inner.close();
    return names.sort().join();
  });
}
