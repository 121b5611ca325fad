// Makes a new module of old ones: bytes changed, cut, doubled, or spliced in from another, mostly few at a time, so that much of
// what comes out is still nearly valid.
import type { Random } from './seeded-random.ts';

/** Values that mean something in the format: ends, empty types, length limits, prefixes. */
const TELLING = [0x00, 0x01, 0x0b, 0x10, 0x11, 0x3f, 0x40, 0x60, 0x64, 0x6f, 0x70, 0x7f, 0x80, 0xfb, 0xfc, 0xfd, 0xfe, 0xff];

export function mutate(corpus: readonly Uint8Array[], random: Random): Uint8Array<ArrayBuffer> {
  let bytes = pick(corpus, random).slice();
  for (let left = random(5); left > 0; left -= 1) bytes = changed(bytes, corpus, random);
  return bytes;
}

function changed(bytes: Uint8Array<ArrayBuffer>, corpus: readonly Uint8Array[], random: Random): Uint8Array<ArrayBuffer> {
  const at = random(bytes.length + 1);
  const length = random(random(4) === 0 ? 40 : 4);
  switch (random(6)) {
    case 0:
      return replaced(bytes, at, 1, Uint8Array.of(random(256)));
    case 1:
      return replaced(bytes, at, 1, Uint8Array.of(TELLING[random(TELLING.length)] ?? 0));
    case 2:
      return replaced(bytes, at, length, new Uint8Array());
    case 3:
      return replaced(bytes, at, 0, bytes.subarray(at, at + length));
    case 4: {
      const other = pick(corpus, random);
      const from = random(other.length);
      return replaced(bytes, at, random(3), other.subarray(from, from + length));
    }
    default:
      return replaced(bytes, at, 1, Uint8Array.of((bytes[at] ?? 0) ^ (1 << random(8))));
  }
}

function replaced(bytes: Uint8Array, at: number, take: number, put: Uint8Array): Uint8Array<ArrayBuffer> {
  const end = Math.min(bytes.length, at + take);
  const whole = new Uint8Array(bytes.length - (end - at) + put.length);
  whole.set(bytes.subarray(0, at));
  whole.set(put, at);
  whole.set(bytes.subarray(end), at + put.length);
  return whole;
}

function pick(corpus: readonly Uint8Array[], random: Random): Uint8Array<ArrayBuffer> {
  return new Uint8Array(corpus[random(corpus.length)] ?? new Uint8Array());
}
