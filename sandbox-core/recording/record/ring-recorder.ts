// The guest thread's end of the ring: composes a record and publishes it (ring-layout.ts).
import { SandboxError } from '../../base/errors.ts';
import type { AccessKind, CallOutcome } from './call-outcome.ts';
import type { CallRecorder } from './call-recorder.ts';
import { CHUNK_CAPS } from './chunk.ts';
import { ACCESS_HEAD, block, HEADER_BYTES, READ, RECORD_HEAD, WAITING, WRITTEN, type Block } from './ring-layout.ts';

/** Room for a record before one needs more. */
const FIRST_ROOM = 4096;

/** How long the writer sleeps before it looks at the stop word again; whoever sets that word cannot wake it. */
const WAIT_MILLISECONDS = 10;

export interface RingRecorderOptions {
  /** Word 0 becomes non-zero when the run shall stop. */
  readonly stop: Int32Array;
  /** Most bytes kept of one access that the host only read. */
  readonly keepReadBytes: number;
}

export class RingRecorder implements CallRecorder {
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
