// Orders of a person who steps through a run, as the page sends them, and the call at which a run stands, as it is told.
// What a condition says is judged by the engine; its shape and size are judged here.
import { z } from 'zod';
import { callDetailsSchema, frameSchema, phaseSchema } from './schemas.ts';

const where = z.string().max(4096);

const goalSchema = z.discriminatedUnion('kind', [
  /** To the next breakpoint. */
  z.strictObject({ kind: z.literal('run') }),
  z.strictObject({ kind: z.literal('call'), phase: phaseSchema }),
  z.strictObject({
    kind: z.literal('row'),
    row: z
      .number()
      .int()
      .min(0)
      .max(2 ** 40),
  }),
  z.strictObject({ kind: z.literal('until'), where }),
]);

/** Bytes in hexadecimal, small letters. */
const writeSchema = z.strictObject({
  pointer: z.number().int().min(0).max(0xffff_ffff),
  bytes: z
    .string()
    .max(2 << 16)
    .regex(/^(?:[0-9a-f]{2})*$/),
});

const verdictSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('go') }),
  z.strictObject({ kind: z.literal('answer'), errno: z.number().int().min(0).max(76), writes: z.array(writeSchema).max(64) }),
  z.strictObject({ kind: z.literal('deny') }),
  /** One for each parameter, 64 bits in decimal. */
  z.strictObject({ kind: z.literal('arguments'), values: z.array(z.string().regex(/^-?\d{1,20}$/)).max(10) }),
]);

/** All of it at once, each time anything changes. */
export const stepOrdersSchema = z.strictObject({
  breakpoints: z.array(z.strictObject({ where, phase: phaseSchema, skip: z.number().int().min(0).max(1e12) })).max(100),
  goal: goalSchema,
  verdict: verdictSchema,
});
export type StepOrders = z.infer<typeof stepOrdersSchema>;
export type StepVerdict = z.infer<typeof verdictSchema>;

/** The call at which a run stands, with all that is known of it so far. */
export const heldCallSchema = z.strictObject({
  /** Which stop of the run it is, from 1: orders name it. */
  stop: z.number(),
  phase: phaseSchema,
  /** Outcome, result and bytes as they stand: before the call they say what the policy decided, and no more. */
  call: callDetailsSchema,
  /** The raw arguments in decimal, without sign, with their names and what they are. */
  parameters: z.array(
    z.strictObject({
      name: z.string(),
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
      value: z.string(),
      bits: z.union([z.literal(32), z.literal(64)]),
    }),
  ),
  /** Innermost first, at most 64. */
  stack: z.array(frameSchema),
  /** Why the last verdict could not be carried out; empty where it could. */
  fault: z.string(),
  /** Names of the errnos that it can be answered with, by number. */
  errnos: z.array(z.string()),
});
export type HeldCall = z.infer<typeof heldCallSchema>;
