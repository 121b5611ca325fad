// Random bytes for a guest: the system's, or a sequence that a seed decides. The seeded generator is xoshiro128**
// (Blackman and Vigna), its four words filled by splitmix32 from the seed; each word gives four bytes, lowest first, and
// what is left of a word is thrown away at the end of a call. Good for repeating a run, not for secrets.
import type { RandomSetting } from '../policy/manifest.ts';

export type FillRandom = (bytes: Uint8Array) => void;

export function randomSource(setting: RandomSetting, real: FillRandom): FillRandom {
  return setting.kind === 'real' ? real : seededRandom(setting.seed);
}

/** Both halves of a seed up to 2^53 take part. */
export function seededRandom(seed: number): FillRandom {
  const next = xoshiro128(splitmix32((seed % 2 ** 32) ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85eb_ca6b)));
  return (bytes) => {
    for (let at = 0; at < bytes.length; at += 4) {
      const word = next();
      for (let part = 0; part < 4 && at + part < bytes.length; part++) bytes[at + part] = word >>> (8 * part);
    }
  };
}

function xoshiro128(fill: () => number): () => number {
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  return () => {
    const word = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return word >>> 0;
  };
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0_aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a_2d97);
    return (word ^ (word >>> 15)) | 0;
  };
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
