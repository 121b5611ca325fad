// Everything a page can ask of the engine: each command with its input and output, each stream with its input and item.
// The one list; `serve` and `connect` are typed from it, and nothing else crosses.
import { z } from 'zod';
import {
  auditExportSchema,
  auditFilterSchema,
  auditFormSchema,
  auditOverviewSchema,
  auditPageSchema,
  auditVerifySchema,
} from './audit-schemas.ts';
import { auditCommands, auditStreams } from './audit-timeline-schemas.ts';
import { isolationStatusSchema } from './isolation-schema.ts';
import {
  capabilitiesSchema,
  policyCheckSchema,
  policyLanguageSchema,
  policyTextsSchema,
  policyVersionSchema,
  policyComparisonSchema,
  policyValuesSchema,
  ruleReachSchema,
  suggestionSchema,
  whatIfSchema,
} from './policy-schemas.ts';
import {
  appInfoSchema,
  bytesSchema,
  callDetailsSchema,
  diagnosticSchema,
  moduleDetailsSchema,
  moduleIdSchema,
  moduleSummarySchema,
  runIdSchema,
  runSummarySchema,
} from './schemas.ts';
import {
  comparisonSummarySchema,
  descriptorStreamSchema,
  LONGEST_NOTE,
  MOST_TAGS,
  sessionDetailsSchema,
  sessionSchema,
  streamChoiceSchema,
  tagSchema,
  writtenFileSchema,
} from './session-schemas.ts';
import { lookCommands, lookStreams } from './look-schemas.ts';
import { sessionFileCommands, sessionFileStreams } from './session-file-schemas.ts';
import { missAnswerSchema, questionSchema } from './question-schema.ts';
import { heldCallSchema, stepOrdersSchema } from './step-orders.ts';

const nothing = z.strictObject({});
const row = z
  .number()
  .int()
  .min(0)
  .max(2 ** 40);
const instant = z
  .number()
  .min(0)
  .max(2 ** 62);
/** Nanoseconds since the run's start, both included. */
const spanSchema = z.strictObject({ from: instant, to: instant });
const filterText = z.string().max(4096);
const policyText = policyTextsSchema.shape.manifest;
const twoRuns = { a: runIdSchema, b: runIdSchema };
/** First rows of the runs of like calls that are unfolded. */
const foldSchema = z.array(row).max(1000);
const marksSchema = z.strictObject({ marks: z.array(z.strictObject({ row, time: z.number(), text: z.string() })) });
/** A file's name as the browser gives it: no folder, no path. */
const fileName = z.string().min(1).max(255);

export const commands = {
  'app.info': { input: nothing, output: appInfoSchema },

  /** What stands around a guest in this host, as known by now. */
  'isolation.get': { input: nothing, output: isolationStatusSchema },
  /** Lets a child try to get out, or waits for the test under way: some seconds. */
  'isolation.test': { input: nothing, output: isolationStatusSchema },

  'modules.list': { input: nothing, output: z.strictObject({ modules: z.array(moduleSummarySchema) }) },
  /** Takes .wasm bytes or .wat text. A module that is refused is listed all the same, with its diagnostics. */
  'modules.open': {
    input: z.strictObject({ name: fileName, bytes: bytesSchema }),
    output: z.strictObject({ module: moduleSummarySchema }),
  },
  'modules.open-sample': {
    input: z.strictObject({ sample: z.string().max(64) }),
    output: z.strictObject({ module: moduleSummarySchema }),
  },
  'modules.details': { input: z.strictObject({ module: moduleIdSchema }), output: moduleDetailsSchema },
  /** At most 4 KiB of the module's bytes, for the hex view around a diagnostic. */
  'modules.bytes': {
    input: z.strictObject({ module: moduleIdSchema, offset: row, length: z.number().int().min(0).max(4096) }),
    output: z.strictObject({ bytes: bytesSchema }),
  },
  'modules.remove': { input: z.strictObject({ module: moduleIdSchema }), output: nothing },

  /** The policy a module runs under: its manifest and the rules in Cedar beside it, kept by the engine for this module. */
  'manifests.get': {
    input: z.strictObject({ module: moduleIdSchema }),
    output: z.strictObject({ text: z.string(), rules: z.string(), diagnostics: z.array(diagnosticSchema) }),
  },
  /** Keeps the texts, faulty or not (a run with a faulty policy is refused), and says what is wrong with the manifest. Rules left out stay as they are. */
  'manifests.set': {
    input: z.strictObject({ module: moduleIdSchema, text: policyText, rules: policyText.optional() }),
    output: z.strictObject({ diagnostics: z.array(diagnosticSchema) }),
  },
  /** Judges texts without keeping them. */
  'policy.check': { input: policyTextsSchema, output: policyCheckSchema },
  'policy.language': { input: nothing, output: policyLanguageSchema },
  /** Paths and host functions that a run named. */
  'policy.values': { input: z.strictObject({ run: runIdSchema }), output: policyValuesSchema },
  /** What a policy would have decided about the calls of a run; null for one with errors. See `policy.gathering`. */
  'policy.what-if': {
    input: z.strictObject({ run: runIdSchema, ...policyTextsSchema.shape }),
    output: z.strictObject({ result: whatIfSchema.nullable() }),
  },
  /** Granted, declared, reachable, and used by the run where one is given; null for a policy with errors. */
  'policy.capabilities': {
    input: z.strictObject({ module: moduleIdSchema, run: runIdSchema.optional(), ...policyTextsSchema.shape }),
    output: z.strictObject({ result: capabilitiesSchema.nullable() }),
  },
  'policy.reach': { input: policyTextsSchema, output: ruleReachSchema },
  /** The least policy under which a run would have gone as it went; `withDenied`: with what it was denied. */
  'policy.suggest': {
    input: z.strictObject({
      run: runIdSchema,
      level: z.enum(['exact', 'endings', 'folders', 'directory']),
      withDenied: z.boolean(),
    }),
    output: suggestionSchema,
  },
  /** What one policy lets through that the other does not, each with a request that shows it. */
  'policy.compare': {
    input: z.strictObject({ before: policyTextsSchema, after: policyTextsSchema }),
    output: policyComparisonSchema,
  },
  /** Versions that were kept on purpose or run, newest first; at most `most`, then the oldest go. */
  'policy.versions': {
    input: z.strictObject({ module: moduleIdSchema }),
    output: z.strictObject({
      versions: z.array(policyVersionSchema),
      most: z.number(),
      /** Whether they are there when the app is started again. */
      lasts: z.boolean(),
    }),
  },
  /** Keeps what the module's policy is now as a version, unless the newest is the same. */
  'policy.keep': {
    input: z.strictObject({ module: moduleIdSchema }),
    output: z.strictObject({ version: policyVersionSchema }),
  },
  'policy.version': {
    input: z.strictObject({ module: moduleIdSchema, number: z.number().int().min(1) }),
    output: policyTextsSchema,
  },

  'runs.list': { input: nothing, output: z.strictObject({ runs: z.array(runSummarySchema) }) },
  'runs.start': {
    input: z.strictObject({
      module: moduleIdSchema,
      stdin: bytesSchema,
      /** The first orders of a run that a person may step through; null, or left out, for none. */
      stepping: stepOrdersSchema.nullable().optional(),
      /** That it can be frozen while it only computes, which counts its fuel and so costs time. */
      observable: z.boolean().optional(),
    }),
    output: z.strictObject({ run: runSummarySchema }),
  },
  /**
   * What a person who steps wants next. `stop` is the stop that the verdict is meant for, 0 where the run goes on: CONFLICT
   * where it stands elsewhere by now, or cannot be stepped through. A frozen run goes on.
   */
  'runs.order': {
    input: z.strictObject({ run: runIdSchema, stop: z.number().int().min(0), orders: stepOrdersSchema }),
    output: z.strictObject({ run: runSummarySchema }),
  },
  /** Asks a run to stand still; its state is `frozen` once it does. Nothing happens where it is held or has ended. */
  'runs.freeze': { input: z.strictObject({ run: runIdSchema }), output: z.strictObject({ run: runSummarySchema }) },
  'runs.thaw': { input: z.strictObject({ run: runIdSchema }), output: z.strictObject({ run: runSummarySchema }) },
  /** The call at which the run stands; null where it does not. */
  'runs.held': { input: z.strictObject({ run: runIdSchema }), output: z.strictObject({ held: heldCallSchema.nullable() }) },
  /** What the run waits to be allowed; null where it does not. */
  'runs.question': {
    input: z.strictObject({ run: runIdSchema }),
    output: z.strictObject({ question: questionSchema.nullable() }),
  },
  /**
   * The first answer counts: CONFLICT for any other. `call`: this call alone; `run`: the same in the rest of the run; `always`: as `run`,
   * said by who changes the policy besides; `deny`.
   */
  'runs.answer': {
    input: z.strictObject({ run: runIdSchema, number: z.number().int().min(1), answer: missAnswerSchema }),
    output: z.strictObject({ run: runSummarySchema }),
  },
  /** Returns when the guest has stopped. */
  'runs.stop': { input: z.strictObject({ run: runIdSchema }), output: z.strictObject({ run: runSummarySchema }) },

  /**
   * Lines `from … from+count` of the list of calls that match; `shown` is how many lines it has. A line is a call; with `fold`
   * it is a call or a run of like calls, but for the runs that `fold` names by their first row. `table` holds the columns row
   * (u32), time, duration (f64, ns), family, outcome (u8, by index), rule (u16), edited (u8, 1 where the call was changed on
   * purpose), memory (u32, pages), bytes (f64), computed (f64, instructions since the call before, -1 where not counted), the texts
   * name, arguments, result, and of the run a line belongs to alike (u32, calls the line stands for or opens), head, last (u32,
   * rows), least, most (f64, ns), until (f64, ns, its end); see table.ts.
   */
  'trace.rows': {
    input: z.strictObject({
      run: runIdSchema,
      where: filterText,
      from: row,
      count: z.number().int().min(0).max(1000),
      fold: foldSchema.optional(),
    }),
    output: z.strictObject({ matching: z.number(), all: z.number(), shown: z.number(), table: bytesSchema }),
  },
  /** The line on which a call stands in that list; null where it does not match. */
  'trace.place': {
    input: z.strictObject({ run: runIdSchema, where: filterText, fold: foldSchema.optional(), row }),
    output: z.strictObject({ place: row.nullable() }),
  },
  'trace.call': { input: z.strictObject({ run: runIdSchema, row }), output: callDetailsSchema },
  /** The nearest row after (or before) `from` that was denied or failed, and its place among the rows that match. */
  'trace.next-failure': {
    input: z.strictObject({
      run: runIdSchema,
      where: filterText,
      from: z
        .number()
        .int()
        .min(-1)
        .max(2 ** 40),
      backwards: z.boolean(),
    }),
    output: z.strictObject({ row: row.nullable(), place: row.nullable() }),
  },
  /** How a filter that is being typed reads: what is wrong with it and where, and what can come at the cursor. Places count from 0. */
  'trace.complete': {
    input: z.strictObject({ run: runIdSchema, text: filterText, cursor: z.number().int().min(0).max(4096) }),
    output: z.strictObject({
      fault: z.strictObject({ message: z.string(), from: z.number(), to: z.number() }).nullable(),
      /** What an item takes the place of. */
      from: z.number(),
      to: z.number(),
      items: z.array(z.strictObject({ text: z.string(), help: z.string(), count: z.number().nullable() })),
    }),
  },
  /** For a filter that nothing matches: the filter most likely meant, and how many rows match that. */
  'trace.suggest': {
    input: z.strictObject({ run: runIdSchema, where: filterText }),
    output: z.strictObject({ meant: z.strictObject({ where: z.string(), matching: z.number() }).nullable() }),
  },
  /** Where rows match: those of rows `from … to` (at most 1,000), and at most 1,000 marks evenly over the run. */
  'trace.matches': {
    input: z.strictObject({ run: runIdSchema, where: filterText, from: row, to: row }),
    output: z.strictObject({
      matching: z.number(),
      rows: z.array(row),
      marks: z.array(z.strictObject({ row, time: z.number() })),
    }),
  },
  /** The nearest row after (or before) `from` that matches, and its place among all that do. */
  'trace.next-match': {
    input: z.strictObject({
      run: runIdSchema,
      where: filterText,
      from: z
        .number()
        .int()
        .min(-1)
        .max(2 ** 40),
      backwards: z.boolean(),
    }),
    output: z.strictObject({ row: row.nullable(), place: row.nullable(), matching: z.number() }),
  },
  /**
   * The run, or a span of it, in `buckets` equal slices of time: calls by family (row-major, bucket × 7, u32), largest memory
   * (pages, u32), instructions until its last call (0 without a call; none at all where they were not counted), and what failed. `end` is that of the whole run, `span` what the slices cover.
   */
  'trace.overview': {
    input: z.strictObject({ run: runIdSchema, buckets: z.number().int().min(1).max(4096), span: spanSchema.optional() }),
    output: z.strictObject({
      end: z.number(),
      span: spanSchema,
      calls: z.array(z.number()),
      memory: z.array(z.number()),
      fuel: z.array(z.number()),
      marks: z.array(z.strictObject({ row, time: z.number(), outcome: z.enum(['denied', 'error', 'ended']) })),
      totals: z.array(z.number()),
    }),
  },
  /** What people marked in a run, by row, at most 1,000. */
  'marks.list': { input: z.strictObject({ run: runIdSchema }), output: marksSchema },
  /** Marks a call with a note, which may be empty. Answers all marks. */
  'marks.set': { input: z.strictObject({ run: runIdSchema, row, text: z.string().max(2000) }), output: marksSchema },
  /** Takes the mark off a call. Answers those that are left. */
  'marks.remove': { input: z.strictObject({ run: runIdSchema, row }), output: marksSchema },
  /** What the calls that began within a span come to. */
  'trace.range': {
    input: z.strictObject({ run: runIdSchema, span: spanSchema }),
    output: z.strictObject({ calls: z.number(), denials: z.number(), errors: z.number(), bytes: z.number() }),
  },

  /** The session files of the runs in `runs.list`; past `most` runs the oldest are removed. */
  'sessions.list': { input: nothing, output: z.strictObject({ sessions: z.array(sessionSchema), most: z.number() }) },
  'sessions.details': { input: z.strictObject({ run: runIdSchema }), output: sessionDetailsSchema },
  /** Puts these tags and this note in place of what is in the file of an ended run; marks at calls stay. */
  'sessions.annotate': {
    input: z.strictObject({ run: runIdSchema, tags: z.array(tagSchema).max(MOST_TAGS), note: z.string().max(LONGEST_NOTE) }),
    output: z.strictObject({ session: sessionSchema }),
  },
  /** Removes an ended run and its file, for good. */
  'sessions.remove': { input: z.strictObject({ run: runIdSchema }), output: nothing },

  /** Entries of the audit log that match, newest first. */
  'audit.page': {
    input: z.strictObject({ filter: auditFilterSchema, skip: row, count: z.number().int().min(0).max(500) }),
    output: auditPageSchema,
  },
  /** How many entries of each lane there are in so many equal slices of the log's time, and what verifying found last. */
  'audit.overview': { input: z.strictObject({ buckets: z.number().int().min(1).max(4096) }), output: auditOverviewSchema },
  /** Reads the whole log against its chain, its tree and every checkpoint that is known. */
  'audit.verify': { input: nothing, output: auditVerifySchema },
  ...auditCommands,
  ...lookCommands,
  ...sessionFileCommands,

  /** Two kept runs held against each other; what both hold when it is asked. Answers when the work is done, see `compare.progress`. */
  'compare.summary': { input: z.strictObject(twoRuns), output: comparisonSummarySchema },
  /**
   * Lines `from … from+count` of the aligned list. Columns: kind (u8: 0 same, 1 gone, 2 added), rowA, rowB (f64, -1 where
   * there is none), changes (u8, bits: 1 result, 2 errno, 4 decision, 8 got, 16 gave, 32 slower, 64 chance, 128 arguments),
   * durationA, durationB (f64, ns) and the texts name, argumentsA, argumentsB, resultA, resultB.
   */
  'compare.rows': {
    input: z.strictObject({ ...twoRuns, from: row, count: z.number().int().min(0).max(500) }),
    output: z.strictObject({ lines: z.number(), table: bytesSchema }),
  },
  /** The nearest line after (or before) `from` that differs in more than chance. */
  'compare.next-difference': {
    input: z.strictObject({
      ...twoRuns,
      from: z
        .number()
        .int()
        .min(-1)
        .max(2 ** 40),
      backwards: z.boolean(),
    }),
    output: z.strictObject({ line: row.nullable() }),
  },
  /**
   * Files a run touched, `from … from+count` in the order in which it first named them (at most 10,000; `cut`: there were
   * more). Columns: read, written (f64, bytes), first, last (f64, rows), errors, denials (f64), isWritten (u8), and the texts
   * path, calls.
   */
  'rebuilt.files': {
    input: z.strictObject({ run: runIdSchema, from: row, count: z.number().int().min(0).max(1000) }),
    output: z.strictObject({ all: z.number(), cut: z.boolean(), table: bytesSchema }),
  },
  /** What the run wrote into the file at this place of that list; null where it wrote nothing. At most 1 MiB of bytes. */
  'rebuilt.file': {
    input: z.strictObject({ run: runIdSchema, file: row }),
    output: z.strictObject({ file: writtenFileSchema.nullable() }),
  },
  /**
   * One open file followed: reads and writes `from … from+count`. Columns: row, time (f64, ns), direction (u8: 0 read by the
   * guest, 1 written), offset (f64, -1 where it is not known), length, kept (f64): bytes of it in `bytes`, at most 16 KiB each.
   */
  'rebuilt.stream': {
    input: z.strictObject({ run: runIdSchema, choice: streamChoiceSchema, from: row, count: z.number().int().min(0).max(256) }),
    output: z.strictObject({ stream: descriptorStreamSchema.nullable(), table: bytesSchema, bytes: bytesSchema }),
  },
} as const;

export const streams = {
  /** How far a comparison is; does its work, and ends when it is done. At most ten items a second. */
  'compare.progress': { input: z.strictObject(twoRuns), item: z.strictObject({ done: z.number(), all: z.number() }) },
  /** The audit log, or its entries that match `where`, in a form that other programs read: its UTF-8 bytes in order. */
  'audit.export': {
    input: z.strictObject({ as: auditFormSchema, filter: auditFilterSchema, where: filterText.optional() }),
    item: auditExportSchema,
  },
  ...auditStreams,
  ...lookStreams,
  ...sessionFileStreams,
  /** How far gathering what a run asked of its policy is; does that work, and ends when it is done. */
  'policy.gathering': {
    input: z.strictObject({ run: runIdSchema }),
    item: z.strictObject({ done: z.number(), all: z.number() }),
  },
  /** Which lists have changed and want to be asked for again; at most ten items a second. */
  'app.changes': { input: nothing, item: z.strictObject({ modules: z.boolean(), runs: z.boolean(), grants: z.boolean() }) },
  /** The run's summary at once and after each change, at most ten a second; ends with the run. */
  'runs.watch': { input: z.strictObject({ run: runIdSchema }), item: runSummarySchema },
  /** The run's output from its first byte, in order; ends with the run. Raw guest bytes: see visibleLines before drawing. */
  'runs.output': {
    input: z.strictObject({ run: runIdSchema }),
    item: z.strictObject({ from: z.enum(['stdout', 'stderr']), bytes: bytesSchema }),
  },
} as const;

export type CommandName = keyof typeof commands;
export type StreamName = keyof typeof streams;
export type CommandInput<Name extends CommandName> = z.infer<(typeof commands)[Name]['input']>;
export type CommandOutput<Name extends CommandName> = z.infer<(typeof commands)[Name]['output']>;
export type StreamInput<Name extends StreamName> = z.infer<(typeof streams)[Name]['input']>;
export type StreamItem<Name extends StreamName> = z.infer<(typeof streams)[Name]['item']>;
