import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { ChunkBuilder } from './chunk-builder.ts';
import type { AccessKind } from './call-outcome.ts';
import type { Chunk } from './chunk.ts';
import { createRing, ringReader, ringRecorder } from './ring.ts';

const WRITER = new URL('../../../test/fixtures/sessions/write-ring.ts', import.meta.url);

interface Written {
  readonly ring: SharedArrayBuffer;
  readonly stop: Int32Array;
  readonly finished: Promise<number>;
}

function startWriter(ringBytes: number, calls: number, sizes: readonly number[]): Written {
  const ring = createRing(ringBytes);
  const stop = new SharedArrayBuffer(4);
  const worker = new Worker(WRITER, { workerData: { ring, stop, calls, sizes } });
  const finished = once(worker, 'message').then(([written]) => Number(written));
  return { ring, stop: new Int32Array(stop), finished };
}

/** All that the writer wrote, taken in chunks. */
async function drained(writer: Written): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  const builder = new ChunkBuilder();
  const reader = ringReader(writer.ring);
  let open = true;
  void writer.finished.then(() => (open = false));
  for (;;) {
    const last = !open;
    const count = reader.drain(builder);
    if (builder.full) chunks.push(...taken(builder));
    else if (count === 0 && last) return [...chunks, ...taken(builder)];
    await nextTurn();
  }
}

function taken(builder: ChunkBuilder): Chunk[] {
  const chunk = builder.take();
  return chunk === undefined ? [] : [chunk];
}

/** The first call that is not as write-ring.ts wrote it, or the number of calls. */
function firstDifference(chunks: readonly Chunk[], sizes: readonly number[]): number {
  let call = 0;
  for (const chunk of chunks) {
    for (let row = 0; row < chunk.rows; row++, call++) {
      const size = sizes[call % sizes.length] ?? 0;
      const first = chunk.argumentStart[row] ?? 0;
      const access = chunk.accessStart[row] ?? 0;
      const data = chunk.data.subarray(chunk.dataStart[access], chunk.dataStart[access + 2]);
      const same =
        chunk.firstRow + row === call &&
        chunk.signature[row] === call % 7 &&
        chunk.start[row] === call * 10 &&
        chunk.result[row] === call &&
        chunk.arguments[first] === BigInt(-call) &&
        chunk.arguments[first + 1] === BigInt(call) << 40n &&
        chunk.accessPointer[access + 1] === call + 1 &&
        chunk.accessLength[access + 1] === size &&
        data.length === size + Math.min(size, 16) &&
        data.every((byte) => byte === (call & 0xff));
      if (!same) return call;
    }
  }
  return call;
}

describe('a ring between two threads', () => {
  test('loses nothing and keeps order when the writer is faster than the reader', async () => {
    const sizes = [0, 3, 8, 17, 100];
    const writer = startWriter(1024, 50_000, sizes);
    expect(firstDifference(await drained(writer), sizes)).toBe(50_000);
  });

  test('passes records that are longer than itself', async () => {
    const sizes = [1 << 20, 5, 700];
    const writer = startWriter(256 << 10, 30, sizes);
    expect(firstDifference(await drained(writer), sizes)).toBe(30);
  });

  test('composes records in its own place and apart, as they fit', async () => {
    const sizes = [0, 700, 3000, 3, 2031, 90];
    const writer = startWriter(16 << 10, 20_000, sizes);
    expect(firstDifference(await drained(writer), sizes)).toBe(20_000);
  });

  test('lets go of a waiting writer when the run is stopped', async () => {
    const writer = startWriter(4096, 1_000_000, [8]);
    const reader = ringReader(writer.ring);
    while (reader.pending < 3900) await nextTurn();
    const before = performance.now();
    Atomics.store(writer.stop, 0, 1);
    const written = await writer.finished;
    expect(performance.now() - before).toBeLessThan(200);
    const builder = new ChunkBuilder();
    expect(reader.drain(builder)).toBe(written);
  });
});

describe('ringRecorder()', () => {
  test('keeps the true length of a read that is cut', () => {
    const ring = createRing(4096);
    const recorder = ringRecorder(ring, { stop: new Int32Array(1), keepReadBytes: 4 });
    recorder.begin(65_535, 123.5, 70_000, 0);
    recorder.arguments(Int32Array.of(4_000_000_000, -1), 1);
    recorder.access('read', 2 ** 40, new TextEncoder().encode('/etc/hosts'));
    recorder.access('resource', 0, new TextEncoder().encode('/data'));
    expect(recorder.end('denied', 18, 65_535, -1, 1e12)).toBe(true);
    const builder = new ChunkBuilder(7);
    ringReader(ring).drain(builder);
    const data = new TextEncoder().encode('/etc/data');
    expect(builder.take()).toEqual({
      firstRow: 7,
      rows: 1,
      signature: Uint16Array.of(65_535),
      outcome: Uint8Array.of(1),
      action: Uint8Array.of(18),
      rule: Uint16Array.of(65_535),
      start: Float64Array.of(123.5),
      duration: Uint32Array.of(0xffff_ffff),
      result: Int32Array.of(-1),
      memoryPages: Uint32Array.of(70_000),
      argumentStart: Uint32Array.of(0, 1),
      arguments: BigInt64Array.of(-294_967_296n),
      accessStart: Uint32Array.of(0, 2),
      accessKind: Uint8Array.of(0, 4),
      accessPointer: Float64Array.of(2 ** 40, 0),
      accessLength: Uint32Array.of(10, 5),
      dataStart: Uint32Array.of(0, 4, 9),
      data,
    });
  });

  test('keeps words, and what it copies, as it keeps bytes', () => {
    const ring = createRing(16_384);
    const recorder = ringRecorder(ring, { stop: new Int32Array(1), keepReadBytes: 5 });
    const memory = Uint8Array.from({ length: 1000 }, (_, index) => index * 7);
    const view = new DataView(memory.buffer);
    const recorded = (access: () => void): unknown => {
      recorder.begin(0, 0, 0, 0);
      access();
      recorder.end('ok', 0, 0, 0, 0);
      const builder = new ChunkBuilder();
      ringReader(ring).drain(builder);
      return builder.take();
    };
    const word = (at: number): number => view.getInt32(at, true);
    const bytes = (kind: AccessKind, pointer: number, length: number): unknown =>
      recorded(() => recorder.access(kind, pointer, memory.subarray(pointer, pointer + length)));
    expect(recorded(() => recorder.readPair(3, word(3), word(7)))).toEqual(bytes('read', 3, 8));
    for (const length of [4, 8] as const) {
      expect(recorded(() => recorder.wroteWord(3, length, word(3), word(7)))).toEqual(bytes('wrote', 3, length));
    }
    for (const length of [0, 3, 4, 64, 511, 512, 513, 900]) {
      for (const kind of ['stdout', 'stderr'] as const) {
        expect(recorded(() => recorder.outputAt(kind, 5, length, view))).toEqual(bytes(kind, 5, length));
      }
    }
  });

  test('refuses arguments after an access', () => {
    const recorder = ringRecorder(createRing(256), { stop: new Int32Array(1), keepReadBytes: 4 });
    recorder.begin(0, 0, 0, 0);
    recorder.access('read', 0, new Uint8Array(1));
    expect(() => recorder.arguments(new Int32Array(2), 1)).toThrow('arguments were recorded after others, or an access');
  });
});
