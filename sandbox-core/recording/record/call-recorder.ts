// The gate's side of the recording: one `begin … end` a host call, on the guest's thread. Nothing here allocates
// once warm, and nothing is lost: when the ring is full, `end` waits until the control thread has made room.
import type { AccessKind, CallOutcome } from './call-outcome.ts';

export interface CallRecorder {
  /**
   * Opens the record of one call. `start` is nanoseconds since the run's start, `memoryPages` the size of memory 0 then, `fuel` the
   * instructions until then, 0 where they are not counted.
   */
  begin(signature: number, start: number, memoryPages: number, fuel: number): void;
  /** All `count` arguments of it, 64 bits each: two words, low one first, i32 sign-extended. Before any access. */
  arguments(words: Int32Array, count: number): void;
  /** Bytes of guest memory that the host read, wrote or took as output; copied now. `read` may be cut at the cap, with its true length kept. */
  access(kind: AccessKind, pointer: number, bytes: Uint8Array): void;
  // What most calls do has methods of its own, since a view of the bytes would cost more than the rest of the call:
  /** Eight bytes read, as words. */
  readPair(pointer: number, first: number, second: number): void;
  /** 4 or 8 bytes written, as words, low one first. */
  wroteWord(pointer: number, length: 4 | 8, low: number, high: number): void;
  /** Output, copied now from where it stands in guest memory. */
  outputAt(kind: 'stdout' | 'stderr', pointer: number, length: number, memory: DataView): void;
  /**
   * Commits the record. `action` indexes ACTIONS, `duration` is nanoseconds, 0 where it was not measured (calls without
   * system I/O). Blocks while the ring is full; returns false when the run was stopped meanwhile.
   */
  end(outcome: CallOutcome, action: number, rule: number, result: number, duration: number): boolean;
}
