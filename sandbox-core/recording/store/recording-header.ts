// What a recording says of its run before the first call: who recorded what, under which plan, and the tables that its
// numbers index. A reader needs nothing else to show the calls in words.
import { z } from 'zod';
import type { Checked } from '../../base/diagnostic.ts';
import { FAMILIES } from '../../base/family.ts';
import type { CallSignature } from '../record/call-signature.ts';

/** A rule as it was when it decided; the shape of policy's Rule, with actions by name. */
export interface RecordedRule {
  readonly id: number;
  readonly effect: 'permit' | 'forbid';
  readonly text: string;
  readonly pointer: string;
  readonly actions: readonly string[];
  readonly under: string;
  /** What a rule from a policy text has besides; its shape is the policy's affair. Not there in older recordings. */
  readonly cedar?: object;
}

export interface RecordingHeader {
  readonly engine: string;
  readonly engineVersion: string;
  readonly run: string;
  /** Nanoseconds since 1970 when the run's time was 0. */
  readonly startedAt: bigint;
  readonly moduleName: string;
  /** SHA-256 in lower-case hexadecimal. */
  readonly moduleDigest: string;
  /** Undefined where an export left it out. */
  readonly manifestText: string | undefined;
  /** Policies beside the manifest that took part in decisions. */
  readonly policies: readonly { readonly name: string; readonly text: string }[];
  /** The run's plan as JSON: an object, without what stands in `privateJson`. Its shape is the run's affair. */
  readonly planJson: string;
  /** Values of the environment and paths of the host, as JSON: an object. Undefined where an export left it out. */
  readonly privateJson: string | undefined;
  readonly signatures: readonly CallSignature[];
  /** Names of the actions that column `action` indexes. */
  readonly actions: readonly string[];
  readonly rules: readonly RecordedRule[];
}

/** Texts of the header that are always there, in the order in which they are hashed. Version 1 has `manifest` in place of `policy`. */
export const HEADER_COLUMNS = [
  'engine',
  'engine_version',
  'run',
  'started',
  'module_name',
  'module_digest',
  'policy',
  'plan',
  'signatures',
  'actions',
  'rules',
] as const;

/** Texts of the header that an export may leave out, in the order of their commitments. */
export const HIDDEN_TEXTS = ['manifest', 'private'] as const;

/** The row of table `header`, texts only. */
export type HeaderTexts = Readonly<Record<(typeof HEADER_COLUMNS)[number], string>> &
  Readonly<Record<(typeof HIDDEN_TEXTS)[number], string | undefined>>;

const name = z.string().max(1024);

const parameterSchema = z.strictObject({
  name,
  kind: z.enum([
    'fd',
    'integer',
    'signed',
    'pointer',
    'text',
    'length',
    'vectors',
    'count',
    'timestamp',
    'choice',
    'flags',
    'out',
  ]),
  names: z.array(name).max(256).readonly().exactOptional(),
  bits: z.literal(64).exactOptional(),
  minor: z.literal(true).exactOptional(),
});

const signatureSchema = z.strictObject({
  module: name,
  name,
  family: z.enum(FAMILIES),
  parameters: z.array(parameterSchema).max(1000).readonly(),
  result: z.enum(['errno', 'none', 'size']),
  answer: z
    .strictObject({
      name,
      parameter: z.number().int().min(0).max(999),
      bytes: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8)]),
      kind: z.enum(['fd', 'integer', 'timestamp', 'length']),
    })
    .readonly()
    .exactOptional(),
});

const ruleSchema = z.strictObject({
  id: z.number().int().min(0).max(65_535),
  effect: z.enum(['permit', 'forbid']),
  text: z.string(),
  pointer: z.string(),
  actions: z.array(name).max(256).readonly(),
  under: z.string(),
  cedar: z.record(z.string(), z.unknown()).readonly().exactOptional(),
});

const headerSchema = z.strictObject({
  engine: name,
  engineVersion: name,
  run: name,
  started: z.string().regex(/^\d{1,20}$/),
  moduleName: z.string(),
  moduleDigest: z.string().regex(/^[0-9a-f]{64}$/),
  policies: z
    .array(z.strictObject({ name, text: z.string() }))
    .max(256)
    .readonly(),
  plan: z.record(z.string(), z.unknown()),
  private: z.record(z.string(), z.unknown()).optional(),
  signatures: z.array(signatureSchema).max(65_536).readonly(),
  actions: z.array(name).max(256).readonly(),
  rules: z.array(ruleSchema).max(65_536).readonly(),
});

export function headerTexts(header: RecordingHeader): HeaderTexts {
  return {
    engine: header.engine,
    engine_version: header.engineVersion,
    run: header.run,
    started: String(header.startedAt),
    module_name: header.moduleName,
    module_digest: header.moduleDigest,
    policy: JSON.stringify(header.policies),
    plan: header.planJson,
    signatures: JSON.stringify(header.signatures),
    actions: JSON.stringify(header.actions),
    rules: JSON.stringify(header.rules),
    manifest: header.manifestText,
    private: header.privateJson,
  };
}

/** The header of a file of unknown origin. */
export function headerOf(texts: HeaderTexts): Checked<RecordingHeader> {
  const checked = headerSchema.safeParse({
    engine: texts.engine,
    engineVersion: texts.engine_version,
    run: texts.run,
    started: texts.started,
    moduleName: texts.module_name,
    moduleDigest: texts.module_digest,
    policies: parsed(texts.policy),
    plan: parsed(texts.plan),
    ...(texts.private === undefined ? {} : { private: parsed(texts.private) ?? null }),
    signatures: parsed(texts.signatures),
    actions: parsed(texts.actions),
    rules: parsed(texts.rules),
  });
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const message = `the header's ${issue?.path.join('.') ?? ''} is not as it should be: ${issue?.message ?? ''}`;
    return { ok: false, diagnostics: [{ code: 'session-header', message, place: { kind: 'whole' } }] };
  }
  const { started, plan: _plan, private: _private, ...rest } = checked.data;
  const given = { planJson: texts.plan, privateJson: texts.private, manifestText: texts.manifest };
  return { ok: true, value: { ...rest, ...given, startedAt: BigInt(started) } };
}

/** Undefined where it is not JSON, which no schema above takes. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
