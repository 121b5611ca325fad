// The audit log as its screen shows it: entries in groups by run, lanes over wall-clock time, one entry with its place in the
// chain, a policy as it was. Text of unknown origin is made visible by the service. Times are milliseconds since 1970.
import { z } from 'zod';
import { auditVerifySchema } from './audit-schemas.ts';
import { bytesSchema, runIdSchema } from './schemas.ts';

const count = z.number();
const milliseconds = z
  .number()
  .int()
  .min(0)
  .max(2 ** 53 - 1);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const seq = z
  .number()
  .int()
  .min(1)
  .max(2 ** 53 - 1);

export const auditWhere = { where: z.string().max(4096) };

/** A run with what happened before it, or what happened since the last run. */
export const auditGroupSchema = z.strictObject({
  /** Number of its first entry in the log: stays the same while the log grows. */
  id: count,
  /** Null for what belongs to no run yet. */
  run: z.string().nullable(),
  /** The number under which the app keeps the run; null where it does not any more. */
  number: count.nullable(),
  module: z.string(),
  from: count,
  /** How it ended; null before. */
  sentence: z.string().nullable(),
  /** Runs in this group: more than one where older ones are put together. */
  runs: count,
  /** Entries that match. */
  entries: count,
});
export type AuditGroup = z.infer<typeof auditGroupSchema>;

export const auditListSchema = z.strictObject({
  /** Entries of the log, and those that match. */
  all: count,
  matching: count,
  /** In the order of the list; at most 200, of which the first puts older ones together. */
  groups: z.array(auditGroupSchema),
  /** Of the first and the last entry of the log. */
  from: count,
  to: count,
});
export type AuditList = z.infer<typeof auditListSchema>;

export const auditLineSchema = z.strictObject({
  seq: count,
  time: count,
  lane: z.enum(['runs', 'grants', 'denials', 'limits', 'people']),
  /** Null for a row that holds no entry any more, as in the next. */
  kind: z.enum(['run-started', 'run-ended', 'decision', 'limit', 'person', 'refused']).nullable(),
  by: z.enum(['engine', 'guest', 'you']).nullable(),
  run: z.string().nullable(),
  number: count.nullable(),
  what: z.string(),
  /** How many equal decisions it stands for. */
  count,
  rule: count.nullable(),
  /** Calls of the run from 0: the first and the last it stands for. */
  row: count.nullable(),
  lastRow: count.nullable(),
  /** The how manieth policy of its module decided; 0 where that is not known. */
  version: count,
  limit: z.strictObject({ limit: z.string(), near: z.boolean(), used: count, most: count }).nullable(),
  /** In hexadecimal. */
  hash: z.string(),
});
export type AuditLine = z.infer<typeof auditLineSchema>;

export const auditEntrySchema = z.strictObject({
  line: auditLineSchema,
  fields: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  module: z.string(),
  moduleDigest: z.string(),
  /** The policy that decided; null for an entry without one. */
  policy: digest.nullable(),
  policyBefore: digest.nullable(),
  /** The rule in words, and where it stands in the manifest. */
  ruleText: z.string(),
  pointer: z.string(),
  hash: z.string(),
  /** What the hash would have to be, by the one before and the text; empty where there is none before. */
  expected: z.string(),
  before: z.string(),
  after: z.string().nullable(),
  leafIndex: count,
  leafHash: z.string(),
  /** Entries that the first checkpoint over it was signed over. */
  signedOver: count.nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditMarkSchema = z.strictObject({
  lane: z.enum(['grants', 'denials', 'limits', 'people']),
  seq: count,
  time: count,
  /** Entries in its slice of the lane. */
  count,
  /** Of the first of them, short. */
  what: z.string(),
});
export type AuditMark = z.infer<typeof auditMarkSchema>;

export const auditSpanSchema = z.strictObject({
  run: z.string(),
  number: count.nullable(),
  module: z.string(),
  version: count,
  from: count,
  to: count,
  ended: z.boolean(),
});

export const auditTimelineSchema = z.strictObject({ marks: z.array(auditMarkSchema), runs: z.array(auditSpanSchema) });
export type AuditTimeline = z.infer<typeof auditTimelineSchema>;

export const auditCommands = {
  /** The groups of entries that match a filter, which is refused with BAD_REQUEST where it is wrong. */
  'audit.list': { input: z.strictObject(auditWhere), output: auditListSchema },
  /** Entries `from … from+count` of that list, group after group. */
  'audit.lines': {
    input: z.strictObject({ ...auditWhere, from: milliseconds, count: z.number().int().min(0).max(500) }),
    output: z.strictObject({ lines: z.array(auditLineSchema) }),
  },
  /** The entry of this number, or the one that tells of this call: its number and its place in the list, null where it has none. */
  'audit.find': {
    input: z.strictObject({
      ...auditWhere,
      of: z.union([z.strictObject({ seq }), z.strictObject({ run: runIdSchema, row: milliseconds })]),
    }),
    output: z.strictObject({ seq: count.nullable(), place: count.nullable() }),
  },
  /** How a filter that is being typed reads, as `trace.complete`. */
  'audit.complete': {
    input: z.strictObject({ text: z.string().max(8192), cursor: milliseconds }),
    output: z.strictObject({
      fault: z.strictObject({ message: z.string(), from: count, to: count }).nullable(),
      from: count,
      to: count,
      items: z.array(z.strictObject({ text: z.string(), help: z.string(), count: count.nullable() })),
    }),
  },
  /** The entries that match in so many equal slices of a time. */
  'audit.timeline': {
    input: z.strictObject({ ...auditWhere, from: milliseconds, to: milliseconds, slices: z.number().int().min(1).max(2048) }),
    output: auditTimelineSchema,
  },
  /** One entry in full. NOT_FOUND where there is none. */
  'audit.entry': { input: z.strictObject({ seq }), output: auditEntrySchema },
  /** Where the chain breaks at this entry, which need not be there: the time to draw it at, the hash that should follow and the one that is there. */
  'audit.break': {
    input: z.strictObject({ seq }),
    output: z.strictObject({ time: count, expected: z.string(), found: z.string() }),
  },
  /** A policy as it was, at most 256 KiB of it, made visible. NOT_FOUND where the log keeps none of this digest. */
  'audit.policy': { input: z.strictObject({ digest }), output: z.strictObject({ text: z.string(), cut: z.boolean() }) },
  /** A proof that the entry is in the log, as a file that is verified without it; makes a checkpoint where none covers it yet. */
  'audit.proof': { input: z.strictObject({ seq }), output: z.strictObject({ name: z.string(), bytes: bytesSchema }) },
} as const;

export const auditStreams = {
  /** Verifies the log: how far it is, at most ten items a second, and last what it found. */
  'audit.verifying': {
    input: z.strictObject({}),
    item: z.strictObject({ done: count, all: count, report: auditVerifySchema.nullable() }),
  },
} as const;
