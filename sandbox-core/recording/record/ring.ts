// The way of a call's record from the guest's thread to the control thread: a ring in shared memory with one writer and
// one reader. The writer composes a record in memory of its own and publishes it in one step, so that a thread that dies
// in a host call leaves no half record.
//
//   shared:  [ written | read | waiting |  …data, a power of two… ]     both counters in bytes, modulo 2^32
//   record:  [ bytes | signature outcome action | rule arguments | accesses | result | duration | pages | data bytes ]   8 words
//            [ start, a double ] [ argument, 64 bits ]… [ pointer, a double | length | stored | kind | 0 | bytes, padded to 8 ]…
//
// A record longer than the ring is written as the reader makes room, and handed on when its last byte is there. All of it
// is native byte order and never leaves the process; what does is the encoded chunk (chunk-codec.ts).
import { SandboxError } from '../../base/errors.ts';
import type { AccessKind, CallOutcome } from './call-outcome.ts';
import type { CallRecorder } from './call-recorder.ts';
import type { ChunkBuilder } from './chunk-builder.ts';
import { CHUNK_CAPS } from './chunk.ts';

// The shared counters stand on cache lines of their own: words of 64 bytes' distance.
const WRITTEN = 0;
const READ = 16;
const WAITING = 32;
const HEADER_BYTES = 192;

const LEAST_RING = 256;
const MOST_RING = 2 ** 30;

const RECORD_HEAD = 40;
const ACCESS_HEAD = 24;
/** Room for a record before one needs more. */
const FIRST_ROOM = 4096;
/** The longest record that a chunk can take: every cap reached, every access padded. */
const MOST_RECORD = RECORD_HEAD + 8 * CHUNK_CAPS.arguments + (ACCESS_HEAD + 7) * CHUNK_CAPS.accesses + CHUNK_CAPS.dataBytes + 8;

/** How long the writer sleeps before it looks at the stop word again; whoever sets that word cannot wake it. */
const WAIT_MILLISECONDS = 10;

/** Shared memory for one ring of at least `bytes`, rounded up to a power of two. 4 MiB hold 60,000 calls of usual size. */
export function createRing(bytes: number): SharedArrayBuffer {
  let capacity = LEAST_RING;
  while (capacity < Math.min(bytes, MOST_RING)) capacity *= 2;
  return new SharedArrayBuffer(HEADER_BYTES + capacity);
}

export interface RingRecorderOptions {
  /** Word 0 becomes non-zero when the run shall stop. */
  readonly stop: Int32Array;
  /** Most bytes kept of one access that the host only read. */
  readonly keepReadBytes: number;
}

/**
 * The guest thread's end. Arguments come before accesses. A call may have 65,535 of each at most and 4 MiB of stored bytes
 * (CHUNK_CAPS), which the caps on single host operations keep far away. `end` answers false once the run is to stop; the
 * record is then lost only if the ring was full.
 */
export function ringRecorder(ring: SharedArrayBuffer, options: RingRecorderOptions): CallRecorder {
  return new RingRecorder(ring, options);
}

export interface RingReader {
  /** Moves whole records into the builder until the ring is empty or the builder has no room; answers how many. */
  drain(builder: ChunkBuilder): number;
  /** Bytes that wait in the ring. */
  readonly pending: number;
}

/** The control thread's end. */
export function ringReader(ring: SharedArrayBuffer): RingReader {
  return new Reader(ring);
}

/** One block of memory under the four views that reading and writing a record takes. */
interface Block {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly longs: BigInt64Array;
  readonly bytes: Uint8Array;
}

function block(buffer: ArrayBuffer | SharedArrayBuffer, offset: number): Block {
  return {
    words: new Int32Array(buffer, offset),
    doubles: new Float64Array(buffer, offset),
    longs: new BigInt64Array(buffer, offset),
    bytes: new Uint8Array(buffer, offset),
  };
}

class RingRecorder implements CallRecorder {
  readonly #counters: Int32Array;
  readonly #ring: Block;
  readonly #capacity: number;
  readonly #stop: Int32Array;
  readonly #keepReadBytes: number;

  /** The record being composed, under each of its views: fields of their own, because every step of every call takes them. */
  #words: Int32Array;
  #doubles: Float64Array;
  #longs: BigInt64Array;
  #bytes: Uint8Array;
  #room = FIRST_ROOM;
  #at = 0;
  #arguments = 0;
  #accesses = 0;
  #dataBytes = 0;

  #written: number;
  /** Last seen value of the reader's counter: the shared one is only looked at when the ring seems full. */
  #read: number;
  /** Set when a long record was left unfinished in the ring: nothing may follow it. */
  #broken = false;

  constructor(ring: SharedArrayBuffer, options: RingRecorderOptions) {
    this.#counters = new Int32Array(ring, 0, HEADER_BYTES / 4);
    this.#ring = block(ring, HEADER_BYTES);
    this.#capacity = ring.byteLength - HEADER_BYTES;
    this.#stop = options.stop;
    this.#keepReadBytes = options.keepReadBytes;
    this.#written = Atomics.load(this.#counters, WRITTEN);
    this.#read = Atomics.load(this.#counters, READ);
    const record = block(new ArrayBuffer(FIRST_ROOM), 0);
    this.#words = record.words;
    this.#doubles = record.doubles;
    this.#longs = record.longs;
    this.#bytes = record.bytes;
  }

  begin(signature: number, start: number, memoryPages: number): void {
    this.#words[1] = signature;
    this.#words[6] = memoryPages;
    this.#doubles[4] = start;
    this.#at = RECORD_HEAD;
    this.#arguments = 0;
    this.#accesses = 0;
    this.#dataBytes = 0;
  }

  argument(value: number | bigint): void {
    if (this.#accesses > 0) throw new SandboxError('INTERNAL', 'an argument was recorded after an access');
    if (++this.#arguments >= CHUNK_CAPS.arguments) throw new SandboxError('INTERNAL', `a call has ${this.#arguments} arguments`);
    const at = this.#at;
    if (at + 8 > this.#room) this.#makeRoom(at + 8);
    if (typeof value === 'number') {
      this.#words[at >> 2] = value;
      this.#words[(at >> 2) + 1] = (value | 0) >> 31;
    } else {
      this.#longs[at >> 3] = value;
    }
    this.#at = at + 8;
  }

  access(kind: AccessKind, pointer: number, bytes: Uint8Array): void {
    const stored = kind === 'read' ? Math.min(bytes.length, this.#keepReadBytes) : bytes.length;
    this.#accesses++;
    this.#dataBytes += stored;
    if (this.#accesses > CHUNK_CAPS.accesses || this.#dataBytes > CHUNK_CAPS.dataBytes) {
      throw new SandboxError('INTERNAL', `a call has ${this.#accesses} accesses with ${this.#dataBytes} bytes`);
    }
    const at = this.#at;
    const body = at + ACCESS_HEAD;
    const end = body + ((stored + 7) & ~7);
    if (end > this.#room) this.#makeRoom(end);
    const words = this.#words;
    const word = at >> 2;
    this.#doubles[at >> 3] = pointer;
    words[word + 2] = bytes.length;
    words[word + 3] = stored;
    words[word + 4] = accessKindNumber(kind);
    const record = this.#bytes;
    // A loop is faster than `set` for the few bytes that most accesses have.
    if (stored <= 64) for (let i = 0; i < stored; i++) record[body + i] = bytes[i] ?? 0;
    else record.set(stored === bytes.length ? bytes : bytes.subarray(0, stored), body);
    this.#at = end;
  }

  end(outcome: CallOutcome, action: number, rule: number, result: number, duration: number): boolean {
    const words = this.#words;
    words[0] = this.#at;
    words[1] = ((words[1] ?? 0) & 0xffff) | (callOutcomeNumber(outcome) << 16) | (action << 24);
    words[2] = (rule & 0xffff) | (this.#arguments << 16);
    words[3] = this.#accesses;
    words[4] = result;
    words[5] = Math.min(duration, 0xffff_ffff);
    words[7] = this.#dataBytes;
    return this.#commit(this.#at) && Atomics.load(this.#stop, 0) === 0;
  }

  #commit(size: number): boolean {
    if (this.#broken) return false;
    if (size > this.#capacity) return this.#stream(size);
    if (this.#free() < size && !this.#wait(size)) return false;
    this.#copy(0, size);
    this.#publish(size);
    return true;
  }

  /** A record longer than the ring, piece by piece. */
  #stream(size: number): boolean {
    for (let done = 0; done < size;) {
      const piece = Math.min(size - done, this.#capacity / 2);
      if (this.#free() < piece && !this.#wait(piece)) {
        this.#broken = done > 0;
        return false;
      }
      this.#copy(done, piece);
      this.#publish(piece);
      done += piece;
    }
    return true;
  }

  #free(): number {
    return this.#capacity - ((this.#written - this.#read) >>> 0);
  }

  #publish(size: number): void {
    this.#written = (this.#written + size) | 0;
    Atomics.store(this.#counters, WRITTEN, this.#written);
  }

  /** Until `size` bytes are free; false when the run was stopped first. */
  #wait(size: number): boolean {
    for (;;) {
      this.#read = Atomics.load(this.#counters, READ);
      if (this.#free() >= size) return true;
      if (Atomics.load(this.#stop, 0) !== 0) return false;
      // The reader moves its counter before it looks at this flag, and `wait` compares that counter: no wake is missed.
      Atomics.store(this.#counters, WAITING, 1);
      Atomics.wait(this.#counters, READ, this.#read, WAIT_MILLISECONDS);
    }
  }

  /** `size` bytes of the record from `from` on to the writer's place in the ring. */
  #copy(from: number, size: number): void {
    const place = this.#written & (this.#capacity - 1);
    if (size <= 512) {
      const words = this.#words;
      const ring = this.#ring.words;
      const mask = (this.#capacity >> 2) - 1;
      const source = from >> 2;
      const target = place >> 2;
      for (let i = 0, count = size >> 2; i < count; i++) ring[(target + i) & mask] = words[source + i] ?? 0;
      return;
    }
    const bytes = this.#bytes;
    const first = Math.min(size, this.#capacity - place);
    this.#ring.bytes.set(bytes.subarray(from, from + first), place);
    if (first < size) this.#ring.bytes.set(bytes.subarray(from + first, from + size), 0);
  }

  #makeRoom(least: number): void {
    let room = this.#room;
    while (room < least) room *= 2;
    const larger = block(new ArrayBuffer(room), 0);
    larger.bytes.set(this.#bytes);
    this.#words = larger.words;
    this.#doubles = larger.doubles;
    this.#longs = larger.longs;
    this.#bytes = larger.bytes;
    this.#room = room;
  }
}

class Reader implements RingReader {
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
  const { words, doubles, bytes } = from;
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
  );
  let next = at + RECORD_HEAD;
  for (let i = 0; i < argumentCount; i++, next += 8) builder.argument(words[next >> 2] ?? 0, words[(next >> 2) + 1] ?? 0);
  for (let i = 0; i < accessCount; i++) {
    const stored = words[(next >> 2) + 3] ?? 0;
    builder.access(
      words[(next >> 2) + 4] ?? 0,
      doubles[next >> 3] ?? 0,
      words[(next >> 2) + 2] ?? 0,
      bytes,
      next + ACCESS_HEAD,
      stored,
    );
    next += ACCESS_HEAD + ((stored + 7) & ~7);
  }
  return true;
}

/** Place in ACCESS_KINDS. A switch, because a search of the list would show in every call's time. */
function accessKindNumber(kind: AccessKind): number {
  switch (kind) {
    case 'read':
      return 0;
    case 'wrote':
      return 1;
    case 'stdout':
      return 2;
    case 'stderr':
      return 3;
    case 'resource':
      return 4;
  }
}

/** Place in CALL_OUTCOMES. */
function callOutcomeNumber(outcome: CallOutcome): number {
  switch (outcome) {
    case 'ok':
      return 0;
    case 'denied':
      return 1;
    case 'error':
      return 2;
    case 'ended':
      return 3;
  }
}
