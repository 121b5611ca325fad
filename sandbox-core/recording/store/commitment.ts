// What stands in the chain for a part that an export may leave out: SHA-256 over a salt of 16 random bytes and the part. With
// the salt it proves the part; when both are gone, nothing about the part can be guessed from it, however short it was.
import type { Digests } from '../../platform/platform.ts';
import { CHUNK_PARTS, HIDDEN_PARTS, type HiddenPart } from './chunk-parts.ts';
import { joined } from './joined.ts';

export const SALT_BYTES = 16;
export const COMMITMENT_BYTES = 32;

export function commit(digests: Digests, salt: Uint8Array, part: Uint8Array): Uint8Array {
  return digests.sha256(salt, part);
}

export type Commitments = Readonly<Record<HiddenPart, Uint8Array>>;

const CHUNK_DOMAIN = new TextEncoder().encode('wasm-sandbox chunk 2\n');

/** The digest of a chunk: over the digest of its plain columns and the commitments to its other parts. */
export function chunkDigest(digests: Digests, calls: Uint8Array, commitments: Commitments): Uint8Array {
  const parts = CHUNK_PARTS.map((part) => (part === 'calls' ? digests.sha256(calls) : commitments[part]));
  return digests.sha256(CHUNK_DOMAIN, ...parts);
}

/** A column of the file that holds one value of `size` bytes for each hidden part, in their order. */
export function hiddenColumn(values: Readonly<Record<HiddenPart, Uint8Array>>): Uint8Array {
  return joined(HIDDEN_PARTS.map((part) => values[part]));
}

/** The value of one hidden part in such a column. */
export function hiddenValue(column: Uint8Array, part: HiddenPart, size: number): Uint8Array {
  const at = HIDDEN_PARTS.indexOf(part) * size;
  return column.subarray(at, at + size);
}
