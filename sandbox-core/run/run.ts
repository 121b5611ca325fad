// One execution as the engine sees it: from a plan to an outcome. The guest process is not trusted: its messages are
// decoded as hostile, time and counts are the engine's own, and a process that breaks the protocol is killed.
import { messageOf } from '../base/errors.ts';
import type { RunId } from '../base/ids.ts';
import { Signal, type Disposer } from '../base/signal.ts';
import { PAGE_BYTES } from '../base/units.ts';
import type { Module } from '../module/module.ts';
import type { GuestProcess, Platform } from '../platform/platform.ts';
import { decodeChunk, type ChunkBounds } from '../recording/record/chunk-codec.ts';
import type { RecordingWriter } from '../recording/store/recording-writer.ts';
import type { RewrittenModule } from '../rewrite/rewrite-module.ts';
import { chunkOutput, type OutputPiece } from '../trace/output.ts';
import type { AskedAt } from './asking/miss-question.ts';
import {
  ANSWER_MILLISECONDS,
  TOO_LATE,
  answerSentence,
  RunQuestions,
  type AskMode,
  type MissAnswer,
  type RunQuestion,
} from './asking/run-questions.ts';
import { Countdown } from './countdown.ts';
import type { GuestPool } from './guest-pool.ts';
import { jailOf } from './jail-of.ts';
import { fatalLine } from './last-words.ts';
import { decodeGuestMessage } from './decode-guest-message.ts';
import { GuestFrames } from './guest-frames.ts';
import { encodeEngineMessage, type GuestEnd } from './guest-protocol.ts';
import { limitUses } from './limit-uses.ts';
import type { HeldAt } from './stepping/step-director.ts';
import type { StepOrders } from './stepping/step-orders.ts';
import type { Ending, Outcome, RunTotals } from './outcome.ts';
import { placedEnding } from './placed-ending.ts';
import { chunkBounds } from './recording-header.ts';
import { RunAudit, type RunAuditOptions } from './run-audit.ts';
import { rewriteForRun, stackBytesOf, startOf } from './rewrite-for-run.ts';
import { RunCounts } from './run-counts.ts';
import { RunFreezes } from './run-freezes.ts';
import type { RunPlan } from './run-plan.ts';
import type { HeldCall, RunState } from './run-state.ts';

export interface RunOptions {
  readonly platform: Platform;
  readonly plan: RunPlan;
  readonly bytes: Uint8Array;
  readonly module: Module;
  readonly stdin: Uint8Array;
  readonly guests: GuestPool;
  /** Where the calls are kept; the run finishes it. Without one they are only counted. */
  readonly recording: Pick<RecordingWriter, 'append' | 'finish' | 'close'> | undefined;
  /** The audit log, where there is one: what it cannot take, the run is not granted, and ends. */
  readonly audit?: RunAuditOptions | undefined;
  /** Who answers where the plan asks about misses; nobody where left out, so that all are denied. */
  readonly ask?: AskMode;
}

/** From spawn to the guest's first instruction: compiling a large module takes seconds, a hung compiler is killed. */
const START_MILLISECONDS = 60_000;
/** How long the guest process may take to enforce what it was told before it is killed. */
const KILL_MILLISECONDS = 250;
/** How often a run says that it is still there. */
const TICK_MILLISECONDS = 250;

export function startRun(options: RunOptions): Run {
  const run = new Run(options);
  run.begin();
  return run;
}

export class Run {
  readonly id: RunId;
  /** After each chunk and each change of state. */
  readonly changed = new Signal<void>();
  readonly output = new Signal<OutputPiece>();
  readonly ended: Promise<Outcome>;

  readonly #options: RunOptions;
  readonly #guest: GuestProcess;
  readonly #bounds: ChunkBounds;
  readonly #audit: RunAudit | undefined;
  readonly #disposers: Disposer[] = [];
  readonly #resolve: (outcome: Outcome) => void;
  #state: RunState = 'starting';
  #frames: GuestFrames | undefined;
  #sent = 0;
  #entered = 0;
  #wall = 0;
  #chunks = 0;
  readonly #counts: RunCounts;
  #stopAsked = false;
  #wallLimit: Countdown | undefined;
  readonly #stackBytes: number | null;
  readonly #freezes: RunFreezes;
  #held: HeldCall | undefined;
  readonly #questions: RunQuestions;
  #question: RunQuestion | undefined;
  #unanswered: Disposer | undefined;
  #stops = 0;

  constructor(options: RunOptions) {
    this.#options = options;
    this.id = options.plan.run;
    this.#bounds = chunkBounds(options.plan);
    this.#audit = options.audit && new RunAudit(options.audit, options.plan);
    this.#stackBytes = stackBytesOf(options.plan.limits, options.recording !== undefined);
    this.#freezes = new RunFreezes(options.platform.clock);
    this.#counts = new RunCounts(options.plan.rules);
    this.#questions = new RunQuestions(options.plan, options.ask ?? 'deny');
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.ended = promise;
    this.#resolve = resolve;
    this.#guest = options.guests.take(jailOf(options.plan.mounts));
  }

  /** Present while `state` is `held`. */
  get held(): HeldCall | undefined {
    return this.#held;
  }

  /** Present while `state` is `asking`. */
  get question(): RunQuestion | undefined {
    return this.#question;
  }

  /** Whether it was planned for stepping: others take no orders. */
  get isSteppable(): boolean {
    return this.#options.plan.stepping !== null;
  }

  get state(): RunState {
    return this.#state;
  }

  /** Calls so far that no rule permits and that were let through all the same, by an answer or for audit. */
  get letThrough(): number {
    return this.#counts.letThrough;
  }

  /** Counts so far; `limits` holds those the engine itself can tell. */
  get totals(): RunTotals {
    return this.#totals(undefined, undefined);
  }

  begin(): void {
    const { plan, bytes, module, stdin } = this.#options;
    const rewritten = this.#isAudited() ? this.#rewritten() : undefined;
    if (rewritten === undefined) return;
    this.#frames = new GuestFrames(bytes, module, rewritten.offsets);
    this.#counts.pages = module.memories[0]?.limits.minimum ?? 0;
    this.#guest.channel.onMessage((message) => this.#fromGuest(message));
    void this.#guest.exited.then((exit) => this.#guestGone(exit.signal, exit.code));
    this.#after(START_MILLISECONDS, () => this.#kill(`the guest did not start within ${START_MILLISECONDS / 1000} s`));
    this.#sent = this.#options.platform.clock.monotonic();
    const start = { plan, stdin, replay: null, stackBytes: this.#stackBytes, ...startOf(rewritten, module) };
    this.#guest.channel.send(encodeEngineMessage({ kind: 'start', start }));
  }

  /** Whether its start is in the audit log, where there is one; else the run has ended, with nothing granted. */
  #isAudited(): boolean {
    try {
      this.#audit?.begin();
      return true;
    } catch (thrown) {
      this.#finish({ kind: 'refused', message: `${messageOf(thrown)}; nothing is granted without it` }, undefined);
      return false;
    }
  }

  /** The module with its limits written in; a module for which that cannot be done has ended the run. */
  #rewritten(): RewrittenModule | undefined {
    const { plan, bytes, module, recording } = this.#options;
    try {
      return rewriteForRun({ plan, bytes, module, recorded: recording !== undefined, stackBytes: this.#stackBytes });
    } catch (thrown) {
      this.#finish({ kind: 'refused', message: messageOf(thrown) }, undefined);
      return undefined;
    }
  }

  /** Asks the guest to stop; kills its process when that takes too long. `ended` tells when it is done. */
  stop(): void {
    if (this.#state === 'ended' || this.#stopAsked) return;
    this.#stopAsked = true;
    this.#freezes.thaw();
    this.#freezes.release();
    this.#guest.channel.send(encodeEngineMessage({ kind: 'stop' }));
    this.#after(KILL_MILLISECONDS, () => this.#finish({ kind: 'stopped' }, undefined));
  }

  /**
   * Asks the guest to stand still, in the gate before its next host call, or sooner where it waits in one or is given fuel.
   * `state` becomes `frozen` when it does, and its clocks and limits of time stand still with it. Nothing happens where it is
   * asked already.
   */
  freeze(): void {
    if (this.#state === 'ended' || this.#stopAsked) return;
    const freeze = this.#freezes.ask();
    if (freeze !== undefined) this.#guest.channel.send(encodeEngineMessage({ kind: 'freeze', freeze }));
  }

  /** Lets the guest go on; `state` is `running` again once the guest process has answered. Takes a `freeze` back that waits still. */
  thaw(): void {
    if (this.#state === 'ended' || this.#stopAsked || !this.#freezes.thaw()) return;
    this.#wallLimit?.go();
    this.#guest.channel.send(encodeEngineMessage({ kind: 'thaw' }));
  }

  #fromGuest(bytes: Uint8Array): void {
    if (this.#state === 'ended') return;
    const message = decodeGuestMessage(bytes);
    if (!message.ok) {
      this.#kill(message.diagnostics[0]?.message ?? 'the guest process broke the protocol');
      return;
    }
    switch (message.value.kind) {
      case 'ready':
        return;
      case 'entered':
        this.#guestEntered();
        return;
      case 'chunk':
        this.#takeChunk(message.value.encoded);
        return;
      case 'ended':
        this.#guestEnded(message.value.end);
        return;
      case 'wants':
      case 'looked':
        this.#kill('the guest process answered as if it replayed');
        return;
      case 'held':
        this.#takeHeld(message.value.at);
        return;
      case 'asked':
        this.#takeQuestion(message.value.at);
        return;
      case 'frozen':
      case 'thawed':
        this.#freezeAnswered(message.value.kind, message.value.freeze);
    }
  }

  /**
   * What a person who steps wants next; at a held call it is what becomes of that call. Nothing happens in a run that was not
   * planned for stepping.
   */
  order(orders: StepOrders): void {
    if (this.#state === 'ended' || this.#options.plan.stepping === null) return;
    if (this.#held !== undefined) {
      const { row } = this.#held;
      // Before it takes effect.
      if (orders.verdict.kind !== 'go')
        this.#told(() => this.#audit?.person('edit', `call #${row + 1}: ${JSON.stringify(orders.verdict)}`));
      this.#release();
    }
    if (this.#isOver()) return;
    this.#guest.channel.send(encodeEngineMessage({ kind: 'orders', orders }));
    this.changed.emit();
  }

  /** What becomes of the call that asks. Answers whether it counted: a question that was answered or is over takes no other. */
  answer(number: number, answer: MissAnswer, by = 'by a person'): boolean {
    const question = this.#question;
    if (question?.number !== number || this.#isOver()) return false;
    this.#release();
    this.#answered(question, answer, by);
    this.changed.emit();
    return true;
  }

  /** It is in the audit log before it takes effect. */
  #answered(question: RunQuestion, answer: MissAnswer, by: string): void {
    this.#told(() => this.#audit?.person('answer', answerSentence(question, answer, by)));
    if (this.#isOver()) return;
    const told = this.#questions.settle(answer);
    this.#guest.channel.send(encodeEngineMessage({ kind: 'answer', number: question.number, answer: told }));
  }

  #release(): void {
    this.#held = undefined;
    this.#question = undefined;
    this.#unanswered?.();
    this.#freezes.release();
    this.#wallLimit?.go();
    this.#state = 'running';
  }

  /** A guest process asks only what is a miss by the engine's own rules; one that asks anything else is at its end. */
  #takeQuestion(at: AskedAt): void {
    const { clock, timers } = this.#options.platform;
    const chunk = decodeChunk(at.pending, this.#bounds);
    const askedAt = Number(clock.wall() / 1_000_000n);
    const stack = this.#frames?.stackOf(at.stack) ?? [];
    const question = chunk.ok && this.#state === 'running' ? this.#questions.admit(at, chunk.value, stack, askedAt) : undefined;
    if (question === undefined) {
      this.#kill('the guest process sent a faulty question');
      return;
    }
    const { standing } = this.#questions;
    if (standing !== undefined) {
      this.#answered(question, standing.answer, standing.by);
      return;
    }
    this.#question = question;
    this.#state = 'asking';
    this.#freezes.hold();
    this.#wallLimit?.halt();
    this.#unanswered = timers.after(ANSWER_MILLISECONDS, () => this.answer(question.number, 'deny', TOO_LATE));
    this.changed.emit();
  }

  /** A guest process may lie about standing still: it does no harm, for a person sees it and can stop it. */
  #takeHeld(at: HeldAt): void {
    const chunk = decodeChunk(at.pending, this.#bounds);
    const isAsked = this.#options.plan.stepping !== null && this.#state === 'running';
    if (!isAsked || !chunk.ok || chunk.value.rows !== 1 || chunk.value.firstRow !== at.row) {
      this.#kill('the guest process sent a faulty held call');
      return;
    }
    const { row, phase, fault } = at;
    this.#stops += 1;
    this.#held = { stop: this.#stops, row, phase, fault, chunk: chunk.value, stack: this.#frames?.stackOf(at.stack) ?? [] };
    this.#state = 'held';
    this.#freezes.hold();
    this.#wallLimit?.halt();
    this.changed.emit();
  }

  /** Only what was asked for is believed: time stands still as long as we want it to, whatever the guest process says. */
  #freezeAnswered(kind: 'frozen' | 'thawed', freeze: number): void {
    const answered = this.#state === 'starting' ? 'broken' : this.#freezes[kind](freeze);
    if (answered === 'broken') {
      this.#kill(`the guest process sent ${kind} out of turn`);
    } else if (answered === 'now') {
      this.#state = kind === 'frozen' ? 'frozen' : 'running';
      if (kind === 'frozen') this.#wallLimit?.halt();
      this.changed.emit();
    }
  }

  #guestEntered(): void {
    if (this.#state !== 'starting') return;
    this.#state = 'running';
    this.#disposeAll();
    this.#entered = this.#options.platform.clock.monotonic();
    const { clock, timers } = this.#options.platform;
    const most = this.#options.plan.limits.wallTime + KILL_MILLISECONDS * 1e6;
    const limit = new Countdown(clock, timers, most, () => this.#finish({ kind: 'limit', limit: 'wall-time' }, undefined));
    this.#wallLimit = limit;
    limit.go();
    this.#disposers.push(() => limit.halt());
    // A guest that only computes makes no calls to tell of; its time goes on all the same.
    this.#disposers.push(
      timers.every(TICK_MILLISECONDS, () => {
        this.#told(() => this.#audit?.use(this.#totals(undefined, undefined).limits));
        if (!this.#isOver()) this.changed.emit();
      }),
    );
    this.changed.emit();
  }

  #takeChunk(encoded: Uint8Array): void {
    const chunk = decodeChunk(encoded, this.#bounds);
    if (!chunk.ok || chunk.value.firstRow !== this.#counts.calls) {
      this.#kill('the guest process sent a faulty chunk');
      return;
    }
    try {
      this.#options.recording?.append(encoded, chunk.value);
    } catch (thrown) {
      this.#kill(`the recording could not be written: ${messageOf(thrown)}`);
      return;
    }
    this.#counts.take(chunk.value);
    this.#told(() => {
      this.#audit?.take(chunk.value);
      this.#audit?.use(this.#totals(undefined, undefined).limits);
    });
    if (this.#isOver()) return;
    this.#chunks += 1;
    this.#guest.channel.send(encodeEngineMessage({ kind: 'taken', chunks: this.#chunks }));
    for (const piece of chunkOutput(chunk.value)) {
      this.#counts.bytes += piece.bytes.length;
      this.output.emit(piece);
    }
    this.changed.emit();
  }

  /** Ends the run where the audit log takes no word of it. */
  #told(tell: () => void): void {
    try {
      tell();
    } catch (thrown) {
      this.#kill(messageOf(thrown));
    }
  }

  #isOver(): boolean {
    return this.#state === 'ended';
  }

  #guestEnded(end: GuestEnd): void {
    this.#finish(placedEnding(end.ending, this.#frames), end);
  }

  #guestGone(signal: string | null, code: number | null): void {
    if (this.#state === 'ended') return;
    const how = signal === null ? `with code ${code ?? 'unknown'}` : `by signal ${signal}`;
    this.#finish(
      { kind: 'crashed', reason: `the guest process ended ${how}${fatalLine(this.#guest.lastWords())}`, signal },
      undefined,
    );
  }

  #kill(reason: string): void {
    this.#finish({ kind: 'crashed', reason, signal: null }, undefined);
  }

  #finish(ending: Ending, end: GuestEnd | undefined): void {
    if (this.#state === 'ended') return;
    this.#wall = this.#wallNow();
    this.#state = 'ended';
    this.#disposeAll();
    this.#unanswered?.();
    this.#question = undefined;
    this.#guest.kill();
    const outcome = { ...ending, totals: this.#totals(end, ending) };
    const unrecorded = this.#closeRecording(outcome);
    const unaudited = this.#closeAudit(unrecorded ?? outcome);
    this.#options.guests.refill();
    this.#resolve(unaudited ?? unrecorded ?? outcome);
    this.changed.emit();
  }

  /** Answers another outcome when the last words could not be written: a recording that is not whole is said to be so. */
  #closeRecording(outcome: Outcome): Outcome | undefined {
    try {
      this.#options.recording?.finish(JSON.stringify(outcome));
      return undefined;
    } catch (thrown) {
      return {
        kind: 'crashed',
        reason: `the recording could not be finished: ${messageOf(thrown)}`,
        signal: null,
        totals: outcome.totals,
      };
    }
  }

  /** Answers another outcome when its end could not be written. */
  #closeAudit(outcome: Outcome): Outcome | undefined {
    try {
      this.#audit?.end(outcome);
      return undefined;
    } catch (thrown) {
      return { kind: 'crashed', reason: messageOf(thrown), signal: null, totals: outcome.totals };
    }
  }

  #wallNow(): number {
    if (this.#state === 'starting') return 0;
    if (this.#state === 'ended') return this.#wall;
    const { now } = this.#freezes;
    // On a busy machine word of the start comes late: the calls tell of more time, though never of more than there was.
    return Math.min(Math.max(now - this.#entered, this.#counts.lastCall), now - this.#sent);
  }

  #totals(end: GuestEnd | undefined, ending: Ending | undefined): RunTotals {
    const { limits } = this.#options.plan;
    const memory = Math.max(this.#counts.pages * PAGE_BYTES, Math.min(end?.memory ?? 0, limits.memory.most));
    const wall = this.#wallNow();
    return {
      wall,
      calls: this.#counts.calls,
      denials: this.#counts.denials,
      errors: this.#counts.errors,
      memory,
      limits: limitUses({
        limits,
        stackBytes: this.#stackBytes,
        wall,
        memory,
        output: this.#counts.bytes,
        calls: this.#counts.calls,
        end,
        passed: ending?.kind === 'limit' ? ending.limit : undefined,
      }),
    };
  }

  #after(milliseconds: number, action: () => void): void {
    this.#disposers.push(this.#options.platform.timers.after(milliseconds, action));
  }

  #disposeAll(): void {
    for (const dispose of this.#disposers.splice(0)) dispose();
  }
}
