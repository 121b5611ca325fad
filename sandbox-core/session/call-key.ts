// Each call of a recording as two numbers that are equal for calls that are alike: `exact` where nothing of meaning differs,
// `like` where function and arguments are the same, whatever came of them. Numbers count from 0 over both recordings.
import { ACCESS_KINDS } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import { pointsTo, withoutChance, type CallShape } from './call-shape.ts';

const WROTE = ACCESS_KINDS.indexOf('wrote');
const READ = ACCESS_KINDS.indexOf('read');

/**
 * Bytes of one access that go into a key. Keys only say which calls are held against each other; whether they are the same
 * is found byte by byte afterwards, so that two keys which agree by accident or by design hide nothing.
 */
const MOST_BYTES = 256;

/** Two hashes side by side: 64 bits, so that accidents do not happen among millions. */
class Hash {
  one = 0;
  two = 0;

  begin(seed: number): void {
    this.one = 0x811c9dc5;
    this.two = 0x9e3779b9;
    this.word(seed);
  }

  word(value: number): void {
    this.one = Math.imul(this.one ^ value, 0x85ebca6b);
    this.one ^= this.one >>> 15;
    this.two = Math.imul(this.two + value, 0xc2b2ae35);
    this.two ^= this.two >>> 13;
  }

  bytes(data: Uint8Array, from: number, to: number): void {
    let { one, two } = this;
    for (let at = from; at < to; at++) {
      const byte = data[at] ?? 0;
      one = Math.imul(one ^ byte, 0x01000193);
      two = Math.imul(two + byte, 0x5bd1e995);
      two ^= two >>> 15;
    }
    this.one = one ^ (one >>> 16);
    this.two = two;
  }
}

/** Numbers for pairs of hashes: an open table of 32-bit words, a tenth of what a Map would take. */
class Numbers {
  count = 0;
  #slots = new Uint32Array(3 * 1024);
  #size = 1024;

  of(one: number, two: number): number {
    if (2 * this.count >= this.#size) this.#grow();
    const slot = this.#find(this.#slots, this.#size, one >>> 0, two >>> 0);
    const found = this.#slots[slot + 2] ?? 0;
    if (found !== 0) return found - 1;
    this.#slots[slot] = one;
    this.#slots[slot + 1] = two;
    this.#slots[slot + 2] = ++this.count;
    return this.count - 1;
  }

  /** The first half of the pair behind a number. */
  hashOf(number: number): number {
    for (let slot = 0; slot < this.#slots.length; slot += 3)
      if (this.#slots[slot + 2] === number + 1) return this.#slots[slot] ?? 0;
    return 0;
  }

  #find(slots: Uint32Array, size: number, one: number, two: number): number {
    for (let place = (one ^ (two >>> 7)) & (size - 1); ; place = (place + 1) & (size - 1)) {
      const slot = 3 * place;
      if (slots[slot + 2] === 0 || (slots[slot] === one && slots[slot + 1] === two)) return slot;
    }
  }

  #grow(): void {
    const size = 2 * this.#size;
    const slots = new Uint32Array(3 * size);
    for (let slot = 0; slot < this.#slots.length; slot += 3) {
      if (this.#slots[slot + 2] === 0) continue;
      const place = this.#find(slots, size, this.#slots[slot] ?? 0, this.#slots[slot + 1] ?? 0);
      slots.set(this.#slots.subarray(slot, slot + 3), place);
    }
    this.#slots = slots;
    this.#size = size;
  }
}

export interface Keys {
  readonly exact: Uint32Array;
  readonly like: Uint32Array;
}

export class KeyMaker {
  readonly exact = new Numbers();
  readonly like = new Numbers();
  readonly #hash = new Hash();

  /** Writes the keys of a chunk's first `rows` calls to the places of their rows. */
  takeChunk(chunk: Chunk, rows: number, shapes: readonly CallShape[], keys: Keys): void {
    const { buffer, byteOffset, length } = chunk.arguments;
    const words = new Int32Array(buffer, byteOffset, 2 * length);
    const hash = this.#hash;
    for (let index = 0; index < rows; index++) {
      const shape = shapes[chunk.signature[index] ?? 0];
      if (shape === undefined) continue;
      hash.begin(shape.function);
      this.#takeArguments(chunk, index, words, shape);
      keys.like[chunk.firstRow + index] = this.like.of(hash.one, hash.two);
      this.#takeResults(chunk, index, words, shape);
      keys.exact[chunk.firstRow + index] = this.exact.of(hash.one, hash.two);
    }
  }

  #takeArguments(chunk: Chunk, index: number, words: Int32Array, shape: CallShape): void {
    const first = chunk.argumentStart[index] ?? 0;
    const count = (chunk.argumentStart[index + 1] ?? 0) - first;
    for (const parameter of shape.values) {
      if (parameter >= count) continue;
      this.#hash.word(words[2 * (first + parameter)] ?? 0);
      this.#hash.word(words[2 * (first + parameter) + 1] ?? 0);
    }
    for (const parameter of shape.texts) {
      const pointer = parameter < count ? (words[2 * (first + parameter)] ?? 0) >>> 0 : -1;
      const access = accessAt(chunk, index, READ, pointer);
      if (access >= 0) this.#hash.bytes(chunk.data, chunk.dataStart[access] ?? 0, chunk.dataStart[access + 1] ?? 0);
      this.#hash.word(access >= 0 ? (chunk.accessLength[access] ?? 0) : -1);
    }
  }

  #takeResults(chunk: Chunk, index: number, words: Int32Array, shape: CallShape): void {
    this.#hash.word(chunk.outcome[index] ?? 0);
    this.#hash.word(chunk.result[index] ?? 0);
    if (shape.isChance) return;
    const first = chunk.argumentStart[index] ?? 0;
    const end = chunk.accessStart[index + 1] ?? 0;
    for (let access = chunk.accessStart[index] ?? 0; access < end; access++) {
      const pointer = chunk.accessPointer[access] ?? 0;
      if (pointsTo(shape.addresses, words, first, pointer)) continue;
      const isAnswer = shape.answer >= 0 && (words[2 * (first + shape.answer)] ?? 0) >>> 0 === pointer;
      if (isAnswer && shape.answersTime && chunk.accessKind[access] === WROTE) continue;
      this.#takeBytes(chunk, access, shape);
    }
  }

  #takeBytes(chunk: Chunk, access: number, shape: CallShape): void {
    const from = chunk.dataStart[access] ?? 0;
    const to = Math.min(chunk.dataStart[access + 1] ?? 0, from + MOST_BYTES);
    if (shape.layout === undefined || chunk.accessKind[access] !== WROTE) return this.#hash.bytes(chunk.data, from, to);
    const bytes = withoutChance(shape.layout, chunk.data.subarray(from, to));
    this.#hash.bytes(bytes, 0, bytes.length);
  }
}

function accessAt(chunk: Chunk, index: number, kind: number, pointer: number): number {
  const end = chunk.accessStart[index + 1] ?? 0;
  for (let access = chunk.accessStart[index] ?? 0; access < end; access++) {
    if (chunk.accessKind[access] === kind && chunk.accessPointer[access] === pointer) return access;
  }
  return -1;
}
