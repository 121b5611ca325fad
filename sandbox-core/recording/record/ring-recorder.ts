// The guest thread's end of the ring: composes a record, in the ring itself where it fits, and publishes it in one step
// (ring-layout.ts).
import { SandboxError } from '../../base/errors.ts';
import type { AccessKind, CallOutcome } from './call-outcome.ts';
import type { CallRecorder } from './call-recorder.ts';
import { CHUNK_CAPS } from './chunk.ts';
import { ACCESS_HEAD, block, HEADER_BYTES, READ, RECORD_HEAD, WAITING, WRITTEN, type Block } from './ring-layout.ts';

/** Room for a record before one needs more. */
const FIRST_ROOM = 4096;

/** How long the writer sleeps before it looks at the stop word again; whoever sets that word cannot wake it. */
const WAIT_MILLISECONDS = 10;

/** Up to so many bytes a loop over words copies faster than `set`, which needs a view made for it. */
const WORDS_COPIED = 512;

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

  /** Where a record is composed that has no place in the ring in one piece. */
  #own: Block;

  /**
   * The record being composed, in the ring itself or in `#own`, from `#from` to `#room`. Its views are fields of their own,
   * because every step of every call takes them.
   */
  #words: Int32Array;
  #doubles: Float64Array;
  #longs: BigInt64Array;
  #bytes: Uint8Array;
  #inPlace = false;
  #from = 0;
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
    this.#own = block(new ArrayBuffer(FIRST_ROOM), 0);
    this.#words = this.#own.words;
    this.#doubles = this.#own.doubles;
    this.#longs = this.#own.longs;
    this.#bytes = this.#own.bytes;
  }

  begin(signature: number, start: number, memoryPages: number): void {
    this.#takePlace();
    const word = this.#from >> 2;
    this.#words[word + 1] = signature;
    this.#words[word + 6] = memoryPages;
    this.#doubles[(this.#from >> 3) + 4] = start;
    this.#at = this.#from + RECORD_HEAD;
    this.#arguments = 0;
    this.#accesses = 0;
    this.#dataBytes = 0;
  }

  argument(value: number | bigint): void {
    if (this.#accesses > 0) throw new SandboxError('INTERNAL', 'an argument was recorded after an access');
    if (++this.#arguments >= CHUNK_CAPS.arguments) throw new SandboxError('INTERNAL', `a call has ${this.#arguments} arguments`);
    if (this.#at + 8 > this.#room) this.#makeRoom(8);
    const at = this.#at;
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
    const body = this.#accessHead(kind, pointer, bytes.length, stored);
    const record = this.#bytes;
    // A loop is faster than `set` for the few bytes that most accesses have.
    if (stored <= 64) for (let i = 0; i < stored; i++) record[body + i] = bytes[i] ?? 0;
    else record.set(stored === bytes.length ? bytes : bytes.subarray(0, stored), body);
  }

  word(kind: AccessKind, pointer: number, length: 4 | 8, low: number, high: number): void {
    const stored = kind === 'read' ? Math.min(length, this.#keepReadBytes) : length;
    const word = this.#accessHead(kind, pointer, length, stored) >> 2;
    if (stored === 0) return;
    this.#words[word] = low;
    this.#words[word + 1] = high;
  }

  copy(kind: AccessKind, pointer: number, length: number, memory: DataView): void {
    const stored = kind === 'read' ? Math.min(length, this.#keepReadBytes) : length;
    const body = this.#accessHead(kind, pointer, length, stored);
    if (stored > WORDS_COPIED) {
      this.#bytes.set(new Uint8Array(memory.buffer, memory.byteOffset + pointer, stored), body);
      return;
    }
    const words = this.#words;
    const whole = stored & ~3;
    for (let i = 0; i < whole; i += 4) words[(body + i) >> 2] = memory.getInt32(pointer + i, true);
    const bytes = this.#bytes;
    for (let i = whole; i < stored; i++) bytes[body + i] = memory.getUint8(pointer + i);
  }

  end(outcome: CallOutcome, action: number, rule: number, result: number, duration: number): boolean {
    const words = this.#words;
    const word = this.#from >> 2;
    const size = this.#at - this.#from;
    words[word] = size;
    words[word + 1] = ((words[word + 1] ?? 0) & 0xffff) | (callOutcomeNumber(outcome) << 16) | (action << 24);
    words[word + 2] = (rule & 0xffff) | (this.#arguments << 16);
    words[word + 3] = this.#accesses;
    words[word + 4] = result;
    words[word + 5] = Math.min(duration, 0xffff_ffff);
    words[word + 7] = this.#dataBytes;
    return this.#commit(size) && this.#stop[0] === 0;
  }

  /** Composes the next record in the ring where it has room there for the usual one, which spares a copy, else apart. */
  #takePlace(): void {
    const place = this.#written & (this.#capacity - 1);
    const whole = place + FIRST_ROOM <= this.#capacity;
    if (whole && this.#free() < FIRST_ROOM) this.#read = Atomics.load(this.#counters, READ);
    if (!whole || this.#free() < FIRST_ROOM) {
      if (this.#inPlace) this.#compose(this.#own, false);
      this.#from = 0;
      this.#room = this.#own.bytes.length;
      return;
    }
    if (!this.#inPlace) this.#compose(this.#ring, true);
    this.#from = place;
    this.#room = place + FIRST_ROOM;
  }

  #compose(into: Block, inPlace: boolean): void {
    this.#words = into.words;
    this.#doubles = into.doubles;
    this.#longs = into.longs;
    this.#bytes = into.bytes;
    this.#inPlace = inPlace;
  }

  /** Opens an access of `length` bytes; answers where the `stored` ones of them go. */
  #accessHead(kind: AccessKind, pointer: number, length: number, stored: number): number {
    this.#accesses++;
    this.#dataBytes += stored;
    if (this.#accesses > CHUNK_CAPS.accesses || this.#dataBytes > CHUNK_CAPS.dataBytes) {
      throw new SandboxError('INTERNAL', `a call has ${this.#accesses} accesses with ${this.#dataBytes} bytes`);
    }
    const size = ACCESS_HEAD + ((stored + 7) & ~7);
    if (this.#at + size > this.#room) this.#makeRoom(size);
    const at = this.#at;
    const words = this.#words;
    const word = at >> 2;
    this.#doubles[at >> 3] = pointer;
    words[word + 2] = length;
    words[word + 3] = stored;
    words[word + 4] = accessKindNumber(kind);
    this.#at = at + size;
    return at + ACCESS_HEAD;
  }

  #commit(size: number): boolean {
    if (this.#broken) return false;
    if (!this.#inPlace) {
      if (size > this.#capacity) return this.#stream(size);
      if (this.#free() < size && !this.#wait(size)) return false;
      this.#copy(0, size);
    }
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

  /** `size` bytes of the record apart, from `from` on, to the writer's place in the ring. */
  #copy(from: number, size: number): void {
    const place = this.#written & (this.#capacity - 1);
    const { bytes } = this.#own;
    const first = Math.min(size, this.#capacity - place);
    this.#ring.bytes.set(bytes.subarray(from, from + first), place);
    if (first < size) this.#ring.bytes.set(bytes.subarray(from + first, from + size), 0);
  }

  /** Room for `more` bytes. A record that outgrows its place in the ring goes on apart. */
  #makeRoom(more: number): void {
    const size = this.#at - this.#from;
    const begun = this.#bytes.subarray(this.#from, this.#at);
    let room = this.#own.bytes.length;
    while (room < size + more) room *= 2;
    if (room > this.#own.bytes.length) this.#own = block(new ArrayBuffer(room), 0);
    this.#own.bytes.set(begun);
    this.#compose(this.#own, false);
    this.#from = 0;
    this.#at = size;
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
