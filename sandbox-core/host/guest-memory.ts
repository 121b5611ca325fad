// Checked access to the guest's linear memory 0, and nothing else in the host touches it. memory.grow detaches the buffer,
// which shows as length 0, or leaves a shared one too short: then it is asked for anew (THREATS 28); addresses and lengths are unsigned 32-bit numbers, so
// that a sum never wraps (21); what the host acts on is copied once and never read again (23, 24).
import type { CallRecorder } from '../recording/record/call-recorder.ts';

export interface MemorySource {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

const SHORT = 32;

/** Its fields are `private` and not `#` for the reason that ring-recorder.ts gives. */
export class GuestMemory {
  private readonly recorder: CallRecorder;
  private source: MemorySource = { buffer: new ArrayBuffer(0) };
  private bytes = new Uint8Array(0) as Uint8Array;
  /** Of the same buffer: words at any address. */
  private view = new DataView(new ArrayBuffer(0)) as DataView;

  /** What `readPair` read second. */
  secondWord = 0;

  constructor(recorder: CallRecorder) {
    this.recorder = recorder;
  }

  attach(source: MemorySource): void {
    this.source = source;
    this.look();
  }

  get pages(): number {
    return this.now().length / 65_536;
  }

  /** Whether `length` bytes from `pointer` lie in memory. Asked before anything is done, so that no call faults halfway. */
  has(pointer: number, length: number): boolean {
    const end = pointer + length;
    if (end <= this.now().length) return true;
    this.look();
    return end <= this.bytes.length;
  }

  /** A copy of guest bytes that the call does not see: for whoever looks on. The range must have been checked. */
  peek(pointer: number, length: number): Uint8Array {
    return this.now().slice(pointer, pointer + length);
  }

  /** A copy of guest bytes, recorded as read. The range must have been checked. */
  read(pointer: number, length: number): Uint8Array {
    const copy = this.now().slice(pointer, pointer + length);
    this.recorder.access('read', pointer, copy);
    return copy;
  }

  /** Reads two words at once, recorded as read: the first is answered, the second stands in `secondWord`. */
  readPair(pointer: number): number {
    this.now();
    const first = this.view.getUint32(pointer, true);
    this.secondWord = this.view.getUint32(pointer + 4, true);
    this.recorder.readPair(pointer, first, this.secondWord);
    return first;
  }

  /** Copies guest bytes into `into`, recorded as read or as what goes into a file. */
  readInto(pointer: number, into: Uint8Array, kind: 'read' | 'sent' = 'read'): void {
    const memory = this.now();
    // A short copy costs less than a call of `set`.
    if (into.length <= SHORT) for (let index = 0; index < into.length; index++) into[index] = memory[pointer + index] ?? 0;
    else into.set(memory.subarray(pointer, pointer + into.length));
    this.recorder.access(kind, pointer, into);
  }

  /** Hands guest bytes to the recording as output; the recorder's copy is the only one. */
  output(kind: 'stdout' | 'stderr', pointer: number, length: number): void {
    this.now();
    this.recorder.outputAt(kind, pointer, length, this.view);
  }

  /** Writes a result and records it. Only `Results.commit` calls this. */
  write(pointer: number, bytes: Uint8Array, kind: 'wrote' | 'secret' = 'wrote'): void {
    const memory = this.now();
    if (bytes.length <= SHORT) for (let index = 0; index < bytes.length; index++) memory[pointer + index] = bytes[index] ?? 0;
    else memory.set(bytes, pointer);
    this.recorder.access(kind, pointer, bytes);
  }

  /** Writes a result of 4 or 8 bytes, as words, low one first, and records it. Only `Results.commit` calls this. */
  writeWord(pointer: number, length: 4 | 8, low: number, high: number): void {
    this.now();
    this.view.setInt32(pointer, low, true);
    if (length === 8) this.view.setInt32(pointer + 4, high, true);
    this.recorder.wroteWord(pointer, length, low, high);
  }

  /** Asking the memory for its buffer costs more than the rest of a call, so it is done only when the old one is gone. */
  private now(): Uint8Array {
    if (this.bytes.length === 0) this.look();
    return this.bytes;
  }

  private look(): void {
    const { buffer } = this.source;
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
  }
}
