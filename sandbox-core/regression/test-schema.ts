// The file of a regression test, test.json, with every cap that a schema can state. Each schema's error is the half-sentence of
// what was expected; descriptions reach the editor. What is not named under `expect` is not checked.
import { z } from 'zod';
import { LIMIT_NAMES } from '../limits/limits.ts';
import { TRAP_KINDS } from '../run/outcome.ts';

/** Caps on the text, before it is read. */
export const TEST_CAPS = { textLength: 1 << 20, values: 1000, depth: 8 } as const;

/** Longest output that stands in test.json as text; longer output stands there as its digest. */
export const MOST_OUTPUT_TEXT = 4096;

const FILE = 'the name of a file in the folder of the test, such as "module.wasm"';
const file = z
  .string({ error: () => FILE })
  .max(100, FILE)
  // No slash: what a test names lies in its folder. No dot at the start either.
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, FILE);

const DIGEST = 'a SHA-256 digest of 64 lower-case hexadecimal digits';
const digest = z.string({ error: () => DIGEST }).regex(/^[0-9a-f]{64}$/, DIGEST);
const COUNT = 'a whole number from 0 to 9007199254740991';
const count = z
  .int({ error: () => COUNT })
  .min(0, COUNT)
  .max(Number.MAX_SAFE_INTEGER, COUNT);

const OUTCOME = 'how the guest ends, such as { "kind": "exited", "code": 0 } or { "kind": "returned" }';
const outcome = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('returned') }),
      z.strictObject({ kind: z.literal('exited'), code: count.describe('As given to proc_exit.') }),
      z.strictObject({ kind: z.literal('trapped'), trap: z.enum(TRAP_KINDS, { error: () => 'a kind of trap' }) }),
      z.strictObject({ kind: z.literal('limit'), limit: z.enum(LIMIT_NAMES, { error: () => 'the name of a limit' }) }),
      z.strictObject({ kind: z.literal('denied') }),
      z.strictObject({ kind: z.literal('stopped') }),
      z.strictObject({ kind: z.literal('crashed') }),
    ],
    { error: () => OUTCOME },
  )
  .describe('How the guest ends.');

const STREAM = 'a string, or { "bytes": 31, "sha256": "…" }';
const stream = z.union(
  [
    z
      .string({ error: () => STREAM })
      .max(TEST_CAPS.textLength, STREAM)
      .describe('All of it, as text.'),
    z.strictObject({ bytes: count, sha256: digest }).describe('All of it, by length and digest.'),
  ],
  { error: () => STREAM },
);

const yes = (what: string): z.ZodExactOptional<z.ZodBoolean> =>
  z
    .boolean({ error: () => 'true or false' })
    .describe(what)
    .exactOptional();

const expectations = z
  .strictObject(
    {
      outcome: outcome.exactOptional(),
      stdout: stream.describe('What the guest writes to standard output.').exactOptional(),
      stderr: stream.describe('What the guest writes to standard error.').exactOptional(),
      calls: yes(
        'replay: every host call is the recorded one; to the bit where the module is the recorded one, by meaning for another build. live: the same functions with the same results, in the same order.',
      ),
      verdicts: yes('What the policy decided in the recording, it decides under the manifest of the test.'),
      fuel: z
        .strictObject({ least: count, most: count }, { error: () => 'bounds such as { "least": 950, "most": 1050 }' })
        .describe('Instructions executed, from least to most.')
        .exactOptional(),
    },
    { error: () => 'an object of expectations' },
  )
  .describe('What is checked; what is left out, or false, is not.');

export const testFileSchema = z
  .strictObject(
    {
      $schema: z.string().max(2048).describe('Address of this schema, for editors.').exactOptional(),
      version: z.literal(1, { error: () => '1 (the only version there is)' }).describe('Version of this format.'),
      mode: z
        .enum(['replay', 'live'], { error: () => '"replay" or "live"' })
        .describe(
          'replay: the recording answers the host calls, no host is touched. live: the module runs anew under the manifest, which may mount trees in memory only.',
        ),
      module: z
        .strictObject(
          {
            file: file.describe('Module under test; another build may be put in its place.'),
            name: z.string().max(1024).describe('What the guest sees as its own name (live).'),
            digest: digest.describe('SHA-256 of the recorded build.'),
          },
          { error: () => 'an object with file, name and digest' },
        )
        .describe('The module under test.'),
      recording: file.describe('The recording, a session file.'),
      manifest: file.describe('The manifest, under which verdicts are judged and a live test runs.'),
      stdin: file.describe('What a live test gives on standard input.').exactOptional(),
      expect: expectations,
    },
    { error: () => 'an object such as { "version": 1 }' },
  )
  .describe('A regression test made from a recorded run.');

export type TestFile = z.infer<typeof testFileSchema>;
export type Expectations = TestFile['expect'];
export type ExpectedOutcome = NonNullable<Expectations['outcome']>;
export type ExpectedStream = NonNullable<Expectations['stdout']>;

/** The schema as JSON Schema 2020-12. */
export function testJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(testFileSchema, { target: 'draft-2020-12', io: 'input' });
  return { ...schema, title: 'Regression test of a WebAssembly guest', allowComments: true, allowTrailingCommas: true };
}
