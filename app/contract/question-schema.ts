// A call that waits until a person allows it, as the page shows it: what the engine knows, with guest text made visible and cut.
import { z } from 'zod';
import { frameSchema } from './schemas.ts';

export const questionSchema = z.strictObject({
  /** Which question of the run it is, from 1: the answer names it. */
  number: z.number(),
  row: z.number(),
  /** The host function. */
  call: z.string(),
  /** What has to be allowed. */
  requests: z.array(
    z.strictObject({
      action: z.string(),
      /** In a few words: `writing`. */
      doing: z.string(),
      resource: z.string(),
      /** Why no rule permits it, in a sentence. */
      why: z.string(),
    }),
  ),
  /** Where the paths lie. `source`: `memory`, or what the folder was granted as. */
  mount: z.strictObject({ guest: z.string(), source: z.string() }),
  /** The guest's frames, innermost first, by its own word. */
  stack: z.array(frameSchema),
  /** Milliseconds since 1970, by the engine's clock, and how long it waits for its answer. */
  askedAt: z.number(),
  now: z.number(),
  waits: z.number(),
  /** What the policy would have to say more; null where it cannot be said. `permits`: all that it would permit, in words. */
  always: z
    .strictObject({
      /** Place of the mount in the manifest, its guest path, and the rights it would have. */
      mount: z.number(),
      guest: z.string(),
      rights: z.array(z.string()),
      permits: z.string(),
    })
    .nullable(),
});
export type MissQuestion = z.infer<typeof questionSchema>;

export const missAnswerSchema = z.enum(['call', 'run', 'always', 'deny']);
export type MissAnswer = z.infer<typeof missAnswerSchema>;
