// What recorded runs asked of their policies, gathered in turns and then kept beside the recording by the engine.
import {
  asksPath,
  distinctRequests,
  visibleText,
  type DistinctRequests,
  type Platform,
  type Recording,
} from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandOutput, StreamItem } from '../contract/contract.ts';
import { pause } from './latch.ts';

export interface RecordedRequestsOptions {
  readonly platform: Pick<Platform, 'timers'>;
  /** The recording with all that was written so far. Throws NOT_FOUND. */
  readonly recordingOf: (run: string) => Recording;
}

export interface GatheredRun {
  readonly recording: Recording;
  readonly requests: DistinctRequests;
}

/** Rows taken in before other requests get their turn. */
const ROWS_AT_A_TIME = 16_384;
const MOST_NAMED = 500;
const LONGEST_NAME = 300;

export class RecordedRequests {
  readonly #options: RecordedRequestsOptions;

  constructor(options: RecordedRequestsOptions) {
    this.#options = options;
  }

  async gathered(run: string, abort: AbortSignal): Promise<GatheredRun> {
    for (;;) {
      // Asked for again each time: meanwhile it may have been closed in favour of others, or have grown.
      const recording = this.#options.recordingOf(run);
      const requests = distinctRequests(recording);
      if (requests.takeIn(ROWS_AT_A_TIME)) return { recording, requests };
      await this.#turn(abort);
    }
  }

  /** Does the same, and tells how far it is. */
  async *gathering(run: string, abort: AbortSignal): AsyncGenerator<StreamItem<'policy.gathering'>> {
    for (let done = 0; ;) {
      const recording = this.#options.recordingOf(run);
      const isWhole = distinctRequests(recording).takeIn(ROWS_AT_A_TIME);
      const all = recording.rows;
      done = isWhole ? all : Math.min(all, done + ROWS_AT_A_TIME);
      yield { done, all };
      if (isWhole) return;
      await this.#turn(abort);
    }
  }

  async values(run: string, abort: AbortSignal): Promise<CommandOutput<'policy.values'>> {
    const { requests } = await this.gathered(run, abort);
    const paths = new Map<string, number>();
    const calls = new Map<string, number>();
    for (const request of requests.requests) {
      calls.set(request.call, (calls.get(request.call) ?? 0) + request.calls);
      for (const { action, resource } of request.parts) {
        if (asksPath(action)) paths.set(resource, (paths.get(resource) ?? 0) + request.calls);
      }
    }
    return { paths: mostFrequent(paths), calls: mostFrequent(calls) };
  }

  async #turn(abort: AbortSignal): Promise<void> {
    await pause(this.#options.platform, 0, abort);
    if (abort.aborted) throw new ContractError('CANCELLED', 'the request was taken back');
  }
}

/** A name with letters that cannot be seen is none that a person would want to write: it is left out. */
function mostFrequent(names: ReadonlyMap<string, number>): CommandOutput<'policy.values'>['paths'] {
  const plain = [...names].filter(([text]) => text.length <= LONGEST_NAME && visibleText(text) === text);
  const sorted = plain.sort(([, one], [, other]) => other - one).slice(0, MOST_NAMED);
  return sorted.map(([text, calls]) => ({ text, calls }));
}
