// The manifest of a recorded run, put together again from its plan: what was in force, options of the command line included.
// Paths of the host do not travel: a mounted folder becomes a grant by name.
import { z } from 'zod';
import type { Checked } from '../base/diagnostic.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits/limits.ts';
import { formatManifest } from '../policy/format-manifest.ts';
import { ON_MISS, type ClockSetting, type Manifest } from '../policy/manifest.ts';
import { parseManifest } from '../policy/parse-manifest.ts';
import type { RecordingHeader } from '../recording/store/recording-header.ts';

const number = z.number();
const maybe = number.nullable();

const limitsSchema = z.object({
  wallTime: number,
  cpuTime: maybe.catch(null),
  fuel: z
    .object({ most: number, counting: z.enum(['exact', 'coarse']) })
    .nullable()
    .catch(null),
  memory: z.object({ most: number, onExceed: z.enum(['fail', 'stop']) }),
  collectedHeap: z.enum(['refuse', 'unbounded']),
  tableElements: number,
  stack: maybe.catch(null),
  output: number,
  input: maybe.catch(null),
  openFiles: number,
  hostCalls: number,
  hostCallRate: maybe.catch(null),
  sleep: maybe.catch(null),
  denials: number.default(DEFAULT_LIMITS.denials),
});

const planSchema = z.object({
  args: z.array(z.string()),
  env: z.array(z.string()),
  mounts: z.array(
    z.object({
      guest: z.string(),
      source: z.object({ kind: z.enum(['host', 'memory']) }),
      rights: z.array(z.enum(['read', 'write', 'create'])),
    }),
  ),
  clock: z.union([
    z.object({ kind: z.literal('real'), resolution: number.optional() }),
    z.object({ kind: z.literal('frozen'), at: z.string().regex(/^\d{1,20}$/) }),
  ]),
  random: z.union([z.object({ kind: z.literal('real') }), z.object({ kind: z.literal('seeded'), seed: number })]),
  limits: limitsSchema,
  onMiss: z.enum(ON_MISS),
});

const privateSchema = z.object({ env: z.array(z.tuple([z.string(), z.string()])) });

export interface RecordedManifest {
  /** The text of the file, which parses. */
  readonly text: string;
  readonly manifest: Manifest;
  /** argv[0]. */
  readonly program: string;
  /** Variables whose values the recording does not hold, and that are empty here. */
  readonly withoutValue: readonly string[];
}

/** `values`: whether the values of variables go along. */
export function recordedManifest(header: RecordingHeader, values: boolean): Checked<RecordedManifest> {
  const plan = planSchema.safeParse(JSON.parse(header.planJson));
  if (!plan.success) return refused('the recording holds no plan that is known');
  const { args, env, mounts, clock, limits, ...rest } = plan.data;
  const known = privateSchema.safeParse(values && header.privateJson !== undefined ? JSON.parse(header.privateJson) : undefined);
  const valueOf = new Map(known.success ? known.data.env : []);
  const manifest: Manifest = {
    ...rest,
    args: args.slice(1),
    env: env.map((name) => [name, valueOf.get(name) ?? '']),
    mounts: mounts.map(({ guest, source, rights }, index) => ({
      guest,
      source: source.kind === 'memory' ? { kind: 'memory' } : { kind: 'grant', name: `folder-${index + 1}` },
      rights,
    })),
    // The schema has plain numbers where these are branded.
    clock: clock as ClockSetting,
    limits: { ...DEFAULT_LIMITS, ...limits } as Limits,
  };
  const text = formatManifest(manifest);
  const checked = parseManifest(text);
  if (!checked.ok) return refused(`the recording's plan is no manifest: ${checked.diagnostics[0]?.message ?? ''}`);
  const withoutValue = env.filter((name) => !valueOf.has(name));
  return { ok: true, value: { text, manifest: checked.value, program: args[0] ?? '', withoutValue } };
}

function refused(message: string): Checked<never> {
  return { ok: false, diagnostics: [{ code: 'plan', message, place: { kind: 'whole' } }] };
}
