// Everything that decides how a run goes, as plain data: it is sent to the guest process and kept with the recording.
import type { RunId } from '../base/ids.ts';
import type { Limits } from '../limits/limits.ts';
import type { Rule } from '../policy/decision.ts';
import type { FaultRule } from './faults/fault-rule.ts';
import type { StepOrders } from './stepping/step-orders.ts';
import type { ClockSetting, MountRight, OnMiss, RandomSetting } from '../policy/manifest.ts';

export interface PlannedMount {
  readonly guest: string;
  readonly source: { readonly kind: 'host'; readonly path: string } | { readonly kind: 'memory' };
  readonly rights: readonly MountRight[];
  /** As HostMount has it. */
  readonly reach?: readonly MountRight[];
}

export interface RunPlan {
  readonly run: RunId;
  /** argv as the guest sees it, the program's name first. */
  readonly args: readonly string[];
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly mounts: readonly PlannedMount[];
  readonly clock: ClockSetting;
  readonly random: RandomSetting;
  readonly limits: Limits;
  readonly onMiss: OnMiss;
  readonly rules: readonly Rule[];
  /** What goes wrong on purpose; empty for nothing. */
  readonly faults: readonly FaultRule[];
  /** A person may step through its calls, and these are the first orders. */
  readonly stepping: StepOrders | null;
  /** Bytes kept of what the host read in one access; what it wrote and output are always kept whole. */
  readonly keepReadBytes: number;
  /** Whether the guest comes by often enough to be frozen and stopped while it only computes: it is given counted fuel in slices. */
  readonly observable: boolean;
}
