import { expect, it } from 'vitest';
import { nodeDigests } from '../platform/node/digests.ts';
import { StreamDigest } from './stream-digest.ts';

function digestOf(bytes: Uint8Array, piece: number): string {
  const digest = new StreamDigest(nodeDigests);
  for (let at = 0; at < bytes.length; at += piece) digest.take(bytes.subarray(at, at + piece));
  return digest.text();
}

it('StreamDigest is the same however the bytes were cut, and another for other bytes', () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, at) => (at * 7919) >> 3);
  const whole = digestOf(bytes, bytes.length);
  expect([1, 1000, 65_536, 65_537].map((piece) => digestOf(bytes, piece))).toEqual([whole, whole, whole, whole]);
  for (const at of [0, 65_535, 65_536, 199_999]) {
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(digestOf(changed, 1000)).not.toBe(whole);
  }
  expect(digestOf(bytes.subarray(0, 199_999), 1000)).not.toBe(whole);
});
