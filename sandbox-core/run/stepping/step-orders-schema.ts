// Orders of a stepper as they come over the contract, checked, conditions included.
import { z } from 'zod';
import { QUERY_CAPS } from '../../query/parse.ts';
import type { QueryFault } from '../../query/fault.ts';
import { callCondition } from './call-condition.ts';
import type { StepOrders } from './step-orders.ts';

export const MOST_BREAKPOINTS = 100;

const where = z.string().max(QUERY_CAPS.characters);
const phase = z.enum(['before', 'after']);

const goalSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('run') }),
  z.strictObject({ kind: z.literal('call'), phase }),
  z.strictObject({ kind: z.literal('row'), row: z.number().int().min(0) }),
  z.strictObject({ kind: z.literal('until'), where }),
]);

const writeSchema = z.strictObject({
  pointer: z.number().int().min(0).max(0xffff_ffff),
  bytes: z
    .string()
    .regex(/^(?:[0-9a-f]{2})*$/)
    .max(2 << 16),
});

const verdictSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('go') }),
  z.strictObject({
    kind: z.literal('answer'),
    errno: z.number().int().min(0).max(76),
    writes: z.array(writeSchema).max(64).readonly(),
  }),
  z.strictObject({ kind: z.literal('deny') }),
  z.strictObject({
    kind: z.literal('arguments'),
    values: z
      .array(z.string().regex(/^-?\d{1,20}$/))
      .max(10)
      .readonly(),
  }),
]);

export const stepOrdersSchema = z.strictObject({
  breakpoints: z
    .array(z.strictObject({ where, phase, skip: z.number().int().min(0).max(1e12) }))
    .max(MOST_BREAKPOINTS)
    .readonly(),
  goal: goalSchema,
  verdict: verdictSchema,
}) satisfies z.ZodType<StepOrders>;

/** The first condition that the filter language does not take, with its text. */
export function faultyCondition(orders: StepOrders): { readonly where: string; readonly fault: QueryFault } | undefined {
  const { breakpoints, goal } = orders;
  const all = [...breakpoints.map((breakpoint) => breakpoint.where), ...(goal.kind === 'until' ? [goal.where] : [])];
  for (const text of all) {
    const read = callCondition(text);
    if (!read.ok) return { where: text, fault: read.fault };
  }
  return undefined;
}
