// A past moment of a run, seen through a replay: a part of the guest's memory, who wrote it, and the guest's stack.
import { z } from 'zod';
import { bytesSchema, frameSchema, phaseSchema, runIdSchema } from './schemas.ts';

/** Bytes told at once. */
export const MOST_LOOK = 4096;

const whole = z.number().int().min(0);

export const lookCommands = {
  /**
   * Memory 0 as it was before or after call `row`, from `address` on. Replays the run up to there, which takes as long as the guest
   * computed; going on from there is quick. REFUSED where it cannot be replayed, with the reason; CONFLICT while it goes on.
   */
  'trace.look': {
    input: z.strictObject({
      run: runIdSchema,
      row: whole.max(2 ** 40),
      phase: phaseSchema,
      address: whole.max(Number.MAX_SAFE_INTEGER),
      length: whole.min(1).max(MOST_LOOK),
    }),
    output: z.strictObject({
      /** Where the guest stands: the next moment where it does not come by the one asked for. */
      row: z.number(),
      phase: phaseSchema,
      /** Size of the memory; 0 where there is none. */
      memoryBytes: z.number(),
      bytes: bytesSchema,
      /** Innermost first. */
      stack: z.array(frameSchema),
      /** By address: the last host call that wrote these bytes. What none is told of the guest wrote itself, or began with. */
      writes: z.array(z.strictObject({ from: z.number(), to: z.number(), row: z.number(), name: z.string() })),
      /** False where calls further back were not looked at for it. */
      complete: z.boolean(),
    }),
  },
} as const;

export const lookStreams = {
  /** How far the replay for a look of this run is, of the run's calls; until it is taken back. */
  'trace.looking': {
    input: z.strictObject({ run: runIdSchema }),
    item: z.strictObject({ done: z.number(), all: z.number() }),
  },
} as const;
