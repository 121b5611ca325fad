// The chain that ties a recording together: header, chunk, chunk, …, outcome, each link over the one before. It shows that
// nothing was changed, left out or moved by whoever cannot also recompute it; it is not a signature.
import type { Digests } from '../../platform/platform.ts';

/**
 * The first link. SHA-256 of the version's domain and, for each text of the header, its length (8 bytes, little-endian) and its
 * UTF-8 bytes; then the commitments to the texts that an export may leave out.
 */
export function headerLink(
  digests: Digests,
  version: number,
  texts: readonly string[],
  commitments: readonly Uint8Array[],
): Uint8Array {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [encoder.encode(`wasm-sandbox session ${version}\n`)];
  for (const written of texts) {
    const text = encoder.encode(written);
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
    parts.push(length, text);
  }
  return digests.sha256(...parts, ...commitments);
}

/** SHA-256 of the link before and the digest of what follows it: an encoded chunk, or the outcome's UTF-8 bytes. */
export function nextLink(digests: Digests, before: Uint8Array, digest: Uint8Array): Uint8Array {
  return digests.sha256(before, digest);
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
