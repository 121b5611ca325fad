import { expect, test } from 'vitest';
import { PlainRecorder } from '../../test/fixtures/host/plain-recorder.ts';
import { OPERATION_CAPS } from '../limits/limits.ts';
import { ERRNO } from './errno.ts';
import { GuestMemory } from './guest-memory.ts';
import { VectorList } from './vector-list.ts';

const AT = 1024;

/** A list of `count` vectors: number n is n bytes at 2 n. */
function memoryWith(count: number): GuestMemory {
  const words = new Uint32Array(65_536 / 4);
  for (let index = 0; index < count; index++) words.set([index * 2, index], AT / 4 + index * 2);
  const memory = new GuestMemory(new PlainRecorder());
  memory.attach({ buffer: words.buffer });
  return memory;
}

test('VectorList reads lists of every length up to the cap, after each other', () => {
  const vectors = new VectorList();
  for (const count of [1, 8, 9, 3, OPERATION_CAPS.vectors, 2]) {
    expect(vectors.read(memoryWith(count), AT, count)).toBe(ERRNO.SUCCESS);
    const numbers = Array.from({ length: count }, (_, index) => index);
    expect([...vectors.pointers.subarray(0, vectors.count)]).toEqual(numbers.map((number) => number * 2));
    expect([...vectors.lengths.subarray(0, vectors.count)]).toEqual(numbers);
    expect(vectors.total).toBe((count * (count - 1)) / 2);
  }
});

test('VectorList holds nothing of a list that is too long', () => {
  const vectors = new VectorList();
  const memory = memoryWith(OPERATION_CAPS.vectors + 1);
  expect(vectors.read(memory, AT, 2)).toBe(ERRNO.SUCCESS);
  expect(vectors.read(memory, AT, OPERATION_CAPS.vectors + 1)).toBe(ERRNO.INVAL);
  expect([vectors.count, vectors.total]).toEqual([0, 0]);
});
