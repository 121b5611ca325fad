// The gate's side of the recording: one `begin … end` a host call, on the guest's thread. Nothing here allocates
// once warm, and nothing is lost: when the ring is full, `end` waits until the control thread has made room.
import type { AccessKind, CallOutcome } from './call-outcome.ts';

export interface CallRecorder {
  /** Opens the record of one call. `start` is nanoseconds since the run's start, `memoryPages` the size of memory 0 then. */
  begin(signature: number, start: number, memoryPages: number): void;
  /** The next argument: i32 as a signed number, i64 as a bigint. */
  argument(value: number | bigint): void;
  /** Bytes of guest memory that the host read, wrote or took as output; copied now. `read` may be cut at the cap, with its true length kept. */
  access(kind: AccessKind, pointer: number, bytes: Uint8Array): void;
  /** An access of 4 or 8 bytes, given as words, low one first: most results are no more, and a view of them would cost more than the call. */
  word(kind: AccessKind, pointer: number, length: 4 | 8, low: number, high: number): void;
  /** An access whose `length` bytes are copied now from where they stand, at `pointer` in guest memory. */
  copy(kind: AccessKind, pointer: number, length: number, memory: DataView): void;
  /**
   * Commits the record. `action` indexes ACTIONS, `duration` is nanoseconds, 0 where it was not measured (calls without
   * system I/O). Blocks while the ring is full; returns false when the run was stopped meanwhile.
   */
  end(outcome: CallOutcome, action: number, rule: number, result: number, duration: number): boolean;
}
