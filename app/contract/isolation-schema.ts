// The isolation report as it crosses to the page: what stands around a guest, and what a child that tries to get out found.
import { z } from 'zod';

export const isolationLayerSchema = z.strictObject({
  layer: z.string(),
  /** `not-held`: guests are started with it, and it held nothing when it was tried. */
  state: z.enum(['untried', 'held', 'not-held', 'absent', 'switched-off']),
  /** What it is there to stop, in a few words. */
  stops: z.string(),
  /** What it does, or why it does not. */
  says: z.string(),
  /** What a person can do about it; empty where there is nothing to do. */
  advice: z.string(),
});
export type IsolationLayer = z.infer<typeof isolationLayerSchema>;

export const isolationStatusSchema = z.strictObject({
  /** `testing` where a test runs just now, also when an earlier one has answered. */
  state: z.enum(['untried', 'testing', 'tested', 'failed']),
  /** What guest processes are in this host, in a sentence. */
  guests: z.string(),
  layers: z.array(isolationLayerSchema),
  /** What the child tried; empty before the first answer. `by` names the layers that held it by themselves. */
  attempts: z.array(z.strictObject({ attempt: z.string(), held: z.boolean(), by: z.array(z.string()), code: z.string() })),
  /** Nothing got out that this system has a layer against, and guests can run. */
  holds: z.boolean(),
  /** Milliseconds since 1970 of the last answer; null before it. */
  testedAt: z.number().nullable(),
  /** Why the last test gave no answer; empty where it did. */
  failure: z.string(),
});
export type IsolationStatus = z.infer<typeof isolationStatusSchema>;
