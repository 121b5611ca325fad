// Session files that come from elsewhere and go elsewhere, piece by piece: a page has neither paths nor room for them.
import { z } from 'zod';
import { bytesSchema, runIdSchema, runSummarySchema } from './schemas.ts';

/** Bytes of one piece, either way. */
export const MOST_PIECE = 4 << 20;

const madeFile = z.strictObject({
  /** How much of the making is done, 0 to 1; the pieces come after that. */
  share: z.number(),
  /** The next piece; empty while it is made. */
  bytes: bytesSchema,
  /** What whoever keeps or shares the file should know, a sentence each: with the last item. */
  remarks: z.array(z.string()),
});

export const sessionFileCommands = {
  /**
   * A session file, piece by piece: the first under 0, the others under the number that was answered. With the last
   * one it is read in a jailed process, then held against its chain of hashes, and listed as a run. REFUSED for a file that is no
   * whole recording, with the reason; NOT_FOUND for a number whose pieces stopped coming.
   */
  'sessions.bring': {
    input: z.strictObject({ file: z.number().int().min(0), bytes: bytesSchema, last: z.boolean() }),
    output: z.strictObject({ file: z.number(), run: runSummarySchema.nullable() }),
  },
} as const;

export const sessionFileStreams = {
  /** A copy of a run's file for somebody else. REFUSED while the run goes on. */
  'sessions.copy': {
    input: z.strictObject({
      run: runIdSchema,
      /** Left out of each call, with a commitment in its place: `secret` are values of variables and standard input. */
      leaveOut: z.array(z.enum(['arguments', 'data', 'secret'])).max(3),
      /** Whether manifest, values of variables and paths of the host go along. */
      privateTexts: z.boolean(),
      module: z.boolean(),
      notes: z.boolean(),
    }),
    item: madeFile,
  },
  /** The folder of a regression test that `wasm-sandbox test` runs, as a zip. REFUSED for a run of which none can be made. */
  'sessions.to-test': {
    input: z.strictObject({
      run: runIdSchema,
      /** Of the test's folder, `NAME.sandboxtest`. */
      name: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/),
      mode: z.enum(['replay', 'live']),
      secrets: z.boolean(),
    }),
    item: madeFile,
  },
} as const;
