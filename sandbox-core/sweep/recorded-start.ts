// What a recorded run was started with, so that it can be started again: read as the words of a file of unknown origin, and
// held to all that a manifest is held to. Rules are made anew, never taken from the file.
import { z } from 'zod';
import type { Checked } from '../base/diagnostic.ts';
import type { Nanos } from '../base/units.ts';
import { DEFAULT_LIMITS } from '../limits/limits.ts';
import { checkManifest } from '../policy/check-manifest.ts';
import type { Rule } from '../policy/decision.ts';
import { ON_MISS, type Manifest, type MountRight } from '../policy/manifest.ts';
import { rulesLikeRecorded } from '../policy/recorded-rules.ts';
import { ACCESS_KINDS } from '../recording/record/call-outcome.ts';
import type { Recording } from '../recording/store/recording.ts';
import { CallValues } from '../trace/call-values.ts';

export interface RecordedStart {
  /** Its mounts are all in memory here: `hostMounts` names those that were folders of the host. */
  readonly manifest: Manifest;
  /** Of the manifest and of the policy texts that the recorded run had. */
  readonly rules: readonly Rule[];
  readonly program: string;
  readonly hostMounts: readonly string[];
  /** What the guest read of it: what it left unread is not in a recording. */
  readonly stdin: Uint8Array;
  /** Whether the guest asked for the time or for random numbers that were real, and are pinned here. */
  readonly pinned: boolean;
}

const SECRET = ACCESS_KINDS.indexOf('secret');
const MOST_STDIN_BYTES = 64 << 20;
/** For random numbers where the recorded ones were real. */
const SEED = 0;

const mountSchema = z.object({
  guest: z.string(),
  source: z.object({ kind: z.enum(['host', 'memory']) }),
  rights: z.array(z.enum(['read', 'write', 'create'])),
});

const planSchema = z.object({
  args: z.array(z.string()),
  env: z.array(z.string()),
  mounts: z.array(mountSchema),
  clock: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('real') }),
    z.object({ kind: z.literal('frozen'), at: z.string().regex(/^\d{1,20}$/) }),
  ]),
  random: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('real') }),
    z.object({ kind: z.literal('seeded'), seed: z.number() }),
  ]),
  limits: z.record(z.string(), z.unknown()),
  onMiss: z.enum(ON_MISS),
  faults: z.array(z.unknown()).default([]),
});

const privateSchema = z.object({ env: z.array(z.tuple([z.string(), z.string()])) });

export function recordedStart(recording: Recording): Checked<RecordedStart> {
  const { planJson, privateJson, startedAt } = recording.header;
  const plan = planSchema.safeParse(JSON.parse(planJson));
  if (!plan.success) return refused('the recording does not say how its run was started');
  if (plan.data.faults.length > 0)
    return refused('it was recorded under a fault schedule; a recording without faults was expected');
  const env = plan.data.env.length === 0 ? [] : variablesOf(privateJson);
  if (env === undefined) return refused('the recording does not hold the values of its variables');
  const stdin = recordedStdin(recording);
  if (stdin === undefined) return refused('the recording does not hold all that its run read on standard input');
  const { args, mounts, clock, random, limits, onMiss } = plan.data;
  const [program = 'guest', ...rest] = args;
  const manifest = checkedManifest({
    args: rest,
    env,
    mounts: mounts.map(({ guest, rights }) => ({ guest, rights: rights as MountRight[], source: { kind: 'memory' } })),
    clock: clock.kind === 'real' ? { kind: 'frozen', at: String(startedAt) } : clock,
    random: random.kind === 'real' ? { kind: 'seeded', seed: SEED } : random,
    limits: { ...DEFAULT_LIMITS, ...limits },
    onMiss,
  });
  if (!manifest.ok) return manifest;
  const rules = rulesLikeRecorded(manifest.value, recording.header);
  if (rules === undefined) return refused('the recording holds a policy rule that is not known');
  return {
    ok: true,
    value: {
      manifest: manifest.value,
      rules,
      program,
      hostMounts: mounts.filter(({ source }) => source.kind === 'host').map(({ guest }) => guest),
      stdin,
      pinned:
        (clock.kind === 'real' && asked(recording, 'clock.read')) || (random.kind === 'real' && asked(recording, 'random.read')),
    },
  };
}

/** The limit of time of each run of a sweep: as asked for, else twenty times what the recorded run took, 10 s at least. */
export function withTimeLimit(manifest: Manifest, asked: Nanos | undefined, recordedWall: number): Manifest {
  const wallTime = asked ?? (Math.min(manifest.limits.wallTime, Math.max(10e9, 20 * recordedWall)) as Nanos);
  return { ...manifest, limits: { ...manifest.limits, wallTime } };
}

function asked(recording: Recording, name: string): boolean {
  const action = recording.header.actions.indexOf(name);
  return action >= 0 && recording.chunks.some((_, number) => recording.chunk(number).action.includes(action));
}

function checkedManifest(manifest: Manifest): Checked<Manifest> {
  try {
    return checkManifest(manifest);
  } catch {
    // Limits that are none at all cannot be written as the text that is checked.
    return refused('the recording names no limits that are known');
  }
}

function variablesOf(privateJson: string | undefined): readonly [string, string][] | undefined {
  const read = privateSchema.safeParse(privateJson === undefined ? undefined : JSON.parse(privateJson));
  return read.success ? read.data.env : undefined;
}

/** Undefined where an export left out what the guest read, or where it is too much to hand over. */
function recordedStdin(recording: Recording): Uint8Array | undefined {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const action = recording.header.actions.indexOf('stdio.read');
  for (const [number] of recording.chunks.entries()) {
    const chunk = recording.chunk(number);
    for (let index = 0; index < chunk.rows; index++) {
      if (chunk.action[index] !== action || chunk.outcome[index] !== 0) continue;
      if (chunk.hidden !== undefined && chunk.hidden.length > 0) return undefined;
      const values = new CallValues(chunk, index);
      for (let access = values.firstAccess; access < values.endAccess; access++) {
        if (chunk.accessKind[access] !== SECRET) continue;
        pieces.push(values.bytes(access).slice());
        length += pieces.at(-1)?.length ?? 0;
        if (length > MOST_STDIN_BYTES) return undefined;
      }
    }
  }
  const stdin = new Uint8Array(length);
  for (let at = 0, piece = 0; piece < pieces.length; at += pieces[piece++]?.length ?? 0) stdin.set(pieces[piece] ?? [], at);
  return stdin;
}

function refused(message: string): Checked<never> {
  return { ok: false, diagnostics: [{ code: 'sweep', message, place: { kind: 'whole' } }] };
}
