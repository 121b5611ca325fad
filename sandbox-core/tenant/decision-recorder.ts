// What the gates of one thread record: decisions and output, as events for the engine. A tenant's calls are not kept in a
// ring as a run's are; counts come from the gate. Nothing is dropped: a guest waits while the engine is behind.
import { STOP_REASON, stopReason } from '../run/control-words.ts';
import type { AccessKind, CallOutcome } from '../recording/record/call-outcome.ts';
import type { CallRecorder } from '../recording/record/call-recorder.ts';
import type { Reporting } from './commands.ts';
import { FrameWriter } from './frame-writer.ts';
import { BATCH_BYTES, EVENT, MOST_BATCHES_UNDER_WAY, MOST_PIECE, MOST_RESOURCE } from './reports.ts';
import { TAKEN_WORD } from './thread-words.ts';

/** How long the guest sleeps before it looks at the stop word again. */
const WAIT_MILLISECONDS = 5;

export class DecisionRecorder implements CallRecorder {
  /** Number of the instance that is running. */
  instance = 0;
  readonly #reporting: Reporting;
  readonly #words: Int32Array;
  readonly #send: (batch: number, events: Uint8Array<ArrayBuffer>) => void;
  readonly #events = new FrameWriter();
  #sent = 0;
  #signature = 0;
  #resource = NOTHING;

  constructor(reporting: Reporting, words: Int32Array, send: (batch: number, events: Uint8Array<ArrayBuffer>) => void) {
    this.#reporting = reporting;
    this.#words = words;
    this.#send = send;
  }

  begin(signature: number): void {
    this.#signature = signature;
    this.#resource = NOTHING;
  }

  arguments(): void {
    // They belong to recordings; who audits decisions asks for rule and resource.
  }

  readPair(): void {
    // As arguments.
  }

  wroteWord(): void {
    // As arguments.
  }

  outputAt(kind: 'stdout' | 'stderr', pointer: number, length: number, memory: DataView): void {
    if (this.#reporting.output) this.#output(kind, new Uint8Array(memory.buffer, memory.byteOffset + pointer, length));
  }

  access(kind: AccessKind, _pointer: number, bytes: Uint8Array): void {
    if (kind === 'resource') this.#resource = cutText(bytes, MOST_RESOURCE);
    else if (this.#reporting.output && (kind === 'stdout' || kind === 'stderr')) this.#output(kind, bytes);
  }

  #output(kind: 'stdout' | 'stderr', bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += MOST_PIECE) {
      this.#events
        .u8(EVENT[kind])
        .u32(this.instance)
        .bytes(bytes.subarray(at, at + MOST_PIECE));
      this.#flushWhenFull();
    }
  }

  end(outcome: CallOutcome, action: number, rule: number): boolean {
    // Rule 0 permits nothing: without a denial it says that no decision was asked for.
    if (this.#reporting.decisions && (outcome === 'denied' || rule !== 0)) {
      this.#events.u8(EVENT.decision).u32(this.instance).u8(this.#signature).u8(action);
      this.#events
        .u8(outcome === 'denied' ? 0 : 1)
        .u32(rule)
        .bytes(this.#resource);
      this.#flushWhenFull();
    }
    return stopReason(this.#words) === STOP_REASON.none;
  }

  /** Sends what is there; to be called when an operation is over. */
  flush(): void {
    if (this.#events.length === 0) return;
    this.#sent += 1;
    this.#send(this.#sent, this.#events.take());
  }

  #flushWhenFull(): void {
    if (this.#events.length < BATCH_BYTES) return;
    this.flush();
    this.#awaitRoom();
  }

  /** Until the engine has taken over enough, or the guest is to stop. */
  #awaitRoom(): void {
    for (;;) {
      const taken = Atomics.load(this.#words, TAKEN_WORD);
      if (this.#sent - taken < MOST_BATCHES_UNDER_WAY || stopReason(this.#words) !== STOP_REASON.none) return;
      Atomics.wait(this.#words, TAKEN_WORD, taken, WAIT_MILLISECONDS);
    }
  }
}

/** UTF-8 cut between two characters. */
function cutText(bytes: Uint8Array, most: number): Uint8Array {
  let end = Math.min(bytes.length, most);
  while (end < bytes.length && end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}

const NOTHING: Uint8Array = new Uint8Array(0);
