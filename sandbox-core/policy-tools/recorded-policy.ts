// What a recording's plan says that a manifest says too, read from its header. It may be a file of unknown origin, so it is
// held to a schema. The rules are read by policy/recorded-rules.ts.
import { z } from 'zod';
import { isNormalGuestPath } from '../base/guest-path.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits/limits.ts';
import { ON_MISS, type ClockSetting, type MountRight, type OnMiss, type RandomSetting } from '../policy/manifest.ts';
import type { RecordingHeader } from '../recording/store/recording-header.ts';

export interface RecordedMount {
  readonly guest: string;
  readonly kind: 'host' | 'memory';
  readonly rights: readonly MountRight[];
}

export interface RecordedPlan {
  /** Without the program's name. */
  readonly args: readonly string[];
  /** Values are empty where an export left them out. */
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly mounts: readonly RecordedMount[];
  readonly clock: ClockSetting;
  readonly random: RandomSetting;
  readonly limits: Limits;
  readonly onMiss: OnMiss;
}

const count = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const limit = count.nullable();

const limitsSchema = z.object({
  wallTime: count,
  cpuTime: limit,
  fuel: z.object({ most: count, counting: z.enum(['exact', 'coarse']) }).nullable(),
  memory: z.object({ most: count, onExceed: z.enum(['fail', 'stop']) }),
  collectedHeap: z.enum(['refuse', 'unbounded']),
  tableElements: count,
  stack: limit,
  output: count,
  input: limit,
  openFiles: count,
  hostCalls: count,
  hostCallRate: limit,
  sleep: limit,
  // Recordings older than this limit have none.
  denials: count.default(DEFAULT_LIMITS.denials),
});

const planSchema = z.object({
  args: z.array(z.string()).catch([]),
  env: z.array(z.string()).catch([]),
  mounts: z
    .array(
      z.object({
        guest: z.string().refine(isNormalGuestPath),
        source: z.object({ kind: z.enum(['host', 'memory']) }),
        rights: z.array(z.enum(['read', 'write', 'create'])),
      }),
    )
    .catch([]),
  clock: z
    .union([
      z.object({ kind: z.literal('real'), resolution: count.exactOptional() }),
      z.object({ kind: z.literal('frozen'), at: z.string() }),
    ])
    .catch({ kind: 'real' }),
  random: z
    .union([z.object({ kind: z.literal('real') }), z.object({ kind: z.literal('seeded'), seed: count })])
    .catch({ kind: 'real' }),
  limits: limitsSchema.optional().catch(undefined),
  onMiss: z.enum(ON_MISS).catch('deny'),
});

const privateSchema = z.object({ env: z.array(z.tuple([z.string(), z.string()])).catch([]) });

/** What the plan does not say, or says otherwise than ours do, is as in the empty manifest. */
export function recordedPlan({ planJson, privateJson }: Pick<RecordingHeader, 'planJson' | 'privateJson'>): RecordedPlan {
  const plan = planSchema.parse(JSON.parse(planJson));
  const kept = privateSchema.safeParse(privateJson === undefined ? {} : JSON.parse(privateJson));
  const values = new Map(kept.success ? kept.data.env : []);
  return {
    args: plan.args.slice(1),
    env: plan.env.map((name) => [name, values.get(name) ?? ''] as const),
    mounts: plan.mounts.map(({ guest, source, rights }) => ({ guest, kind: source.kind, rights })),
    // The schema has plain numbers where the engine has branded ones.
    clock: plan.clock as ClockSetting,
    random: plan.random,
    limits: (plan.limits as Limits | undefined) ?? DEFAULT_LIMITS,
    onMiss: plan.onMiss,
  };
}
