// The control thread's end of the ring: moves whole records into a chunk builder (ring-layout.ts).
import { SandboxError } from '../../base/errors.ts';
import type { ChunkBuilder } from './chunk-builder.ts';
import { ACCESS_HEAD, block, HEADER_BYTES, MOST_RECORD, READ, RECORD_HEAD, WAITING, WRITTEN, type Block } from './ring-layout.ts';

export interface RingReader {
  /** Moves whole records into the builder until the ring is empty or the builder has no room; answers how many. */
  drain(builder: ChunkBuilder): number;
  /** Bytes that wait in the ring. */
  readonly pending: number;
}

export class ChunkRingReader implements RingReader {
  readonly #counters: Int32Array;
  readonly #ring: Block;
  readonly #capacity: number;
  #read: number;

  /** A record that does not lie in the ring in one piece, while it is put together. */
  #assembly: Block | undefined;
  #assembled = 0;
  #assemblySize = 0;

  constructor(ring: SharedArrayBuffer) {
    this.#counters = new Int32Array(ring, 0, HEADER_BYTES / 4);
    this.#ring = block(ring, HEADER_BYTES);
    this.#capacity = ring.byteLength - HEADER_BYTES;
    this.#read = Atomics.load(this.#counters, READ);
  }

  get pending(): number {
    return (Atomics.load(this.#counters, WRITTEN) - this.#read) >>> 0;
  }

  drain(builder: ChunkBuilder): number {
    // What is written meanwhile waits for the next call: a guest that floods cannot keep the control thread here.
    const written = Atomics.load(this.#counters, WRITTEN);
    let drained = 0;
    for (;;) {
      if (this.#assembly !== undefined || this.#mustAssemble(written)) {
        if (!this.#assemble(written, builder)) break;
      } else {
        if (this.#read === written) break;
        const place = this.#read & (this.#capacity - 1);
        const size = this.#ring.words[place >> 2] ?? 0;
        if (!unpack(this.#ring, place, builder)) break;
        this.#read = (this.#read + size) | 0;
      }
      drained++;
    }
    this.#publish();
    return drained;
  }

  #publish(): void {
    Atomics.store(this.#counters, READ, this.#read);
    if (Atomics.load(this.#counters, WAITING) === 0) return;
    Atomics.store(this.#counters, WAITING, 0);
    Atomics.notify(this.#counters, READ);
  }

  /** Begins an assembly when the next record is longer than what lies in one piece. */
  #mustAssemble(written: number): boolean {
    if (this.#read === written) return false;
    const place = this.#read & (this.#capacity - 1);
    const size = this.#ring.words[place >> 2] ?? 0;
    if (size < RECORD_HEAD || size > MOST_RECORD || size % 8 !== 0) {
      throw new SandboxError('PROTOCOL', `a record of ${size} bytes stands in the ring`);
    }
    if (place + size <= this.#capacity) return false;
    this.#assembly = block(new ArrayBuffer(size), 0);
    this.#assemblySize = size;
    this.#assembled = 0;
    return true;
  }

  /** Takes over what is there of the record; true when it was complete and went into the builder. */
  #assemble(written: number, builder: ChunkBuilder): boolean {
    const assembly = this.#assembly;
    if (assembly === undefined) return false;
    while (this.#assembled < this.#assemblySize && this.#read !== written) {
      const place = this.#read & (this.#capacity - 1);
      const there = Math.min((written - this.#read) >>> 0, this.#capacity - place, this.#assemblySize - this.#assembled);
      assembly.bytes.set(this.#ring.bytes.subarray(place, place + there), this.#assembled);
      this.#assembled += there;
      this.#read = (this.#read + there) | 0;
    }
    if (this.#assembled < this.#assemblySize || !unpack(assembly, 0, builder)) return false;
    this.#assembly = undefined;
    return true;
  }
}

/** One whole record into the builder; false when that has no room. */
function unpack(from: Block, at: number, builder: ChunkBuilder): boolean {
  const { words, doubles } = from;
  const word = at >> 2;
  const kinds = words[word + 1] ?? 0;
  const ruleAndArguments = words[word + 2] ?? 0;
  const argumentCount = ruleAndArguments >>> 16;
  const accessCount = words[word + 3] ?? 0;
  if (!builder.fits(argumentCount, accessCount, words[word + 7] ?? 0)) return false;
  builder.row(
    kinds & 0xffff,
    (kinds >>> 16) & 0xff,
    kinds >>> 24,
    ruleAndArguments & 0xffff,
    doubles[(at >> 3) + 4] ?? 0,
    words[word + 5] ?? 0,
    words[word + 4] ?? 0,
    words[word + 6] ?? 0,
    doubles[(at >> 3) + 5] ?? 0,
  );
  let next = at + RECORD_HEAD;
  if (argumentCount > 0) builder.arguments(words, next >> 2, argumentCount);
  next += 8 * argumentCount;
  for (let i = 0; i < accessCount; i++) {
    const stored = words[(next >> 2) + 3] ?? 0;
    builder.access(
      words[(next >> 2) + 4] ?? 0,
      doubles[next >> 3] ?? 0,
      words[(next >> 2) + 2] ?? 0,
      words,
      (next + ACCESS_HEAD) >> 2,
      stored,
    );
    next += ACCESS_HEAD + ((stored + 7) & ~7);
  }
  return true;
}
