import { expect, test } from 'vitest';
import { nodeCompression } from './compression.ts';

test('inflate() gives back what deflate() was given, and refuses more than it may', () => {
  const bytes = new Uint8Array(100_000).fill(7);
  const deflated = nodeCompression.deflate(bytes);
  expect(new Uint8Array(nodeCompression.inflate(deflated, bytes.length))).toEqual(bytes);
  expect(() => nodeCompression.inflate(deflated, bytes.length - 1)).toThrow(RangeError);
});
