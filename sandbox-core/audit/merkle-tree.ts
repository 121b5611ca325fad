// The tree of RFC 9162, section 2.1: leaves and nodes are hashed apart from each other, so that neither passes for the other. A
// log keeps the tree's right edge alone, one hash for each bit of its size; proofs are made from all leaves when somebody asks.
import type { Digests } from '../platform/platform.ts';

export const HASH_BYTES = 32;
/** A tree of 2^53 entries has no deeper edge. */
const MOST_EDGE = 53;

export function leafHash(digests: Digests, entry: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + entry.length);
  bytes.set(entry, 1);
  return digests.sha256(bytes);
}

/** What a node is hashed from, laid down anew for each: nothing keeps it. */
const node = new Uint8Array(1 + 2 * HASH_BYTES).fill(1, 0, 1);

export function nodeHash(digests: Digests, left: Uint8Array, right: Uint8Array): Uint8Array {
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return digests.sha256(node);
}

/** A tree that only grows. Adding a leaf costs one hash more on average. */
export class GrowingTree {
  readonly #digests: Digests;
  /** Roots of the whole subtrees it consists of, largest first. */
  readonly #edge: Uint8Array[];
  #size: number;

  constructor(digests: Digests, size = 0, edge: readonly Uint8Array[] = []) {
    if (edge.length !== edgeLength(size)) throw new RangeError(`${edge.length} hashes are not the edge of ${size} leaves`);
    this.#digests = digests;
    this.#size = size;
    this.#edge = [...edge];
  }

  get size(): number {
    return this.#size;
  }

  get edge(): readonly Uint8Array[] {
    return this.#edge;
  }

  add(leaf: Uint8Array): void {
    let hash = leaf;
    // Not by bits: sizes pass 2^31.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = this.#edge.pop();
      if (left === undefined) throw new RangeError('the edge of the tree is torn');
      hash = nodeHash(this.#digests, left, hash);
    }
    this.#edge.push(hash);
    this.#size += 1;
  }

  root(): Uint8Array {
    const smallest = this.#edge.at(-1);
    if (smallest === undefined) return this.#digests.sha256(new Uint8Array());
    return this.#edge.slice(0, -1).reduceRight((right, left) => nodeHash(this.#digests, left, right), smallest);
  }
}

/** Ones in the binary form of the size. */
export function edgeLength(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}

export function joinEdge(edge: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(edge.length * HASH_BYTES);
  edge.forEach((hash, index) => bytes.set(hash, index * HASH_BYTES));
  return bytes;
}

/** Throws a RangeError for bytes that are the edge of no tree. */
export function splitEdge(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length % HASH_BYTES !== 0 || bytes.length > MOST_EDGE * HASH_BYTES) throw new RangeError('no edge of a tree');
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, index) =>
    bytes.slice(index * HASH_BYTES, (index + 1) * HASH_BYTES),
  );
}

/** MTH of these leaves. */
export function treeRoot(digests: Digests, leaves: readonly Uint8Array[]): Uint8Array {
  const tree = new GrowingTree(digests);
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}

/** PATH of section 2.1.3.1: from the leaf's sibling up. `index` counts from 0. */
export function inclusionPath(digests: Digests, leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (!(index >= 0 && index < leaves.length)) throw new RangeError(`no leaf ${index} in a tree of ${leaves.length}`);
  if (leaves.length === 1) return [];
  const split = splitAt(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusionPath(digests, left, index), treeRoot(digests, right)]
    : [...inclusionPath(digests, right, index - split), treeRoot(digests, left)];
}

/** PROOF of section 2.1.4.1 that the first `size` of these leaves are the beginning of all. Empty where they are all. */
export function consistencyPath(digests: Digests, leaves: readonly Uint8Array[], size: number): Uint8Array[] {
  if (!(size >= 1 && size <= leaves.length)) throw new RangeError(`no earlier tree of ${size} in one of ${leaves.length}`);
  return subProof(digests, leaves, size, true);
}

function subProof(digests: Digests, leaves: readonly Uint8Array[], size: number, isWhole: boolean): Uint8Array[] {
  if (size === leaves.length) return isWhole ? [] : [treeRoot(digests, leaves)];
  const split = splitAt(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return size <= split
    ? [...subProof(digests, left, size, isWhole), treeRoot(digests, right)]
    : [...subProof(digests, right, size - split, false), treeRoot(digests, left)];
}

/** Section 2.1.3.2. */
export function isIncluded(
  digests: Digests,
  claim: { readonly leaf: Uint8Array; readonly index: number; readonly size: number; readonly root: Uint8Array },
  path: readonly Uint8Array[],
): boolean {
  if (!(claim.index < claim.size)) return false;
  let [at, last, hash] = [claim.index, claim.size - 1, claim.leaf];
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(digests, sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = nodeHash(digests, hash, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && equalHashes(hash, claim.root);
}

export interface SizedRoot {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Section 2.1.4.2. */
export function isContinued(digests: Digests, earlier: SizedRoot, later: SizedRoot, path: readonly Uint8Array[]): boolean {
  if (earlier.size < 1 || earlier.size > later.size) return false;
  if (earlier.size === later.size) return path.length === 0 && equalHashes(earlier.root, later.root);
  const hashes = isPowerOfTwo(earlier.size) ? [earlier.root, ...path] : [...path];
  const first = hashes.shift();
  if (first === undefined) return false;
  let [at, last] = [earlier.size - 1, later.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [before, after] = [first, first];
  for (const hash of hashes) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      before = nodeHash(digests, hash, before);
      after = nodeHash(digests, hash, after);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      after = nodeHash(digests, after, hash);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && equalHashes(before, earlier.root) && equalHashes(after, later.root);
}

export function equalHashes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

function half(value: number): number {
  return Math.floor(value / 2);
}

/** The largest power of two below the size. */
function splitAt(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

function isPowerOfTwo(size: number): boolean {
  return edgeLength(size) === 1;
}
