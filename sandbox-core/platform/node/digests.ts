// SHA-256 through node:crypto.
import { hash } from 'node:crypto';
import type { Digests } from '../platform.ts';

export const nodeDigests: Digests = {
  sha256(bytes) {
    return new Uint8Array(hash('sha256', bytes, 'buffer'));
  },
};
