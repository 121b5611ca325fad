// What surrounds one guest: the part of its plan that the host obeys, and the ports through which the host reaches out.
import type { Nanos } from '../base/units.ts';
import type { Limits } from '../limits/limits.ts';
import type { Clock } from '../platform/platform.ts';
import type { HostFiles } from '../platform/host-files.ts';
import type { Rule } from '../policy/decision.ts';
import type { ClockSetting, MountRight, OnMiss, RandomSetting } from '../policy/manifest.ts';
import type { CallRecorder } from '../recording/record/call-recorder.ts';
import type { FreezePoint } from './freeze-point.ts';

export interface HostMount {
  /** Absolute path under which the guest sees the tree. */
  readonly guest: string;
  readonly source: { readonly kind: 'host'; readonly path: string } | { readonly kind: 'memory' };
  readonly rights: readonly MountRight[];
  /** With `onMiss` ask or audit: further rights for which a miss may be let through. Left out: all in memory, none of the host's. */
  readonly reach?: readonly MountRight[];
}

/** What the host needs of a run's plan; RunPlan fits it. */
export interface HostPlan {
  readonly args: readonly string[];
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly mounts: readonly HostMount[];
  readonly clock: ClockSetting;
  readonly random: RandomSetting;
  readonly limits: Limits;
  readonly onMiss: OnMiss;
  readonly rules: readonly Rule[];
}

export interface GuestEnvironment {
  readonly plan: HostPlan;
  readonly stdin: Uint8Array;
  readonly recorder: CallRecorder;
  /** The freeze point's, where there is one. */
  readonly clock: Clock;
  /** Fills `bytes` with secure random values; used where the plan asks for real randomness. */
  random(bytes: Uint8Array): void;
  /** Needed for mounts with source `host`. */
  readonly hostFiles: HostFiles | undefined;
  /** What trees in memory hold when the run begins, by absolute guest path; one that ends with a slash is a directory. */
  readonly files?: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  /** Shared with the control thread. Word 0 above zero: the run is to end; below: to stand still (freeze-point.ts). */
  readonly stop: Int32Array;
  /** Left out where nothing freezes the guest. */
  readonly freezePoint?: FreezePoint;
  /** `clock.monotonic()` when the run began. */
  readonly runStart: Nanos;
  /** Makes a real wasm trap: unlike an exception of the host, no guest handler catches it (THREATS 29). */
  trap(): never;
}
