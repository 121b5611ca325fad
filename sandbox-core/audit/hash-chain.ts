// The chain under the tree: each entry's link is over the link before it and its own leaf, so that the first entry that was
// changed is found by reading forward, without any checkpoint.
import type { Digests } from '../platform/platform.ts';
import { HASH_BYTES } from './merkle-tree.ts';

const DOMAIN = new TextEncoder().encode('wasm-sandbox audit log 1\n');

/** The link before the first entry. `origin` names the log, `keys` are what its checkpoints are signed with, one a line. */
export function firstLink(digests: Digests, origin: string, keys: string): Uint8Array {
  return digests.sha256(DOMAIN, new TextEncoder().encode(`${origin}\n${keys}`));
}

export function nextLink(digests: Digests, before: Uint8Array, leaf: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(2 * HASH_BYTES);
  bytes.set(before);
  bytes.set(leaf, HASH_BYTES);
  return digests.sha256(bytes);
}
