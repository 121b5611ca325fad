// Looking back at any moment of a recording: a guest replays it up to there and stands still, with its memory as it was. Going on
// from there is quick; going back begins anew.
import { SandboxError } from '../../base/errors.ts';
import { Signal } from '../../base/signal.ts';
import type { StopSignal } from '../../base/stop-signal.ts';
import type { PlacedLook, Replay, ReplayOptions, Verdict } from '../replay.ts';
import { startReplay } from '../replay.ts';
import type { LookOrder } from './look-order.ts';
import { MOST_KEPT_BYTES } from './looker.ts';

export type LookWish = Omit<LookOrder, 'number'>;

export type LookBackOptions = Omit<ReplayOptions, 'elsewhere' | 'freeOutput' | 'look'>;

export class LookBack {
  /** While a replay is on its way: after each chunk. */
  readonly changed = new Signal<void>();
  readonly #options: LookBackOptions;
  #replay: Replay | undefined;
  #number = 0;
  /** Where the guest stands. */
  #at = { row: -1, after: true, before: false };
  /** One look after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: LookBackOptions) {
    this.#options = options;
  }

  /** Calls replayed so far on the way, of the recording's. */
  get rows(): number {
    return this.#replay?.rows ?? 0;
  }

  /**
   * What is there at that moment, or, where the guest does not come by there, at the next one. Throws REFUSED where the recording
   * cannot be replayed that far, and CANCELLED when `abort` says so, which ends the replay.
   */
  look(wish: LookWish, abort?: StopSignal): Promise<PlacedLook> {
    const look = this.#last.then(
      () => this.#look(wish, abort),
      () => this.#look(wish, abort),
    );
    this.#last = look;
    return look;
  }

  /** Ends the guest that stands there, if any. A later look begins anew. */
  close(): void {
    this.#replay?.stop();
    this.#replay = undefined;
  }

  async #look(wish: LookWish, abort: StopSignal | undefined): Promise<PlacedLook> {
    if (isOver(abort)) throw cancelled();
    this.#number += 1;
    const order = { ...wish, number: this.#number };
    const replay = this.#replayTo(order);
    const seen = Promise.withResolvers<PlacedLook>();
    const disposers = [
      replay.looked.listen((look) => look.number === order.number && seen.resolve(look)),
      replay.changed.listen(() => this.changed.emit()),
    ];
    const stop = (): void => this.close();
    abort?.addEventListener('abort', stop);
    try {
      const found = await Promise.race([seen.promise, replay.ended]);
      if ('bytes' in found) return this.#stood(found);
      this.#replay = undefined;
      throw isOver(abort) ? cancelled() : new SandboxError('REFUSED', reasonOf(found, order));
    } finally {
      abort?.removeEventListener('abort', stop);
      for (const dispose of disposers) dispose();
    }
  }

  /** The one that stands before or at the moment, with its next order; else a new one. */
  #replayTo(order: LookOrder): Replay {
    const { row, after, before } = this.#at;
    const isAhead = order.row > row || (order.row === row && (!after || before || order.phase === 'after'));
    if (this.#replay !== undefined && isAhead) {
      this.#replay.look(order);
      return this.#replay;
    }
    this.close();
    this.#at = { row: -1, after: true, before: false };
    this.#replay = startReplay({ ...this.#options, elsewhere: false, look: order });
    return this.#replay;
  }

  #stood(look: PlacedLook): PlacedLook {
    const { row, phase, memoryBytes } = look;
    // Where the guest stood before a call, it keeps what was there.
    const before = memoryBytes <= MOST_KEPT_BYTES && (phase === 'before' || (this.#at.before && this.#at.row === row));
    const after = phase === 'after' || (this.#at.row === row && this.#at.after);
    this.#at = { row, after, before };
    return look;
  }
}

/** Asked anew each time: it changes while a look is awaited. */
function isOver(abort: StopSignal | undefined): boolean {
  return abort?.aborted === true;
}

function cancelled(): SandboxError {
  return new SandboxError('CANCELLED', 'looking back was cancelled');
}

function reasonOf(verdict: Verdict, { row }: LookOrder): string {
  switch (verdict.kind) {
    case 'diverged': {
      const { row: at, part, expected, found } = verdict.divergence;
      return `the replay went another way at call #${at + 1}: ${part} was ${expected}, and is ${found}`;
    }
    case 'refused':
      return verdict.message;
    case 'crashed':
      return verdict.reason;
    case 'stopped':
      return 'the replay was stopped';
    case 'same':
    case 'same-until-stop':
    case 'answered':
      return `the replay ended before call #${row + 1}`;
  }
}
