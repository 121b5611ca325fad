// The shapes that cross between page and engine, one schema each. What is guest text is already made visible
// (control, bidirectional and zero-width characters escaped) by the services, and still is only ever drawn as text.
import { z } from 'zod';

// Without this zod tries `new Function` once, which the page's content security policy reports as a violation.
z.config({ jitless: true });

export const familySchema = z.enum(['files', 'time', 'random', 'env', 'network', 'stdio', 'process']);
export const outcomeNameSchema = z.enum(['ok', 'denied', 'error', 'ended']);

/** Whether a run stands before or after a call. */
export const phaseSchema = z.enum(['before', 'after']);

export const moduleIdSchema = z.string().regex(/^[0-9a-f]{64}$/);
export const runIdSchema = z.string().regex(/^r[0-9a-z]{12}$/);
export const bytesSchema = z.instanceof(Uint8Array);

export const diagnosticSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  place: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('byte'), offset: z.number() }),
    z.strictObject({ kind: z.literal('text'), line: z.number(), column: z.number() }),
    z.strictObject({ kind: z.literal('whole') }),
  ]),
});

export const limitUseSchema = z.strictObject({ limit: z.string(), used: z.number(), most: z.number() });

export const frameSchema = z.strictObject({
  functionIndex: z.number(),
  name: z.string(),
  offset: z.number(),
  /** Where the compiler told it; the file as it wrote it, made visible. */
  source: z.strictObject({ file: z.string(), line: z.number(), column: z.number() }).optional(),
});
export type Frame = z.infer<typeof frameSchema>;

export const endingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('returned') }),
  z.strictObject({ kind: z.literal('exited'), code: z.number() }),
  z.strictObject({
    kind: z.literal('trapped'),
    trap: z.strictObject({ kind: z.string(), message: z.string(), stack: z.array(frameSchema) }),
  }),
  z.strictObject({ kind: z.literal('denied'), call: z.string(), resource: z.string(), rule: z.number() }),
  z.strictObject({ kind: z.literal('limit'), limit: z.string() }),
  z.strictObject({ kind: z.literal('stopped') }),
  z.strictObject({ kind: z.literal('refused'), message: z.string() }),
  z.strictObject({ kind: z.literal('crashed'), reason: z.string(), signal: z.string().nullable() }),
]);

/** State of one run, live or kept. Times in nanoseconds, memory in bytes. */
export const runSummarySchema = z.strictObject({
  id: runIdSchema,
  /** Number of the run in this workspace, from 1. */
  number: z.number(),
  module: moduleIdSchema,
  moduleName: z.string(),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  /** `frozen` stands still as asked, `held` at a call that a person wanted to see, `asking` at one that a person has to allow; the clocks stand still with all of them. */
  state: z.enum(['starting', 'running', 'frozen', 'held', 'asking', 'ended']),
  /** Where it stands while it is held: the how-manieth stop it is, and the call. */
  held: z.strictObject({ stop: z.number(), row: z.number(), phase: phaseSchema, name: z.string() }).nullable(),
  /** What it asks while it is asking: the how-manieth question it is, and the call. */
  asking: z.strictObject({ number: z.number(), row: z.number(), name: z.string() }).nullable(),
  /** What becomes of what no rule permits. */
  misses: z.enum(['denied', 'asked', 'let-through']),
  ending: endingSchema.nullable(),
  /** The ending in one sentence, with the why of it. Null while it runs. */
  sentence: z.string().nullable(),
  wall: z.number(),
  calls: z.number(),
  denials: z.number(),
  errors: z.number(),
  memory: z.number(),
  limits: z.array(limitUseSchema),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const moduleSummarySchema = z.strictObject({
  id: moduleIdSchema,
  name: z.string(),
  size: z.number(),
  kind: z.enum(['command', 'reactor', 'library', 'component', 'refused']),
  /** Families of the host functions it imports. */
  wants: z.array(familySchema),
  /** `module.name` of the imports nobody offers, at most 100. */
  unknownImports: z.array(z.string()),
  /** Why it was refused; empty when it was admitted. */
  diagnostics: z.array(diagnosticSchema),
  /** Id of the sample it is, else null. */
  sample: z.string().nullable(),
  lastRun: runSummarySchema.nullable(),
});
export type ModuleSummary = z.infer<typeof moduleSummarySchema>;

export const moduleDetailsSchema = z.strictObject({
  summary: moduleSummarySchema,
  sections: z.array(
    z.strictObject({ kind: z.string(), name: z.string(), offset: z.number(), size: z.number(), entries: z.number().nullable() }),
  ),
  imports: z.array(z.strictObject({ module: z.string(), name: z.string(), type: z.string(), family: familySchema.nullable() })),
  exports: z.array(z.strictObject({ name: z.string(), type: z.string() })),
  memories: z.array(
    z.strictObject({ minimum: z.number(), maximum: z.number().nullable(), imported: z.boolean(), text: z.string() }),
  ),
  functions: z.number(),
  importedFunctions: z.number(),
  producers: z.array(z.strictObject({ field: z.string(), value: z.string() })),
  /** Whether any list here was cut at 10,000 entries. */
  cut: z.boolean(),
});
export type ModuleDetails = z.infer<typeof moduleDetailsSchema>;

export const sampleSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** What it does, in a few words: `reaches for /etc`. */
  says: z.string(),
});

export const grantSchema = z.strictObject({ name: z.string(), writable: z.boolean() });

export const appInfoSchema = z.strictObject({
  version: z.string(),
  host: z.enum(['electron', 'browser']),
  engine: z.string(),
  samples: z.array(sampleSchema),
  grants: z.array(grantSchema),
  /** Isolation layers by name with whether each is on in this host, and why not where it is off. */
  isolation: z.array(z.strictObject({ layer: z.string(), on: z.boolean(), says: z.string() })),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

/** One host call in full. */
export const callDetailsSchema = z.strictObject({
  row: z.number(),
  name: z.string(),
  family: familySchema,
  outcome: outcomeNameSchema,
  /** Nanoseconds since the run's start; the wall-clock instant is the run's start plus this. */
  time: z.number(),
  /** Nanoseconds; 0 where it was not measured. */
  duration: z.number(),
  result: z.string(),
  why: z.strictObject({ sentence: z.string(), rule: z.number(), ruleText: z.string(), pointer: z.string() }),
  arguments: z.array(z.strictObject({ name: z.string(), value: z.string(), note: z.string() })),
  /** What a person or a fault schedule changed about it, in words. */
  edits: z.array(z.strictObject({ by: z.enum(['person', 'schedule']), what: z.string() })),
  bytes: z.array(
    z.strictObject({
      kind: z.enum(['read', 'wrote', 'stdout', 'stderr', 'secret', 'sent']),
      pointer: z.number(),
      length: z.number(),
      data: bytesSchema,
    }),
  ),
  memoryPages: z.number(),
});
export type CallDetails = z.infer<typeof callDetailsSchema>;
