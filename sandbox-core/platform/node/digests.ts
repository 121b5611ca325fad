// SHA-256 through node:crypto.
import { createHash, hash } from 'node:crypto';
import type { Digests } from '../platform.ts';

/** Up to so many bytes a copy costs less than a hash object. */
const COPIED = 4096;

export const nodeDigests: Digests = {
  sha256(...parts) {
    const [first] = parts;
    if (first !== undefined && parts.length === 1) return new Uint8Array(hash('sha256', first, 'buffer'));
    const total = parts.reduce((sum, part) => sum + part.length, 0);
    if (total <= COPIED) return new Uint8Array(hash('sha256', Buffer.concat(parts, total), 'buffer'));
    const state = createHash('sha256');
    for (const part of parts) state.update(part);
    return new Uint8Array(state.digest());
  },
  begin() {
    const state = createHash('sha256');
    return { add: (piece) => void state.update(piece), end: () => new Uint8Array(state.digest()) };
  },
};
