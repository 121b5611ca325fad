// A recording, run again: the same module and plan, with every answer of the host taken from the recording and all that the
// guest does held against it. The guest process does the comparing, as it does the recording: both hold as long as it was
// intact.
import { messageOf } from '../base/errors.ts';
import type { RunId } from '../base/ids.ts';
import { Signal, type Disposer } from '../base/signal.ts';
import type { GateEnding } from '../host/gate-ending.ts';
import type { Divergence } from '../host/replay/divergence.ts';
import type { Limits } from '../limits/limits.ts';
import type { Module } from '../module/module.ts';
import type { GuestProcess, Platform } from '../platform/platform.ts';
import { ACTIONS } from '../policy/request.ts';
import { ACCESS_KINDS } from '../recording/record/call-outcome.ts';
import { CHUNK_CAPS, type Chunk } from '../recording/record/chunk.ts';
import { decodeChunk, encodeChunk } from '../recording/record/chunk-codec.ts';
import type { Recording } from '../recording/store/recording.ts';
import { chunkOutput, type OutputPiece } from '../trace/output.ts';
import { decodeGuestMessage } from './decode-guest-message.ts';
import { GuestFrames } from './guest-frames.ts';
import type { GuestPool } from './guest-pool.ts';
import { encodeEngineMessage, type GuestEnd, type ReplayStart } from './guest-protocol.ts';
import type { Looked, LookOrder } from './look-back/look-order.ts';
import type { Ending, GuestFrame, Outcome } from './outcome.ts';
import { placedEnding } from './placed-ending.ts';
import { recordedOutcome, recordedSettings, type RecordedSettings } from './recorded-run.ts';
import { differentEnding } from './replayed-ending.ts';
import { rewriteForRun, stackBytesOf, startOf } from './rewrite-for-run.ts';
import type { RunPlan } from './run-plan.ts';

export interface ReplayOptions {
  readonly platform: Platform;
  readonly recording: Recording;
  readonly bytes: Uint8Array;
  readonly module: Module;
  /** `bytes` are another build than was recorded: addresses may differ. */
  readonly elsewhere: boolean;
  /** Where to stand first, for whoever looks back (look-back/look-back.ts); left out for nobody. */
  readonly look?: LookOrder;
  /** What the guest prints and how it ends is not compared but told (`answered`). False where left out. */
  readonly freeOutput?: boolean;
  readonly guests: GuestPool;
}

/** What a replay came to in the end. */
export interface ReplayEnd {
  readonly ending: Ending;
  /** Instructions, where they were counted. */
  readonly fuel: number | null;
}

/** As it was seen, with the frames in the module as it was given. */
export type PlacedLook = Omit<Looked, 'stack'> & { readonly stack: readonly GuestFrame[] };

export interface PlacedDivergence extends Divergence {
  /** Where the guest was, innermost first; empty where it had ended. */
  readonly stack: readonly GuestFrame[];
}

export type Verdict =
  /** Every call, byte, and the end were the same, and the count of instructions where it was kept. */
  | { readonly kind: 'same'; readonly calls: number; readonly fuel: number | null }
  /** The recorded run was ended from outside; until then all was the same. */
  | { readonly kind: 'same-until-stop'; readonly calls: number; readonly ending: string }
  /** `end`: where all calls were the same, and the end or the count of instructions was not. */
  | { readonly kind: 'diverged'; readonly calls: number; readonly divergence: PlacedDivergence; readonly end?: ReplayEnd }
  /** Of a replay with free output: all other calls that the guest made were answered. */
  | { readonly kind: 'answered'; readonly calls: number; readonly end: ReplayEnd; readonly output: readonly OutputPiece[] }
  /** The module was refused, or asks for what the recording does not know. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'stopped'; readonly calls: number }
  | { readonly kind: 'crashed'; readonly reason: string };

/** Chunks sent ahead of what the guest has taken over. */
const AHEAD = 3;
const START_MILLISECONDS = 60_000;
/** Comparing takes less time than the host took, but never count on it: a replay is stopped when it takes so much longer. */
const LONGER = 20;
const LEAST_MILLISECONDS = 60_000;
/** A guest whose recorded run was ended from outside may never end by itself: how long it may go on past its last call. */
const PAST_END_MILLISECONDS = 1000;
const KILL_MILLISECONDS = 250;
/** Kept of free output, by the engine's own count. */
const MOST_OUTPUT_BYTES = 64 << 20;

export function startReplay(options: ReplayOptions): Replay {
  const replay = new Replay(options);
  replay.begin();
  return replay;
}

export class Replay {
  /** After each chunk that the guest has taken over. */
  readonly changed = new Signal<void>();
  /** What is seen of where the guest stands. Guest-reported. */
  readonly looked = new Signal<PlacedLook>();
  readonly ended: Promise<Verdict>;
  readonly #options: ReplayOptions;
  readonly #outcome: Outcome;
  readonly #settings: RecordedSettings | undefined;
  readonly #guest: GuestProcess;
  readonly #disposers: Disposer[] = [];
  readonly #resolve: (verdict: Verdict) => void;
  #frames: GuestFrames | undefined;
  #notStarted: Disposer | undefined;
  #sent = 0;
  #taken = 0;
  #endSent = false;
  #stopAsked: 'person' | 'past-end' | undefined;
  #over = false;
  readonly #output: OutputPiece[] = [];
  #outputBytes = 0;
  #outputRows = 0;
  #outputChunks = 0;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#outcome = recordedOutcome(options.recording);
    this.#settings = recordedSettings(options.recording);
    const { promise, resolve } = Promise.withResolvers<Verdict>();
    this.ended = promise;
    this.#resolve = resolve;
    this.#guest = options.guests.take({ mounts: [] });
  }

  /** Rows handed to the guest, of `recording.rows`. */
  get rows(): number {
    const { chunks, rows } = this.#options.recording;
    return chunks[this.#taken]?.firstRow ?? rows;
  }

  begin(): void {
    const { module, bytes, recording, elsewhere, look, freeOutput = false } = this.#options;
    if (this.#settings === undefined) return this.#finish({ kind: 'refused', message: 'the recording names no limits' });
    const replayed = replayPlan(recording.header.run, this.#settings, this.#outcome);
    try {
      const rewritten = rewriteForRun({
        plan: replayed,
        bytes,
        module,
        recorded: true,
        stackBytes: stackBytesOf(replayed.limits, true),
      });
      this.#frames = new GuestFrames(bytes, module, rewritten.offsets);
      this.#guest.channel.onMessage((message) => this.#fromGuest(message));
      void this.#guest.exited.then(() => this.#finish({ kind: 'crashed', reason: 'the guest process ended' }));
      this.#notStarted = this.#options.platform.timers.after(START_MILLISECONDS, () =>
        this.#finish({ kind: 'crashed', reason: 'the guest did not start' }),
      );
      const { signatures, actions, rules } = recording.header;
      const replay: ReplayStart = {
        signatures,
        actions: actions.length,
        mostRule: rules.reduce((most, { id }) => Math.max(most, id), 0),
        ending: gateEnding(this.#outcome),
        cutShort: this.#cutShort,
        elsewhere,
        freeOutput,
        look: look ?? null,
      };
      const start = {
        plan: replayed,
        stdin: new Uint8Array(),
        replay,
        stackBytes: stackBytesOf(replayed.limits, true),
        ...startOf(rewritten, module),
      };
      this.#guest.channel.send(encodeEngineMessage({ kind: 'start', start }));
      this.#feed();
    } catch (thrown) {
      this.#finish({ kind: 'refused', message: messageOf(thrown) });
    }
    return undefined;
  }

  /** Goes on to there, or tells more of where the guest stands. Only of a replay that was started with `look`. */
  look(look: LookOrder): void {
    if (!this.#over) this.#guest.channel.send(encodeEngineMessage({ kind: 'look', look }));
  }

  stop(): void {
    this.#stop('person');
  }

  get #cutShort(): boolean {
    return isCutShort(this.#outcome);
  }

  #stop(why: 'person' | 'past-end'): void {
    if (this.#over || this.#stopAsked !== undefined) return;
    this.#stopAsked = why;
    this.#guest.channel.send(encodeEngineMessage({ kind: 'stop' }));
    this.#after(KILL_MILLISECONDS, () => this.#finish(this.#stoppedVerdict(this.rows)));
  }

  #fromGuest(bytes: Uint8Array): void {
    if (this.#over) return;
    const message = decodeGuestMessage(bytes);
    if (!message.ok) {
      this.#finish({ kind: 'crashed', reason: message.diagnostics[0]?.message ?? 'the guest process broke the protocol' });
      return;
    }
    switch (message.value.kind) {
      case 'entered':
        this.#notStarted?.();
        return;
      case 'wants':
        this.#taken = Math.max(this.#taken, Math.min(message.value.chunks, this.#sent));
        this.#feed();
        this.changed.emit();
        return;
      case 'ended':
        this.#guestEnded(message.value.end);
        return;
      case 'ready':
        return;
      case 'chunk':
        this.#takeOutput(message.value.encoded);
        return;
      case 'looked':
        this.#takeLook(message.value.seen);
        return;
      default:
        this.#finish({ kind: 'crashed', reason: 'the guest process froze while it replayed' });
    }
  }

  #takeLook(seen: Looked): void {
    if (this.#options.look === undefined) {
      this.#finish({ kind: 'crashed', reason: 'the guest process showed what nobody looked at' });
      return;
    }
    this.looked.emit({ ...seen, stack: this.#frames?.stackOf(seen.stack) ?? [] });
  }

  #takeOutput(encoded: Uint8Array): void {
    const { recording, freeOutput } = this.#options;
    const { signatures, actions } = recording.header;
    const bounds = {
      ...CHUNK_CAPS,
      signatures: signatures.length,
      actions: Math.max(actions.length, ACTIONS.length),
      mostRule: 0,
    };
    const chunk = freeOutput === true ? decodeChunk(encoded, bounds) : undefined;
    if (chunk?.ok !== true || chunk.value.firstRow !== this.#outputRows) {
      this.#finish({ kind: 'crashed', reason: 'the guest process recorded while it replayed' });
      return;
    }
    for (const piece of chunkOutput(chunk.value)) {
      this.#outputBytes += piece.bytes.length;
      if (this.#outputBytes <= MOST_OUTPUT_BYTES) this.#output.push(piece);
    }
    this.#outputRows += chunk.value.rows;
    this.#outputChunks += 1;
    this.#guest.channel.send(encodeEngineMessage({ kind: 'taken', chunks: this.#outputChunks }));
  }

  #feed(): void {
    const { recording } = this.#options;
    try {
      for (; this.#sent < recording.chunks.length && this.#sent - this.#taken < AHEAD; this.#sent += 1) {
        const chunk = recording.chunk(this.#sent);
        const missing = missingPart(chunk);
        if (missing !== undefined)
          return this.#finish({ kind: 'refused', message: `the recording was exported without ${missing}` });
        this.#guest.channel.send(encodeEngineMessage({ kind: 'script', encoded: encodeChunk(chunk) }));
      }
    } catch (thrown) {
      return this.#finish({ kind: 'refused', message: messageOf(thrown) });
    }
    if (this.#sent < recording.chunks.length || this.#endSent) return;
    this.#endSent = true;
    this.#guest.channel.send(encodeEngineMessage({ kind: 'script-end' }));
    // Who looks back ends it.
    if (this.#cutShort && this.#options.look === undefined) this.#after(this.#mostPastEnd(), () => this.#stop('past-end'));
  }

  /** The last chunk still has to be replayed, and what was computed after its last call. */
  #mostPastEnd(): number {
    return PAST_END_MILLISECONDS + 2 * (this.#outcome.totals.wall / 1e6);
  }

  #guestEnded(end: GuestEnd): void {
    const calls = end.replay?.rows ?? 0;
    if (end.replay === null) return this.#endedWithoutReplay(end);
    const { divergence, finished } = end.replay;
    if (divergence !== null) {
      const stack = end.ending.kind === 'trapped' ? (this.#frames?.stackOf(end.ending.trap.stack) ?? []) : [];
      return this.#finish({ kind: 'diverged', calls, divergence: { ...divergence, stack } });
    }
    if (this.#stopAsked === 'person') return this.#finish({ kind: 'stopped', calls });
    if (this.#options.freeOutput === true) return this.#finish(this.#answered(end, calls));
    if (!finished) return this.#finish({ kind: 'diverged', calls, divergence: fewerCalls(end, calls, this.#callAt(calls)) });
    if (this.#cutShort) return this.#finish({ kind: 'same-until-stop', calls, ending: this.#outcome.kind });
    const difference = differentEnding(this.#outcome, end, this.#frames);
    if (difference !== undefined) {
      const divergence = { ...difference, row: calls, call: '' };
      return this.#finish({ kind: 'diverged', calls, divergence, end: this.#endOf(end) });
    }
    return this.#finish({ kind: 'same', calls, fuel: end.used.fuel ?? null });
  }

  #endOf(end: GuestEnd): ReplayEnd {
    return { ending: placedEnding(end.ending, this.#frames), fuel: end.used.fuel ?? null };
  }

  /** Where the recorded run was ended from outside, so is this one, by us: it ended as that did. */
  #answered(end: GuestEnd, calls: number): Verdict {
    const { totals: _totals, ...recorded } = this.#outcome;
    const found = this.#endOf(end);
    const ending = this.#cutShort && found.ending.kind === 'stopped' ? recorded : found.ending;
    return { kind: 'answered', calls, end: { ...found, ending }, output: this.#output };
  }

  #endedWithoutReplay({ ending }: GuestEnd): void {
    if (ending.kind === 'stopped' || ending.kind === 'limit') return this.#finish(this.#stoppedVerdict(this.rows));
    if (ending.kind === 'refused') {
      return this.#finish({ kind: 'refused', message: this.#frames?.placed(ending.message, ending.offset) ?? ending.message });
    }
    return this.#finish({ kind: 'crashed', reason: 'reason' in ending ? ending.reason : 'the guest process did not replay' });
  }

  #stoppedVerdict(calls: number): Verdict {
    if (this.#stopAsked !== 'past-end') return { kind: 'stopped', calls };
    return { kind: 'same-until-stop', calls, ending: this.#outcome.kind };
  }

  #callAt(row: number): string {
    const { recording } = this.#options;
    if (row >= recording.rows) return '';
    const chunk = recording.chunkOf(row);
    return recording.header.signatures[chunk.signature[row - chunk.firstRow] ?? 0]?.name ?? '';
  }

  #finish(verdict: Verdict): void {
    if (this.#over) return;
    this.#over = true;
    this.#disposeAll();
    this.#guest.kill();
    this.#options.guests.refill();
    this.#resolve(verdict);
    this.changed.emit();
  }

  #after(milliseconds: number, action: () => void): void {
    this.#disposers.push(this.#options.platform.timers.after(milliseconds, action));
  }

  #disposeAll(): void {
    this.#notStarted?.();
    for (const dispose of this.#disposers.splice(0)) dispose();
  }
}

const SECRET = ACCESS_KINDS.indexOf('secret');

/** What a chunk lacks that its calls need: a part that is left out and would be empty is not missed. */
function missingPart({ hidden = [], accessKind, ...chunk }: Chunk): string | undefined {
  if (hidden.includes('arguments') && chunk.arguments.length > 0) return 'the arguments of its calls';
  if (hidden.includes('data') && accessKind.some((kind) => kind !== SECRET)) return 'the bytes that its guest got';
  return hidden.includes('secret') && accessKind.includes(SECRET) ? 'the environment and input that its guest read' : undefined;
}

/** Endings that came from outside of the guest, at a moment that no replay can find again. */
export function isCutShort(outcome: Outcome): boolean {
  if (outcome.kind === 'stopped' || outcome.kind === 'crashed') return true;
  return outcome.kind === 'limit' && (outcome.limit === 'wall-time' || outcome.limit === 'cpu-time');
}

/** The endings that a gate gives; others come about by themselves. */
function gateEnding(outcome: Outcome): GateEnding | null {
  const { totals: _totals, ...ending } = outcome;
  switch (ending.kind) {
    case 'exited':
    case 'denied':
    case 'limit':
    case 'stopped':
      return ending;
    default:
      return null;
  }
}

/** Nothing of the host, and time enough. */
function replayPlan(run: string, { limits, observable }: RecordedSettings, outcome: Outcome): RunPlan {
  const wallTime = Math.max(LEAST_MILLISECONDS * 1e6, LONGER * outcome.totals.wall) as Limits['wallTime'];
  return {
    run: run as RunId,
    args: [],
    env: [],
    mounts: [],
    clock: { kind: 'frozen', at: '0' },
    random: { kind: 'seeded', seed: 0 },
    limits: { ...limits, wallTime },
    observable,
    faults: [],
    stepping: null,
    onMiss: 'deny',
    rules: [],
    keepReadBytes: 0,
  };
}

function fewerCalls(end: GuestEnd, row: number, call: string): PlacedDivergence {
  return {
    kind: 'fewer-calls',
    row,
    call,
    part: 'the end',
    expected: `another call, ${call}`,
    found: endingWords(end.ending),
    stack: [],
  };
}

function endingWords(ending: GuestEnd['ending'] | Ending): string {
  return ending.kind === 'limit' ? `the ${ending.limit} limit` : ending.kind;
}
