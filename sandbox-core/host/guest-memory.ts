// Checked access to the guest's linear memory 0, and nothing else in the host touches it. The buffer is asked for anew
// each time, since memory.grow detaches the old one (THREATS 28); addresses and lengths are unsigned 32-bit numbers, so
// that a sum never wraps (21); what the host acts on is copied once and never read again (23, 24).
import type { AccessKind } from '../recording/record/call-outcome.ts';
import type { CallRecorder } from '../recording/record/call-recorder.ts';

export interface MemorySource {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

export class GuestMemory {
  readonly #recorder: CallRecorder;
  #source: MemorySource = { buffer: new ArrayBuffer(0) };
  #bytes = new Uint8Array(0) as Uint8Array;

  constructor(recorder: CallRecorder) {
    this.#recorder = recorder;
  }

  attach(source: MemorySource): void {
    this.#source = source;
  }

  get pages(): number {
    return this.#source.buffer.byteLength / 65_536;
  }

  /** Whether `length` bytes from `pointer` lie in memory. Asked before anything is done, so that no call faults halfway. */
  has(pointer: number, length: number): boolean {
    return pointer + length <= this.#source.buffer.byteLength;
  }

  /** A copy of guest bytes, recorded as read. The range must have been checked. */
  read(pointer: number, length: number): Uint8Array {
    const copy = this.#now().slice(pointer, pointer + length);
    this.#recorder.access('read', pointer, copy);
    return copy;
  }

  /** Copies guest bytes into `into`, recorded as read. */
  readInto(pointer: number, into: Uint8Array): void {
    into.set(this.#now().subarray(pointer, pointer + into.length));
    this.#recorder.access('read', pointer, into);
  }

  /** Hands guest bytes to the recording as output; the recorder's copy is the only one. */
  output(kind: AccessKind, pointer: number, length: number): void {
    this.#recorder.access(kind, pointer, this.#now().subarray(pointer, pointer + length));
  }

  /** Writes a result and records it. Only `Results.commit` calls this. */
  write(pointer: number, bytes: Uint8Array): void {
    this.#now().set(bytes, pointer);
    this.#recorder.access('wrote', pointer, bytes);
  }

  #now(): Uint8Array {
    const { buffer } = this.#source;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }
}
