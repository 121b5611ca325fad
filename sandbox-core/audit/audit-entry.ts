// What the audit log says: one entry a fact, by kind. Its canonical text is what is hashed and kept; docs/audit.md describes each.
import { z } from 'zod';
import { canonicalJson, type CanonicalValue } from './canonical-json.ts';

/**
 * `engine-observed`: the engine saw it itself. `guest-reported`: a guest process told it, which is not trusted: its calls and what
 * its gate decided. A hostile one can leave such entries out; it cannot change what is there.
 */
export const AUDIT_SOURCES = ['engine-observed', 'guest-reported'] as const;
export type AuditSource = (typeof AUDIT_SOURCES)[number];

/** What an entry is about, for filters and drawn lanes. The order is the stored number of each. */
export const AUDIT_LANES = ['runs', 'grants', 'denials', 'limits', 'people'] as const;
export type AuditLane = (typeof AUDIT_LANES)[number];

export const ENTRY_KINDS = ['run-started', 'run-ended', 'decision', 'limit', 'person', 'refused'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export const PERSON_ACTS = ['edit', 'answer', 'mark', 'policy', 'grant', 'stop', 'remove', 'export', 'setting'] as const;
export type PersonAct = (typeof PERSON_ACTS)[number];

/** Longest text of unknown origin in an entry, in UTF-16 units; what is longer is cut by whoever makes the entry. */
export const LONGEST_TEXT = 4096;
/** Largest canonical text of an entry, in bytes of UTF-8. */
export const MOST_BODY_BYTES = 1 << 20;

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** Nanoseconds in decimal: since 1970 for `time`. They do not fit a double exactly. */
const nanos = z.string().regex(/^\d{1,20}$/);
const run = z.string().regex(/^r[0-9a-z]{12}$/);
const source = z.enum(AUDIT_SOURCES);

const drafts = [
  /** A run begins under this policy: what it is granted before its first instruction. */
  z.strictObject({
    kind: z.literal('run-started'),
    source,
    run,
    module: z.strictObject({ name: z.string(), digest }),
    /** SHA-256 of the rules and the text they were made from; the log keeps both under it. */
    policy: digest,
    engine: z.string(),
    mounts: z.array(z.strictObject({ guest: z.string(), from: z.enum(['host', 'memory']), rights: z.array(z.string()) })),
    isolation: z.array(z.strictObject({ layer: z.string(), state: z.string() })),
    /** Where what no rule permits may be permitted by an answer (`ask`) or is let through (`audit`): inside mounts alone. */
    onMiss: z.enum(['ask', 'audit']).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('run-ended'),
    source,
    run,
    module: digest,
    policy: digest,
    ending: z.string(),
    sentence: z.string(),
    calls: count,
    denials: count,
    errors: count,
  }),
  /** A decision that granted a right at an open, or denied; equal ones are one entry with their exact number. */
  z.strictObject({
    kind: z.literal('decision'),
    source,
    run,
    allowed: z.boolean(),
    call: z.string(),
    action: z.string(),
    resource: z.string(),
    rule: count,
    ruleText: z.string(),
    /** The run's quota of single entries was used up: this one stands for all resources of its call, action and rule. */
    folded: z.boolean(),
    count: count.min(1),
    /** Call numbers of the first and the last, from 0, and nanoseconds since the run's start. */
    firstRow: count,
    lastRow: count,
    first: nanos,
    last: nanos,
  }),
  z.strictObject({
    kind: z.literal('limit'),
    source,
    run,
    limit: z.string(),
    /** `near`: 80 % of it are used. */
    level: z.enum(['near', 'reached']),
    used: count,
    most: count,
  }),
  /** What a person did. */
  z.strictObject({
    kind: z.literal('person'),
    source,
    run: run.nullable(),
    act: z.enum(PERSON_ACTS),
    what: z.string(),
  }),
  /** The engine refused something before there was a run of it. */
  z.strictObject({ kind: z.literal('refused'), source, run: run.nullable(), what: z.string() }),
] as const;

export const auditDraftSchema = z.discriminatedUnion('kind', drafts);
/** An entry before the log has given it its place. */
export type AuditDraft = z.infer<typeof auditDraftSchema>;

/** Place in the log, from 1, and when the engine wrote it: nanoseconds since 1970. */
const place = { seq: count.min(1), time: nanos };
export const auditEntrySchema = z.discriminatedUnion('kind', [
  drafts[0].extend(place),
  drafts[1].extend(place),
  drafts[2].extend(place),
  drafts[3].extend(place),
  drafts[4].extend(place),
  drafts[5].extend(place),
]);
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** The keys of each kind in their order, as they are written: sorting them for every entry would be half of its cost. */
const KEYS: ReadonlyMap<string, readonly (readonly [key: string, written: string])[]> = new Map(
  auditEntrySchema.options.map(({ shape }) => {
    const keys = Object.keys(shape).sort();
    return [shape.kind.value, keys.map((key, index) => [key, `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`] as const)];
  }),
);

/** The text that is hashed: canonical JSON. */
export function entryBody(draft: AuditDraft, seq: number, time: bigint): string {
  const placed: Readonly<Record<string, CanonicalValue>> = { ...draft, seq, time: String(time) };
  let text = '';
  for (const [key, written] of KEYS.get(draft.kind) ?? []) {
    const value = placed[key];
    // The first key of each kind is always there.
    if (value !== undefined) text += written + canonicalJson(value);
  }
  return `${text}}`;
}

/** Undefined for a text that is no entry. */
export function readEntry(body: string): AuditEntry | undefined {
  try {
    const read = auditEntrySchema.safeParse(JSON.parse(body));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

export function laneOf(entry: Pick<AuditDraft, 'kind'> & { readonly allowed?: boolean }): AuditLane {
  switch (entry.kind) {
    case 'run-started':
    case 'run-ended':
      return 'runs';
    case 'decision':
      return entry.allowed === true ? 'grants' : 'denials';
    case 'limit':
      return 'limits';
    case 'person':
      return 'people';
    case 'refused':
      return 'denials';
  }
}

/** What has to be on the disk itself before it takes effect: it gives somebody a right. */
export function grantsRight(draft: AuditDraft): boolean {
  return draft.kind === 'run-started' || (draft.kind === 'decision' && draft.allowed);
}
