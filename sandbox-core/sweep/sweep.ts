// Runs a recorded guest once without faults and once for each variant, and says what each run tells. The runs are fresh ones:
// nothing of the recording stands in for the host but its plan and its input.
import { Signal } from '../base/signal.ts';
import type { Module } from '../module/module.ts';
import type { Platform } from '../platform/platform.ts';
import type { Rule } from '../policy/decision.ts';
import type { Manifest } from '../policy/manifest.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';
import type { RecordingWriter } from '../recording/store/recording-writer.ts';
import { SIGNATURES } from '../host/gate.ts';
import { endingSentence } from '../run/ending-sentence.ts';
import type { GuestPool } from '../run/guest-pool.ts';
import { newRunId, planRun } from '../run/plan.ts';
import type { PlannedMount, RunPlan } from '../run/run-plan.ts';
import { startRun, type Run } from '../run/run.ts';
import { CallPrints } from './call-prints.ts';
import { classify, type Judgement } from './classify.ts';
import { ruleOf, type Variant } from './fault-variants.ts';
import { RunObserver, type Observation } from './run-observer.ts';

export interface FreshMounts {
  readonly mounts: readonly PlannedMount[];
  /** The run is over. */
  dispose(): void;
}

export interface SweepOptions {
  readonly platform: Platform;
  readonly recording: Recording;
  readonly bytes: Uint8Array;
  readonly module: Module;
  readonly manifest: Manifest;
  readonly rules: readonly Rule[];
  readonly program: string;
  readonly stdin: Uint8Array;
  readonly variants: readonly Variant[];
  /** Runs at once. */
  readonly jobs: number;
  readonly guests: GuestPool;
  /** Called before each run; what they show must be the same each time. */
  readonly freshMounts: () => FreshMounts;
  /** Where a run is kept; undefined for nowhere. `variant` is undefined for the run without faults. */
  readonly keep: (plan: RunPlan, variant: Variant | undefined) => RecordingWriter | undefined;
}

export interface SweepResult extends Judgement {
  readonly variant: Variant;
}

export type SweepEnd =
  | { readonly kind: 'done' | 'cancelled' }
  /** The run without faults did not end by itself: nothing can be held against it. */
  | { readonly kind: 'unusable'; readonly message: string };

export class Sweep {
  /** In the order in which the runs ended. */
  readonly results: SweepResult[] = [];
  readonly resulted = new Signal<SweepResult>();
  /** The first call at which the run without faults did something else than was recorded; undefined where it did the same. */
  differsFrom: number | undefined;
  readonly #options: SweepOptions;
  readonly #running = new Set<Run>();
  #cancelled = false;
  #next = 0;

  constructor(options: SweepOptions) {
    this.#options = options;
  }

  /** Stops the runs under way; what is known stays in `results`. */
  cancel(): void {
    this.#cancelled = true;
    for (const run of this.#running) run.stop();
  }

  /** Call it once. */
  async run(): Promise<SweepEnd> {
    const unfaulted = await this.#observe(undefined);
    if (this.#cancelled) return { kind: 'cancelled' };
    const { outcome } = unfaulted;
    if (outcome.kind !== 'returned' && outcome.kind !== 'exited') {
      return { kind: 'unusable', message: `the run without faults did not end by itself: ${endingSentence(outcome)}` };
    }
    this.differsFrom = unfaulted.prints.partsFrom(recordedPrints(this.#options.recording), Infinity);
    await Promise.all(Array.from({ length: this.#options.jobs }, () => this.#work(unfaulted)));
    return { kind: this.#cancelled ? 'cancelled' : 'done' };
  }

  async #work(unfaulted: Observation): Promise<void> {
    for (;;) {
      const variant = this.#options.variants[this.#next++];
      if (variant === undefined || this.#cancelled) return;
      const judgement = await this.#judge(variant, unfaulted);
      if (judgement !== undefined) this.#add({ variant, ...judgement });
    }
  }

  async #judge(variant: Variant, unfaulted: Observation): Promise<Judgement | undefined> {
    const { differsFrom } = this;
    if (differsFrom !== undefined && differsFrom <= variant.call.row) {
      const why = `without a fault, call ${differsFrom + 1} is another one than was recorded`;
      return { verdict: 'diverged-early', why };
    }
    const faulted = await this.#observe(variant);
    return this.#cancelled ? undefined : classify(variant, unfaulted, faulted);
  }

  #add(result: SweepResult): void {
    this.results.push(result);
    this.resulted.emit(result);
  }

  async #observe(variant: Variant | undefined): Promise<Observation> {
    const { platform, bytes, module, stdin, guests, freshMounts, keep } = this.#options;
    const fresh = freshMounts();
    try {
      const plan = this.#plan(fresh.mounts, variant);
      const observer = new RunObserver(SIGNATURES, platform.digests);
      const recording = observing(observer, keep(plan, variant));
      const run = startRun({ platform, plan, bytes, module, stdin, guests, recording });
      this.#running.add(run);
      const outcome = await run.ended;
      this.#running.delete(run);
      return observer.observation(outcome);
    } finally {
      fresh.dispose();
    }
  }

  #plan(mounts: readonly PlannedMount[], variant: Variant | undefined): RunPlan {
    const { platform, manifest, rules, program } = this.#options;
    const run = newRunId(platform.clock.wall(), platform.random);
    const faults = variant === undefined ? [] : [ruleOf(variant)];
    return planRun({ run, manifest, rules, program, mounts, faults });
  }
}

function observing(
  observer: RunObserver,
  kept: RecordingWriter | undefined,
): Pick<RecordingWriter, 'append' | 'finish' | 'close'> {
  return {
    append: (encoded: Uint8Array, chunk: Chunk) => {
      observer.take(chunk);
      kept?.append(encoded, chunk);
    },
    finish: (outcomeJson: string) => kept?.finish(outcomeJson),
    close: () => kept?.close(),
  };
}

function recordedPrints(recording: Recording): CallPrints {
  const prints = new CallPrints(recording.header.signatures);
  for (const [number] of recording.chunks.entries()) prints.take(recording.chunk(number));
  return prints;
}
