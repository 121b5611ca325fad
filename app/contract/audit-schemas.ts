// The audit log as it crosses to the page: entries of a page, how many there are over time, and what verifying found. Text of
// unknown origin is made visible by the service.
import { z } from 'zod';
import { bytesSchema, runIdSchema } from './schemas.ts';

const count = z.number();

/** The lanes in which entries are drawn, in their order. */
export const auditLaneSchema = z.enum(['runs', 'grants', 'denials', 'limits', 'people']);
export type AuditLane = z.infer<typeof auditLaneSchema>;

const milliseconds = z
  .number()
  .int()
  .min(0)
  .max(2 ** 53 - 1);

/** What is left out does not narrow the entries. Times are milliseconds since 1970: not before, and before. */
export const auditFilterSchema = z.strictObject({
  lanes: z.array(auditLaneSchema).max(5).optional(),
  run: runIdSchema.optional(),
  from: milliseconds.optional(),
  to: milliseconds.optional(),
});

export const auditRowSchema = z.strictObject({
  /** Place in the log, from 1. */
  seq: count,
  time: count,
  lane: auditLaneSchema,
  run: z.string().nullable(),
  /** Who saw it; null, as `kind`, for a row that holds no entry any more. */
  source: z.enum(['engine-observed', 'guest-reported']).nullable(),
  kind: z.enum(['run-started', 'run-ended', 'decision', 'limit', 'person', 'refused']).nullable(),
  sentence: z.string(),
  /** How many equal ones it stands for. */
  count,
  /** Every field, what is nested as JSON; each cut at 1,000 characters. */
  fields: z.array(z.strictObject({ name: z.string(), value: z.string() })),
});
export type AuditRow = z.infer<typeof auditRowSchema>;

export const auditPageSchema = z.strictObject({ matching: count, rows: z.array(auditRowSchema) });

export const auditVerifySchema = z.strictObject({
  entries: count,
  /** Entries up to the last checkpoint that was verified. */
  signed: count,
  checkpoints: count,
  findings: z.array(z.strictObject({ tampering: z.string(), seq: count.nullable(), message: z.string() })),
  /** Milliseconds since 1970. */
  at: count,
});
export type AuditVerify = z.infer<typeof auditVerifySchema>;

export const auditOverviewSchema = z.strictObject({
  entries: count,
  /** Of the first and the last entry; 0 in an empty log. */
  from: count,
  to: count,
  /** Row-major: bucket × 5 lanes. */
  counts: z.array(count),
  /** What was found when it was verified last; null before. Its first finding with a place is the first broken entry. */
  verified: auditVerifySchema.nullable(),
});

export const auditExportSchema = z.strictObject({ bytes: bytesSchema });
export const auditFormSchema = z.enum(['jsonl', 'chain', 'html', 'ocsf', 'otlp', 'csv']);
export type AuditForm = z.infer<typeof auditFormSchema>;
