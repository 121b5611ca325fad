// The shapes of the policy editor: what a policy is, what is wrong with it, what it would have done, and what is enough.
import { z } from 'zod';
import { familySchema } from './schemas.ts';

const count = z.number();

/** The two texts that are a module's policy: its manifest, and rules in Cedar beside it. */
export const policyTextsSchema = z.strictObject({
  manifest: z.string().max(1 << 20),
  rules: z.string().max(1 << 20),
});

export const findingSchema = z.strictObject({
  text: z.enum(['manifest', 'rules']),
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  /** UTF-16 units of the text from 0; null where it concerns all of it. */
  span: z.strictObject({ from: count, to: count, line: count, column: count }).nullable(),
});

export const policyRuleSchema = z.strictObject({
  id: count,
  effect: z.enum(['permit', 'forbid']),
  /** What it is called in its text; empty for a rule of the manifest. */
  name: z.string(),
  text: z.string(),
  family: familySchema.nullable(),
  from: z.enum(['manifest', 'rules']),
  /** JSON pointer into the manifest; empty for what every run has, and for rules in Cedar. */
  pointer: z.string(),
  /** In the rules' text, from 1; 0 for a rule of the manifest. */
  line: count,
  column: count,
});

export const policyCheckSchema = z.strictObject({
  findings: z.array(findingSchema),
  /** Of a policy without errors, by number; the last is rule 0. Else empty. */
  rules: z.array(policyRuleSchema),
  /** The manifest in Cedar; empty where it has faults. */
  cedar: z.string(),
});

/** What completion and hover know of the two languages. */
export const policyLanguageSchema = z.strictObject({
  /** JSON Schema of the manifest, as JSON text. */
  manifestSchema: z.string(),
  cedarSchema: z.string(),
  actions: z.array(z.strictObject({ name: z.string(), says: z.string(), isFile: z.boolean() })),
});

export const policyVersionSchema = z.strictObject({
  /** From 1, of this module. */
  number: count,
  /** Milliseconds since 1970. */
  keptAt: count,
  /** First 12 digits of the SHA-256 of both texts. */
  digest: z.string(),
  /** The number of the run that was started under it; null for one that was kept on purpose. */
  run: count.nullable(),
});
