// The shape of a fault schedule's file, each key with what it means; docs/fault-schedules.md tells it in words.
import { z } from 'zod';

const MOST_RULES = 1000;

const count = z.number().int().min(1).max(1e12);

export const faultInFileSchema = z
  .strictObject({
    where: z
      .string()
      .max(4096)
      .optional()
      .describe('Which calls are meant, in the filter language, of a call before it is performed; left out: every call.'),
    nth: count.optional().describe('The first call hit among those meant, from 1. 1 where left out.'),
    every: count.optional().describe('From then on each so-many-th. Left out: that one alone.'),
    times: count.optional().describe('Calls hit at most. Left out: no end.'),
    fail: z.string().optional().describe('The errno that the guest gets in place of the call, such as ENOSPC.'),
    cut: z
      .union([
        z.literal('half'),
        z
          .number()
          .int()
          .min(0)
          .max(2 ** 32),
      ])
      .optional()
      .describe('How many bytes a read or write moves at most; "half" of what was asked for, one at least.'),
    deny: z.literal(true).optional().describe('The call is denied, as if no rule permitted it.'),
    clock: z.string().optional().describe("How far the guest's clocks jump forward at the call, such as 1h or 500ms."),
  })
  .refine(({ fail, cut, deny, clock }) => [fail, cut, deny, clock].filter((one) => one !== undefined).length === 1, {
    message: 'one of fail, cut, deny and clock was expected',
  });

export const faultsFileSchema = z.strictObject({
  version: z.literal(1).describe('Of the format.'),
  faults: z.array(faultInFileSchema).max(MOST_RULES).describe('The first one that hits a call decides what becomes of it.'),
});
