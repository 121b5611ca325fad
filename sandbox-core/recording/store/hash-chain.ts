// The chain that ties a recording together: header, chunk, chunk, …, outcome, each link over the one before. It shows that
// nothing was changed, left out or moved by whoever cannot also recompute it; it is not a signature.
import type { Digests } from '../../platform/platform.ts';
import { HEADER_COLUMNS, type HeaderTexts } from './recording-header.ts';

const DOMAIN = 'wasm-sandbox session 1\n';

/** SHA-256 of the domain and, for each column, its length (8 bytes, little-endian) and its UTF-8 bytes. */
export function headerLink(digests: Digests, texts: HeaderTexts): Uint8Array {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [encoder.encode(DOMAIN)];
  for (const column of HEADER_COLUMNS) {
    const text = encoder.encode(texts[column]);
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
    parts.push(length, text);
  }
  return digests.sha256(joined(parts));
}

/** SHA-256 of the link before and the digest of what follows it: an encoded chunk, or the outcome's UTF-8 bytes. */
export function nextLink(digests: Digests, before: Uint8Array, digest: Uint8Array): Uint8Array {
  return digests.sha256(joined([before, digest]));
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
