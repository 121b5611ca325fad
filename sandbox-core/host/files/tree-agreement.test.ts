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
  path.map((at) => named(`mkdir ${at}`, (root) => onName(root, at, (directory, name) => directory.makeDirectory(name)))),
  path.map((at) => named(`rmdir ${at}`, (root) => onName(root, at, (directory, name) => directory.removeDirectory(name)))),
  path.map((at) => named(`unlink ${at}`, (root) => onName(root, at, (directory, name) => directory.unlink(name)))),
  fc
    .tuple(path, path)
    .map(([target, at]) =>
      named(`symlink ${target} ${at}`, (root) => onName(root, at, (directory, name) => directory.makeLink(name, target))),
    ),
  fc
    .tuple(path, path)
    .map(([from, to]) =>
      named(`rename ${from} ${to}`, (root) =>
        onTwo(root, from, to, (one, name, other, newName) => one.rename(name, other, newName)),
      ),
    ),
  fc
    .tuple(path, path)
    .map(([from, to]) =>
      named(`link ${from} ${to}`, (root) => onTwo(root, from, to, (one, name, other, newName) => one.link(name, other, newName))),
    ),
  fc.tuple(path, fc.boolean(), fc.boolean(), fc.nat(9)).map(([at, exclusive, truncate, size]) => {
    const how = { ...READ, write: true, create: true, exclusive, truncate };
    return named(`write ${at} ${exclusive} ${truncate} ${size}`, (root) => writeAt(root, at, how, size));
  }),
  fc
    .tuple(path, fc.boolean())
    .map(([at, directory]) => named(`open ${at} ${directory}`, (root) => openAt(root, at, { ...READ, directory }))),
  path.map((at) => named(`list ${at}`, (root) => listAt(root, at))),
);

test('trees answer alike through any steps', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
      const folders = ['walked', 'checked'].map(() => mkdtempSync(join(tmpdir(), 'wasm-sandbox-tree-')));
      try {
        const hosts = folders.map((folder, index) => opened(openHostTree(hostFiles(index === 0 ? 'walked' : 'checked'), folder)));
        const trees = [createMemoryTree(new TreeQuota(), () => 0n), ...hosts];
        for (const [what, run] of steps) {
          const [inMemory, ...onHost] = trees.map((tree) => `${what}: ${run(tree)}`);
          expect(onHost).toEqual([inMemory, inMemory]);
        }
        for (const tree of hosts) tree.close();
      } finally {
        for (const folder of folders) rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 150 },
  );
}, 60_000);

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
