// What a recording's texts say of its run, read as what they are: the words of a file of unknown origin.
import { z } from 'zod';
import { DEFAULT_LIMITS, LIMIT_NAMES, type Limits } from '../limits/limits.ts';
import type { Recording } from '../recording/store/recording.ts';
import { TRAP_KINDS, type Outcome, type RunTotals } from './outcome.ts';

const count = z.number().min(0).max(Number.MAX_SAFE_INTEGER);

const frame = z.strictObject({
  functionIndex: count,
  name: z.string(),
  offset: count,
  source: z.strictObject({ file: z.string(), line: count, column: count }).optional(),
});

const endingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('returned') }),
  z.strictObject({ kind: z.literal('exited'), code: count }),
  z.strictObject({
    kind: z.literal('trapped'),
    trap: z.strictObject({
      kind: z.enum(TRAP_KINDS),
      message: z.string(),
      stack: z.array(frame).max(64),
    }),
  }),
  z.strictObject({ kind: z.literal('denied'), call: z.string(), resource: z.string(), rule: count }),
  z.strictObject({ kind: z.literal('limit'), limit: z.enum(LIMIT_NAMES) }),
  z.strictObject({ kind: z.literal('stopped') }),
  z.strictObject({ kind: z.literal('refused'), message: z.string() }),
  z.strictObject({ kind: z.literal('crashed'), reason: z.string(), signal: z.string().nullable() }),
]);

const totalsSchema = z.strictObject({
  wall: count,
  calls: count,
  denials: count,
  errors: count,
  memory: count,
  limits: z.array(z.strictObject({ limit: z.enum(LIMIT_NAMES), used: count, most: count })).max(100),
});

const NO_TOTALS: RunTotals = { wall: 0, calls: 0, denials: 0, errors: 0, memory: 0, limits: [] };

/** How the run ended. Where its writer was killed, or the file says what no run of ours ends with: crashed. */
export function recordedOutcome(recording: Recording): Outcome {
  const totals = { ...NO_TOTALS, calls: recording.rows };
  if (recording.outcome === undefined) {
    return { kind: 'crashed', reason: 'the engine ended before the run did', signal: null, totals };
  }
  const { totals: counts, ...ending }: Record<string, unknown> = JSON.parse(recording.outcome) as Record<string, unknown>;
  const readEnding = endingSchema.safeParse(ending);
  const readTotals = totalsSchema.safeParse(counts);
  if (!readEnding.success || !readTotals.success) {
    return { kind: 'crashed', reason: 'its recording holds no outcome that is known', signal: null, totals };
  }
  // The schema has plain numbers where the engine has branded ones.
  return { ...readEnding.data, totals: readTotals.data } as Outcome;
}

/** Those that are written into the module; what decides elsewhere is no affair of a replay. */
const limitsSchema = z.object({
  fuel: z
    .object({ most: count, counting: z.enum(['exact', 'coarse']) })
    .nullable()
    .catch(null),
  memory: z.object({ most: count, onExceed: z.enum(['fail', 'stop']) }),
  stack: count.nullable().catch(null),
  tableElements: count,
  collectedHeap: z.enum(['refuse', 'unbounded']),
});

export interface RecordedSettings {
  readonly limits: Limits;
  readonly observable: boolean;
}

/** What was written into the module of the run, and so changes what it computes; undefined where the plan does not say. */
export function recordedSettings(recording: Recording): RecordedSettings | undefined {
  const plan: unknown = JSON.parse(recording.header.planJson);
  const read = z.object({ limits: limitsSchema, observable: z.boolean().catch(false) }).safeParse(plan);
  if (!read.success) return undefined;
  return { limits: { ...DEFAULT_LIMITS, ...read.data.limits } as Limits, observable: read.data.observable };
}
