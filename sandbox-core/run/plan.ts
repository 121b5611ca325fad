// A manifest, with its mounts resolved by whoever may grant them, to the plan of one run.
import type { RunId } from '../base/ids.ts';
import type { Rule } from '../policy/decision.ts';
import type { Manifest } from '../policy/manifest.ts';
import { rulesOf } from '../policy/rules.ts';
import type { FaultRule } from './faults/fault-rule.ts';
import type { StepOrders } from './stepping/step-orders.ts';
import type { PlannedMount, RunPlan } from './run-plan.ts';

/** Bytes kept of one read: enough for any path and a page of what a program prints or parses. */
const KEEP_READ_BYTES = 4096;

const ID_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

export interface PlanOptions {
  readonly run: RunId;
  readonly manifest: Manifest;
  /** argv[0] as the guest sees it. */
  readonly program: string;
  /** Of a policy that more than the manifest makes (policy/cedar/load-policy.ts); left out, those of the manifest. */
  readonly rules?: readonly Rule[];
  /** One for each mount of the manifest, in its order. */
  readonly mounts: readonly PlannedMount[];
  /** That a guest can be frozen while it only computes, since its fuel is counted (docs/benchmarks.md has the price). False where left out. */
  readonly observable?: boolean;
  /** None where left out. */
  readonly faults?: readonly FaultRule[];
  /** The first orders of a run that a person may step through; null, or left out, for none. */
  readonly stepping?: StepOrders | null;
}

export function planRun(options: PlanOptions): RunPlan {
  const { manifest } = options;
  return {
    run: options.run,
    args: [options.program, ...manifest.args],
    env: manifest.env,
    mounts: options.mounts,
    clock: manifest.clock,
    random: manifest.random,
    limits: manifest.limits,
    onMiss: manifest.onMiss,
    rules: options.rules ?? rulesOf(manifest),
    keepReadBytes: KEEP_READ_BYTES,
    observable: options.observable ?? false,
    faults: options.faults ?? [],
    stepping: options.stepping ?? null,
  };
}

/** A new run's id: `r`, eight base-36 digits of milliseconds since 1970 (they sort by time), four random letters. */
export function newRunId(wallNanos: bigint, random: (bytes: Uint8Array) => void): RunId {
  const time = (wallNanos / 1_000_000n).toString(36).padStart(8, '0').slice(-8);
  const bytes = new Uint8Array(4);
  random(bytes);
  const letters = [...bytes].map((byte) => ID_LETTERS[byte % ID_LETTERS.length]).join('');
  return `r${time}${letters}` as RunId;
}
