import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeDigests as digests } from '../platform/node/digests.ts';
import {
  consistencyPath,
  edgeLength,
  GrowingTree,
  inclusionPath,
  isContinued,
  isIncluded,
  joinEdge,
  leafHash,
  splitEdge,
  treeRoot,
} from './merkle-tree.ts';

/** The entries and roots by which implementations of Certificate Transparency are compared. */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const leaves = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => leafHash(digests, new TextEncoder().encode(`entry ${index}`)));

test('GrowingTree has the known roots of RFC 9162 trees', () => {
  const tree = new GrowingTree(digests);
  const roots = [hex(tree.root())];
  for (const entry of ENTRIES) {
    tree.add(leafHash(digests, new Uint8Array(Buffer.from(entry, 'hex'))));
    roots.push(hex(tree.root()));
  }
  expect(roots).toEqual(ROOTS);
});

test('GrowingTree goes on from its edge as if it had never stopped', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(200), (first, more) => {
      const all = leaves(first + more);
      const tree = new GrowingTree(digests);
      for (const leaf of all.slice(0, first)) tree.add(leaf);
      const again = new GrowingTree(digests, tree.size, splitEdge(joinEdge(tree.edge)));
      for (const leaf of all.slice(first)) again.add(leaf);
      expect(hex(again.root())).toBe(hex(treeRoot(digests, all)));
      expect(again.edge).toHaveLength(edgeLength(first + more));
    }),
  );
});

test('an inclusion proof holds for its leaf, place, size and root alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 130 }), fc.nat(), fc.nat(), (size, at, other) => {
      const all = leaves(size);
      const index = at % size;
      const path = inclusionPath(digests, all, index);
      const claim = { leaf: all[index] ?? new Uint8Array(), index, size, root: treeRoot(digests, all) };
      expect(isIncluded(digests, claim, path)).toBe(true);
      const wrong = other % size;
      expect(isIncluded(digests, { ...claim, leaf: all[wrong] ?? new Uint8Array() }, path)).toBe(wrong === index);
      expect(isIncluded(digests, { ...claim, index: wrong }, path)).toBe(wrong === index);
      expect(isIncluded(digests, claim, [...path, claim.root])).toBe(false);
      expect(isIncluded(digests, claim, path.slice(1))).toBe(size === 1);
    }),
  );
});

test('a consistency proof holds for the two trees it was made for alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 130 }), fc.nat(), fc.nat(), (size, at, changed) => {
      const all = leaves(size);
      const before = 1 + (at % size);
      const earlier = { size: before, root: treeRoot(digests, all.slice(0, before)) };
      const later = { size, root: treeRoot(digests, all) };
      const path = consistencyPath(digests, all, before);
      expect(isContinued(digests, earlier, later, path)).toBe(true);
      const rewritten = all.with(changed % before, leafHash(digests, Uint8Array.of(1, 2, 3)));
      const forged = { size, root: treeRoot(digests, rewritten) };
      expect(isContinued(digests, earlier, forged, consistencyPath(digests, rewritten, before))).toBe(false);
      expect(isContinued(digests, earlier, later, [...path, later.root])).toBe(false);
    }),
  );
});
