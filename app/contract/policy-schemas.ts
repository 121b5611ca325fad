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

const namedSchema = z.strictObject({ text: z.string(), calls: count });

/** What a run named, guest text made visible; the most frequent first. */
export const policyValuesSchema = z.strictObject({ paths: z.array(namedSchema), calls: z.array(namedSchema) });

const verdictsSchema = z.strictObject({ allowed: count, denied: count });

/** Calls that ask for the same, decided by one rule of the policy. */
const judgedRequestSchema = z.strictObject({
  /** The first of them. */
  row: count,
  /** Nanoseconds after the start of the run. */
  time: count,
  call: z.string(),
  action: z.string(),
  family: familySchema,
  /** Empty where no file is asked for. */
  resource: z.string(),
  calls: count,
  rule: count,
});

export const whatIfSchema = z.strictObject({
  /** Calls of the run that asked the policy, as they were decided and as they would be. */
  before: verdictsSchema,
  after: verdictsSchema,
  /** By their first row; some hundred at most, of `changeCount`. */
  changes: z.array(judgedRequestSchema.extend({ to: z.enum(['allowed', 'denied']) })),
  changeCount: count,
  /** Denied before and after. */
  denied: z.array(judgedRequestSchema),
  deniedCount: count,
  /** Calls that each rule decided; those that decided none are left out. */
  hits: z.array(z.strictObject({ rule: count, calls: count })),
  /** What judging alone took. */
  milliseconds: count,
});

/** Rules that can never change a verdict. */
export const ruleReachSchema = z.strictObject({
  idle: z.array(
    z.strictObject({ rule: count, why: z.enum(['unmet', 'unmounted', 'covered', 'forbidden', 'moot']), by: count.nullable() }),
  ),
  /** False where there were too many kinds of requests to try all. */
  complete: z.boolean(),
});

const useSchema = z.strictObject({ calls: count, /** The first of them. */ row: count.nullable() });

/** What a module is granted, declares, reaches and used: a row for each action that a policy can speak of. */
export const capabilitiesSchema = z.strictObject({
  rows: z.array(
    z.strictObject({
      family: familySchema,
      action: z.string(),
      grantedBy: z.array(z.strictObject({ rule: count, text: z.string() })),
      /** Host functions. */
      declaredBy: z.array(z.strictObject({ name: z.string(), reach: z.enum(['reached', 'unreached', 'unknown']) })),
      /** The shortest to an import that declares it; null where none is reached. */
      path: z
        .strictObject({
          /** Name of an export; null for the start function. */
          from: z.string().nullable(),
          steps: z.array(z.strictObject({ name: z.string(), how: z.enum(['root', 'direct', 'reference']) })),
          /** Steps that were left out in the middle. */
          left: count,
        })
        .nullable(),
      used: useSchema,
      denied: useSchema,
      flag: z.enum(['denied-use', 'over-granted', 'dead-import', 'none']),
      /** Of `over-granted`. */
      because: z.enum(['undeclared', 'unreached', 'unused']).nullable(),
    }),
  ),
  /** False where the module was too long to be walked to its end. */
  complete: z.boolean(),
});

const evidenceSchema = z.strictObject({ calls: count, rows: z.array(count) });

export const suggestionSchema = z.strictObject({
  /** All of it. */
  manifest: z.string(),
  rules: z.string(),
  parts: z.array(
    z.strictObject({
      /** Pointer into that manifest, or the `@id` of a policy. */
      id: z.string(),
      text: z.string(),
      /** The policy's own text; empty for a mount. */
      rule: z.string(),
      /** Null for what no call asked for. */
      evidence: evidenceSchema.nullable(),
      exceptions: z.array(z.strictObject({ text: z.string(), evidence: evidenceSchema })),
    }),
  ),
  /** What is wider than it was asked to be. */
  notes: z.array(z.string()),
});

const differenceSchema = z.strictObject({
  action: z.string(),
  /** A request that shows it. */
  resource: z.string(),
  call: z.string(),
  allowedBy: z.string(),
  deniedBy: z.string(),
});

export const policyComparisonSchema = z.strictObject({
  /** Which of them has errors, so that nothing was compared. */
  faulty: z.array(z.enum(['before', 'after'])),
  onlyBefore: z.array(differenceSchema),
  onlyAfter: z.array(differenceSchema),
  /** Kinds of requests that were tried. */
  tried: count,
  complete: z.boolean(),
});
