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

// Places in ACCESS_KINDS.
const READ_KIND = 0;
const WROTE_KIND = 1;
const STDOUT_KIND = 2;
const STDERR_KIND = 3;

export interface RingRecorderOptions {
  /** Word 0 is above zero once the run shall stop. */
  readonly stop: Int32Array;
  /** Most bytes kept of one access that the host only read. */
  readonly keepReadBytes: number;
}

/** Its fields are `private` and not `#`: that was measured to be no slower, and gives shorter bytecode. */
export class RingRecorder implements CallRecorder {
  private readonly counters: Int32Array;
  private readonly ring: Block;
  private readonly capacity: number;
  private readonly stop: Int32Array;
  private readonly keepReadBytes: number;

  /** Where a record is composed that has no place in the ring in one piece. */
  private own: Block;

  /**
   * The record being composed, in the ring itself or in `own`, from `from` on; up to `room` is free and in one piece. Its views are fields of their own,
   * because every step of every call takes them.
   */
  private words: Int32Array;
  private doubles: Float64Array;
  private bytes: Uint8Array;
  private inPlace = false;
  private from = 0;
  private room = FIRST_ROOM;
  private at = 0;
  private argumentCount = 0;
  private accessCount = 0;
  private dataBytes = 0;

  private written: number;
  /** Last seen value of the reader's counter: the shared one is only looked at when the ring seems full. */
  private read: number;
  /** Set when a long record was left unfinished in the ring: nothing may follow it. */
  private broken = false;

  constructor(ring: SharedArrayBuffer, options: RingRecorderOptions) {
    this.counters = new Int32Array(ring, 0, HEADER_BYTES / 4);
    this.ring = block(ring, HEADER_BYTES);
    this.capacity = ring.byteLength - HEADER_BYTES;
    this.stop = options.stop;
    this.keepReadBytes = options.keepReadBytes;
    this.written = Atomics.load(this.counters, WRITTEN);
    this.read = Atomics.load(this.counters, READ);
    this.own = block(new ArrayBuffer(FIRST_ROOM), 0);
    this.words = this.own.words;
    this.doubles = this.own.doubles;
    this.bytes = this.own.bytes;
  }

  begin(signature: number, start: number, memoryPages: number, fuel: number): void {
    if (!this.inPlace || this.room - this.from < FIRST_ROOM) this.takePlace();
    const { from, words } = this;
    words[(from >> 2) + 1] = signature;
    words[(from >> 2) + 6] = memoryPages;
    this.doubles[(from >> 3) + 4] = start;
    this.doubles[(from >> 3) + 5] = fuel;
    this.at = from + RECORD_HEAD;
    this.argumentCount = 0;
    this.accessCount = 0;
    this.dataBytes = 0;
  }

  arguments(words: Int32Array, count: number): void {
    if (this.at !== this.from + RECORD_HEAD || count >= CHUNK_CAPS.arguments) refuseArguments(count);
    if (this.at + count * 8 > this.room) this.makeRoom(count * 8);
    const record = this.words;
    const word = this.at >> 2;
    for (let i = 0, end = count * 2; i < end; i++) record[word + i] = words[i] ?? 0;
    this.at += count * 8;
    this.argumentCount = count;
  }

  access(kind: AccessKind, pointer: number, bytes: Uint8Array): void {
    const stored = kind === 'read' ? Math.min(bytes.length, this.keepReadBytes) : bytes.length;
    const body = this.openAccess(accessKindNumber(kind), pointer, bytes.length, stored);
    const record = this.bytes;
    // A loop is faster than `set` for the few bytes that most accesses have.
    if (stored <= 64) for (let i = 0; i < stored; i++) record[body + i] = bytes[i] ?? 0;
    else record.set(stored === bytes.length ? bytes : bytes.subarray(0, stored), body);
  }

  readPair(pointer: number, first: number, second: number): void {
    const stored = Math.min(8, this.keepReadBytes);
    const word = this.openAccess(READ_KIND, pointer, 8, stored) >> 2;
    if (stored === 0) return;
    this.words[word] = first;
    this.words[word + 1] = second;
  }

  wroteWord(pointer: number, length: 4 | 8, low: number, high: number): void {
    const word = this.openAccess(WROTE_KIND, pointer, length, length) >> 2;
    this.words[word] = low;
    this.words[word + 1] = high;
  }

  outputAt(kind: 'stdout' | 'stderr', pointer: number, length: number, memory: DataView): void {
    const body = this.openAccess(kind === 'stdout' ? STDOUT_KIND : STDERR_KIND, pointer, length, length);
    if (length > WORDS_COPIED) {
      this.bytes.set(new Uint8Array(memory.buffer, memory.byteOffset + pointer, length), body);
      return;
    }
    const words = this.words;
    let done = 0;
    for (; done + 4 <= length; done += 4) words[(body + done) >> 2] = memory.getInt32(pointer + done, true);
    for (; done < length; done++) this.bytes[body + done] = memory.getUint8(pointer + done);
  }

  end(outcome: CallOutcome, action: number, rule: number, result: number, duration: number): boolean {
    const { words, from } = this;
    const word = from >> 2;
    const size = this.at - from;
    words[word] = size;
    words[word + 1] =
      ((words[word + 1] ?? 0) & 0xffff) | ((outcome === 'ok' ? 0 : callOutcomeNumber(outcome)) << 16) | (action << 24);
    words[word + 2] = (rule & 0xffff) | (this.argumentCount << 16);
    words[word + 3] = this.accessCount;
    words[word + 4] = result;
    words[word + 5] = Math.min(duration, 0xffff_ffff);
    words[word + 7] = this.dataBytes;
    if (this.inPlace) {
      this.from += size;
      this.publish(size);
    } else if (!this.commit(size)) return false;
    return (this.stop[0] ?? 0) <= 0;
  }

  /** Composes the next record in the ring where it has room there for the usual one, which spares a copy, else apart. */
  private takePlace(): void {
    const place = this.written & (this.capacity - 1);
    const whole = this.capacity - place;
    if (this.free() < whole) this.read = Atomics.load(this.counters, READ);
    const ahead = Math.min(whole, this.free());
    const inPlace = ahead >= FIRST_ROOM && !this.broken;
    this.compose(inPlace ? this.ring : this.own, inPlace);
    this.from = inPlace ? place : 0;
    this.room = inPlace ? place + ahead : this.own.bytes.length;
  }

  private compose(into: Block, inPlace: boolean): void {
    this.words = into.words;
    this.doubles = into.doubles;
    this.bytes = into.bytes;
    this.inPlace = inPlace;
  }

  /** Opens an access of `length` bytes; answers where the `stored` ones of them go. */
  private openAccess(kind: number, pointer: number, length: number, stored: number): number {
    this.accessCount++;
    this.dataBytes += stored;
    const size = ACCESS_HEAD + ((stored + 7) & ~7);
    const passesCap = this.accessCount > CHUNK_CAPS.accesses || this.dataBytes > CHUNK_CAPS.dataBytes;
    if (passesCap || this.at + size > this.room) this.makeRoom(size);
    const { at, words } = this;
    const word = at >> 2;
    this.doubles[at >> 3] = pointer;
    words[word + 2] = length;
    words[word + 3] = stored;
    words[word + 4] = kind;
    this.at = at + size;
    return at + ACCESS_HEAD;
  }

  /** A record that was composed apart goes into the ring. */
  private commit(size: number): boolean {
    if (this.broken) return false;
    if (size > this.capacity) return this.stream(size);
    if (this.free() < size && !this.wait(size)) return false;
    this.copyOwn(0, size);
    this.publish(size);
    return true;
  }

  /** A record longer than the ring, piece by piece. */
  private stream(size: number): boolean {
    for (let done = 0; done < size;) {
      const piece = Math.min(size - done, this.capacity / 2);
      if (this.free() < piece && !this.wait(piece)) {
        this.broken = done > 0;
        return false;
      }
      this.copyOwn(done, piece);
      this.publish(piece);
      done += piece;
    }
    return true;
  }

  private free(): number {
    return this.capacity - ((this.written - this.read) >>> 0);
  }

  private publish(size: number): void {
    this.written = (this.written + size) | 0;
    Atomics.store(this.counters, WRITTEN, this.written);
  }

  /** Until `size` bytes are free; false when the run was stopped first. */
  private wait(size: number): boolean {
    for (;;) {
      this.read = Atomics.load(this.counters, READ);
      if (this.free() >= size) return true;
      if (Atomics.load(this.stop, 0) > 0) return false;
      // The reader moves its counter before it looks at this flag, and `wait` compares that counter: no wake is missed.
      Atomics.store(this.counters, WAITING, 1);
      Atomics.wait(this.counters, READ, this.read, WAIT_MILLISECONDS);
    }
  }

  /** `size` bytes of the record apart, from `from` on, to the writer's place in the ring. */
  private copyOwn(from: number, size: number): void {
    const place = this.written & (this.capacity - 1);
    const { bytes } = this.own;
    const first = Math.min(size, this.capacity - place);
    this.ring.bytes.set(bytes.subarray(from, from + first), place);
    if (first < size) this.ring.bytes.set(bytes.subarray(from + first, from + size), 0);
  }

  /** Room for `more` bytes, within the caps. A record that outgrows its place in the ring goes on apart. */
  private makeRoom(more: number): void {
    if (this.accessCount > CHUNK_CAPS.accesses || this.dataBytes > CHUNK_CAPS.dataBytes) {
      throw new SandboxError('INTERNAL', `a call has ${this.accessCount} accesses with ${this.dataBytes} bytes`);
    }
    const size = this.at - this.from;
    const begun = this.bytes.subarray(this.from, this.at);
    let room = this.own.bytes.length;
    while (room < size + more) room *= 2;
    if (room > this.own.bytes.length) this.own = block(new ArrayBuffer(room), 0);
    this.own.bytes.set(begun);
    this.compose(this.own, false);
    this.from = 0;
    this.at = size;
    this.room = room;
  }
}

function refuseArguments(count: number): never {
  const problem =
    count >= CHUNK_CAPS.arguments ? `a call has ${count} arguments` : 'arguments were recorded after others, or an access';
  throw new SandboxError('INTERNAL', problem);
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
    case 'edit':
      return 5;
    case 'secret':
      return 6;
    case 'sent':
      return 7;
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
