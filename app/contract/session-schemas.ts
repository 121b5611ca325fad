// The shapes of what is read from whole recordings: two compared, the files of one, one descriptor followed. Names and
// paths are made visible by the services; `bytes` are raw guest bytes (see visibleLines before drawing).
import { z } from 'zod';
import { bytesSchema, runIdSchema } from './schemas.ts';

const count = z.number();

export const tagSchema = z.string().min(1).max(64);
export const MOST_TAGS = 32;
export const LONGEST_NOTE = 4096;

/** What is known of a run's session file beside the run's own summary. Tags and note are text of unknown origin, made visible. */
export const sessionSchema = z.strictObject({
  run: runIdSchema,
  /** Bytes on disk. */
  size: count,
  /** It was opened from a file: what stands in it is what its maker wrote. */
  isForeign: z.boolean(),
  tags: z.array(z.string()),
  note: z.string(),
});
export type Session = z.infer<typeof sessionSchema>;

export const sessionDetailsSchema = z.strictObject({
  engine: z.string(),
  /** SHA-256 in hexadecimal. */
  moduleDigest: z.string(),
  /** Of the file. */
  version: count,
  /** Made visible and cut at 64 KiB; null where an export left it out. */
  manifest: z.string().nullable(),
  /** The plan two levels deep, as `limits.memory` and its JSON; at most 200. Values of variables and host paths are not in it. */
  plan: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  /** False when its writer was killed: the calls up to then are there, how it ended is not. */
  isWhole: z.boolean(),
});

export const comparisonSummarySchema = z.strictObject({
  /** Module, manifest, plan, engine and outcome, as far as they differ; both sides in words, or empty. */
  headers: z.array(z.strictObject({ what: z.string(), a: z.string(), b: z.string() })),
  functions: z.array(
    z.strictObject({ name: z.string(), same: count, changed: count, gone: count, added: count, chance: count, slower: count }),
  ),
  /** Lines of the aligned list. */
  lines: count,
  /** Lines that differ in more than chance, and the first of them. */
  differences: count,
  firstDifference: count.nullable(),
  /** A shorter list of differences may exist. */
  approximated: z.boolean(),
  /** Only the first 4,194,304 calls of each were compared. */
  cut: z.boolean(),
});

export const writtenFileSchema = z.strictObject({
  path: z.string(),
  /** Names it had, the first one first. */
  names: z.array(z.string()),
  isGone: z.boolean(),
  size: count.nullable(),
  /** Where nothing was written, earlier content stands below this and zeros behind it; null: all of it stands. */
  earlierEnd: count.nullable(),
  bytesWritten: count,
  bytesKept: count,
  /** There is more than is told here. */
  more: z.boolean(),
  /**
   * Ranges: list (u8: 0 written, 1 appended at an end that is not known, 2 read before it was written over), offset and
   * length (f64), kept (f64): how many bytes of it stand in `bytes`, one range after the other. 0 kept: not in the recording.
   */
  table: bytesSchema,
  bytes: bytesSchema,
});

export const streamChoiceSchema = z.discriminatedUnion('kind', [
  /** The first open file of this number. */
  z.strictObject({ kind: z.literal('descriptor'), descriptor: z.number().int().min(0).max(0xffff_ffff) }),
  /** What this call opens or acts on. */
  z.strictObject({
    kind: z.literal('call'),
    row: z
      .number()
      .int()
      .min(0)
      .max(2 ** 40),
  }),
]);

export const descriptorStreamSchema = z.strictObject({
  name: z.string(),
  isStandard: z.boolean(),
  openedBy: count.nullable(),
  closedBy: count.nullable(),
  count,
  bytesRead: count,
  bytesWritten: count,
});
