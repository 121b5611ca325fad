// The control thread of a guest process: it hands the run to the guest thread, drains the ring into chunks for the
// engine, holds the wall clock and the processor's, freezes and thaws, and ends the thread when it must. One run a process.
import type { ByteChannel, Clock, Timers } from '../platform/platform.ts';
import { ChunkBuilder } from '../recording/record/chunk-builder.ts';
import { encodeChunk } from '../recording/record/chunk-codec.ts';
import { createScriptSlots, ScriptWriter } from '../host/replay/script-slots.ts';
import { createRing, ringReader } from '../recording/record/ring.ts';
import {
  createControlWords,
  freezeAsked,
  limitOfStop,
  requestFreeze,
  requestStop,
  requestThaw,
  STOP_REASON,
  stopReason,
  type StopReason,
} from './control-words.ts';
import { Countdown } from './countdown.ts';
import {
  decodeEngineMessage,
  encodeGuestMessage,
  MOST_CHUNKS_UNDER_WAY,
  type GuestEnd,
  type GuestStart,
} from './guest-protocol.ts';
import { createAnswerSlot, writeAnswer } from './asking/answer-slot.ts';
import type { AskedAt, ThreadAnswer } from './asking/miss-question.ts';
import type { Looked, LookOrder } from './look-back/look-order.ts';
import type { HeldAt } from './stepping/step-director.ts';
import type { StepOrders } from './stepping/step-orders.ts';
import { createOrderSlot, writeOrders } from './order-slot.ts';
import { ProcessorWatch } from './processor-watch.ts';

export interface SharedMemories {
  /** Records of calls, to the control thread. */
  readonly ring: SharedArrayBuffer;
  /** Stop and freeze, to the guest's thread (control-words.ts). */
  readonly words: Int32Array;
  /** Chunks of a replayed recording, to the guest's thread. */
  readonly script: SharedArrayBuffer | null;
  /** Orders of a person who steps or looks back, to the guest's thread. */
  readonly step: SharedArrayBuffer | null;
  /** Answers about misses, to the guest's thread. */
  readonly answers: SharedArrayBuffer | null;
}

/** The thread a guest runs on, warm and waiting for its one start. */
export interface GuestThread {
  start(start: GuestStart, shared: SharedMemories): void;
  onMessage(listener: (message: GuestThreadMessage) => void): void;
  /** Called when the thread is gone, with the reason when it ended by itself and badly (out of memory, say). */
  onExit(listener: (reason: string | undefined) => void): void;
  /** Nanoseconds of processor time from any origin, answered while the guest computes or waits; undefined once it is gone. */
  processorTime(): Promise<number | undefined>;
  /** Ends the thread wherever the guest is; resolves when it is gone. */
  terminate(): Promise<void>;
}

export type GuestThreadMessage =
  | { readonly kind: 'entered' }
  | { readonly kind: 'frozen'; readonly freeze: number }
  | { readonly kind: 'ended'; readonly end: GuestEnd }
  | { readonly kind: 'held'; readonly at: HeldAt }
  | { readonly kind: 'asked'; readonly at: AskedAt }
  | { readonly kind: 'looked'; readonly seen: Looked }
  /** There is room for a chunk of the replayed recording. */
  | { readonly kind: 'emptied' };

export interface GuestControlOptions {
  readonly channel: ByteChannel;
  readonly thread: GuestThread;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Ends this process. */
  exit(): void;
}

/** Room for some 100,000 plain records between two drains. */
const RING_BYTES = 8 << 20;
/** How often the ring is drained: what a person sees live is at most this old, plus the way to the screen. */
const DRAIN_MILLISECONDS = 8;
/** With so many bytes the ring is drained as soon as the engine takes more. */
const WORTH_DRAINING = 1 << 20;
/** How long a guest that was asked to stop may take to come by the gate before its thread is torn down. */
const POLITE_MILLISECONDS = 10;

export function serveGuest(options: GuestControlOptions): void {
  new GuestControl(options).listen();
}

class GuestControl {
  readonly #channel: ByteChannel;
  readonly #thread: GuestThread;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #exit: () => void;
  readonly #words = createControlWords();
  readonly #ring = createRing(RING_BYTES);
  readonly #reader = ringReader(this.#ring);
  #builder = new ChunkBuilder();
  #sent = 0;
  #taken = 0;
  #freeze = 0;
  #wall: Countdown | undefined;
  #processor: ProcessorWatch | undefined;
  #draining: (() => void) | undefined;
  /** Set once: how the run ended, waiting for the last chunks to be sent. */
  #end: GuestEnd | undefined;
  #over = false;
  #script: ScriptFeed | undefined;
  #step: SharedArrayBuffer | undefined;
  #answers: SharedArrayBuffer | undefined;
  #holding = false;

  constructor(options: GuestControlOptions) {
    this.#channel = options.channel;
    this.#thread = options.thread;
    this.#clock = options.clock;
    this.#timers = options.timers;
    this.#exit = () => options.exit();
  }

  listen(): void {
    this.#channel.onMessage((bytes) => this.#fromEngine(bytes));
    this.#channel.onClose(() => this.#exit());
    this.#thread.onMessage((message) => this.#fromThread(message));
    this.#thread.onExit((reason) => this.#threadGone(reason));
    this.#channel.send(encodeGuestMessage({ kind: 'ready' }));
  }

  #fromEngine(bytes: Uint8Array): void {
    const message = decodeEngineMessage(bytes);
    switch (message.kind) {
      case 'start':
        this.#start(message.start);
        return;
      case 'script':
        this.#script?.add(message.encoded);
        return;
      case 'script-end':
        this.#script?.end();
        return;
      case 'orders':
        this.#order(message.orders);
        return;
      case 'look':
        this.#order(message.look);
        return;
      case 'answer':
        this.#answer(message.number, message.answer);
        return;
      case 'stop':
        this.#stop(STOP_REASON.person);
        return;
      case 'taken':
        this.#taken = message.chunks;
        // Little is left to the timer: chunks of few calls cost the engine as much as full ones.
        if (this.#end !== undefined || this.#reader.pending >= WORTH_DRAINING) this.#drain();
        return;
      case 'freeze':
        this.#freeze = message.freeze;
        requestFreeze(this.#words, message.freeze);
        return;
      case 'thaw':
        requestThaw(this.#words);
        this.#wall?.go();
        this.#channel.send(encodeGuestMessage({ kind: 'thawed', freeze: this.#freeze }));
    }
  }

  #start(start: GuestStart): void {
    this.#builder = new ChunkBuilder(0, start.fuelExport !== null && start.replay === null);
    const { wallTime, cpuTime } = start.plan.limits;
    this.#draining = this.#timers.every(DRAIN_MILLISECONDS, () => this.#drain());
    // Timers are let go with the process; a guest that ends first ends the process.
    this.#wall = new Countdown(this.#clock, this.#timers, wallTime, () => this.#stop(STOP_REASON.wallTime));
    if (cpuTime !== null) {
      this.#processor = new ProcessorWatch({
        most: cpuTime,
        timers: this.#timers,
        processorTime: () => this.#thread.processorTime(),
        passed: () => this.#stop(STOP_REASON.cpuTime),
      });
    }
    this.#script = start.replay === null ? undefined : new ScriptFeed((chunks) => this.#want(chunks));
    const { stepping } = start.plan;
    if (stepping !== null) this.#order(stepping);
    if (start.replay !== null && start.replay.look !== null) this.#order(start.replay.look);
    if (start.plan.onMiss === 'ask' && start.replay === null) this.#answers = createAnswerSlot();
    this.#thread.start(start, {
      ring: this.#ring,
      words: this.#words,
      script: this.#script?.slots ?? null,
      step: this.#step ?? null,
      answers: this.#answers ?? null,
    });
  }

  #fromThread(message: GuestThreadMessage): void {
    switch (message.kind) {
      case 'entered':
        this.#channel.send(encodeGuestMessage({ kind: 'entered' }));
        this.#wall?.go();
        void this.#processor?.begin();
        return;
      case 'frozen':
        this.#frozen(message.freeze);
        return;
      case 'held':
      case 'asked':
      case 'looked':
        this.#stands(message);
        return;
      case 'emptied':
        this.#script?.feed();
        return;
      case 'ended':
        this.#ended(message.end);
    }
  }

  /** The calls before it are sent first, as far as the engine takes them. A freeze that is over by now is not told of. */
  #frozen(freeze: number): void {
    if (freezeAsked(this.#words) !== freeze) return;
    this.#wall?.halt();
    this.#drain();
    this.#channel.send(encodeGuestMessage({ kind: 'frozen', freeze }));
  }

  #order(orders: StepOrders | LookOrder): void {
    this.#step ??= createOrderSlot();
    writeOrders(this.#step, orders);
    if (this.#holding) this.#wall?.go();
    this.#holding = false;
  }

  #answer(number: number, answer: ThreadAnswer): void {
    if (this.#answers !== undefined) writeAnswer(this.#answers, number, answer);
    if (this.#holding) this.#wall?.go();
    this.#holding = false;
  }

  /** The calls before it are sent first, as far as the engine takes them. */
  #stands(message: Extract<GuestThreadMessage, { kind: 'held' | 'asked' | 'looked' }>): void {
    this.#holding = true;
    this.#wall?.halt();
    this.#drain();
    this.#channel.send(encodeGuestMessage(message));
  }

  #want(chunks: number): void {
    this.#channel.send(encodeGuestMessage({ kind: 'wants', chunks }));
  }

  #stop(reason: StopReason): void {
    requestStop(this.#words, reason);
    void this.#processor?.look();
    this.#timers.after(POLITE_MILLISECONDS, () => {
      if (this.#end === undefined) void this.#thread.terminate().then(() => this.#ended(this.#tornDown()));
    });
  }

  #threadGone(reason: string | undefined): void {
    if (this.#end !== undefined || stopReason(this.#words) !== STOP_REASON.none) return;
    this.#ended({ ending: { kind: 'crashed', reason: reason ?? 'the guest thread ended' }, memory: 0, used: {}, replay: null });
  }

  #tornDown(): GuestEnd {
    const used = this.#processor === undefined ? {} : { 'cpu-time': Math.round(this.#processor.used) };
    return { ending: { kind: 'stopped' }, memory: 0, used, replay: null };
  }

  /** The reason for which the thread was asked to stop names the ending, unless the guest had its own first. */
  #ended(end: GuestEnd): void {
    if (this.#end !== undefined) return;
    this.#processor?.end();
    const limit = end.ending.kind === 'stopped' ? limitOfStop(stopReason(this.#words)) : undefined;
    this.#end = limit === undefined ? end : { ...end, ending: { kind: 'limit', limit } };
    this.#drain();
  }

  /** Moves records from the ring into chunks and sends them, as long as the engine keeps up; then, after the end, the end. */
  #drain(): void {
    while (this.#sent - this.#taken < MOST_CHUNKS_UNDER_WAY) {
      const records = this.#reader.drain(this.#builder);
      const chunk = this.#builder.take();
      if (chunk) {
        this.#channel.send(encodeGuestMessage({ kind: 'chunk', encoded: encodeChunk(chunk) }));
        this.#sent += 1;
      } else if (records === 0) {
        this.#finish();
        return;
      }
    }
  }

  #finish(): void {
    if (this.#end === undefined || this.#over) return;
    this.#over = true;
    this.#draining?.();
    this.#channel.send(encodeGuestMessage({ kind: 'ended', end: this.#end }));
  }
}

/** The chunks of a replayed recording, on their way from the engine to the guest's thread. */
class ScriptFeed {
  readonly slots = createScriptSlots();
  readonly #writer = new ScriptWriter(this.slots);
  readonly #waiting: Uint8Array[] = [];
  readonly #want: (chunks: number) => void;
  #fed = 0;
  #ended = false;
  #closed = false;

  /** `want` is told how many chunks were handed over, whenever that changes. */
  constructor(want: (chunks: number) => void) {
    this.#want = want;
  }

  add(encoded: Uint8Array): void {
    this.#waiting.push(encoded);
    this.feed();
  }

  end(): void {
    this.#ended = true;
    this.feed();
  }

  feed(): void {
    for (let first = this.#waiting[0]; first !== undefined && this.#writer.offer(first); first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#fed += 1;
      this.#want(this.#fed);
    }
    if (this.#ended && this.#waiting.length === 0 && !this.#closed) this.#closed = this.#writer.close();
  }
}
