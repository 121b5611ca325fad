// The manifest as it stands in its file, with every cap that a schema can state. Each schema's error is the half-sentence
// of what was expected; the sentence with place and finding is made in manifest-issues.ts. Descriptions reach the editor.
import { z } from 'zod';
import { ON_MISS } from './manifest.ts';

/** Caps on the file. The text's own is checked before it is read. */
export const MANIFEST_CAPS = {
  textLength: 1 << 20,
  /** Values and keys in the text, counted before any is kept. */
  values: 16_384,
  depth: 16,
  mounts: 64,
  args: 1024,
  env: 1024,
  /** One argument or value of a variable. */
  string: 32_768,
  envName: 1024,
  path: 4096,
  grant: 255,
  quantity: 32,
  diagnostics: 100,
} as const;

/** What is designed but comes later, by JSON pointer of the key or value. */
export const LATER: ReadonlyMap<string, string> = new Map([
  ['/network', 'network rights come later; until then nothing can be reached'],
  ['/hosts', 'network rights come later; until then nothing can be reached'],
  ['/limits/rates', 'limits on other rates come later; limits.hostCallRate is there now'],
]);

const plainText = z.string({ error: () => 'a string' });
const NO_NUL = /^[^\0]*$/;

function textUpTo(most: number, expected = `a string of at most ${most} characters without NUL`): z.ZodString {
  return z
    .string({ error: () => expected })
    .max(most, expected)
    .regex(NO_NUL, expected);
}

function numberFrom(least: number, most: number): z.ZodInt {
  const expected = `a whole number from ${least} to ${most}`;
  return z
    .int({ error: () => expected })
    .min(least, expected)
    .max(most, expected);
}

const SIZE = 'a size such as "64MiB"';
const DURATION = 'a duration such as "2s" or "150ms"';
// Letters stand in both cases, since flags of a pattern do not reach the JSON schema.
const size = z
  .string({ error: () => SIZE })
  .max(MANIFEST_CAPS.quantity, SIZE)
  .regex(/^\s*\d+(\.\d+)? ?([kKmMgG][iI]?)?[bB]?\s*$/, SIZE);
const duration = z
  .string({ error: () => DURATION })
  .max(MANIFEST_CAPS.quantity, DURATION)
  .regex(/^\s*\d+(\.\d+)? ?(ns|us|µs|ms|s|m|min|h)\s*$/, DURATION);

const GUEST_PATH = 'an absolute guest path in its normal form, such as "/data"';
const guestPath = z
  .string({ error: () => GUEST_PATH })
  .max(MANIFEST_CAPS.path, GUEST_PATH)
  .regex(/^(\/|(\/(?!\.{1,2}(\/|$))[^/\0]+)+)$/, GUEST_PATH)
  .describe('Where the guest sees the tree: absolute, without ".", ".." or a slash at the end.');

const RIGHTS = ['read', 'write', 'create'] as const;
const right = z.enum(RIGHTS, { error: () => '"read", "write" or "create"' });

const mount = z
  .strictObject(
    {
      guest: guestPath,
      grant: textUpTo(MANIFEST_CAPS.grant, `the name of a grant: 1 to ${MANIFEST_CAPS.grant} characters`)
        .min(1, `the name of a grant: 1 to ${MANIFEST_CAPS.grant} characters`)
        .describe('Name of a grant made outside the page: in a native dialog, or by --root and --dir.')
        .optional(),
      path: textUpTo(MANIFEST_CAPS.path, `a host path of 1 to ${MANIFEST_CAPS.path} characters`)
        .min(1, `a host path of 1 to ${MANIFEST_CAPS.path} characters`)
        .describe('Host path. It gives nothing until a grant made outside the page covers it.')
        .optional(),
      memory: z
        .literal(true, { error: () => 'true' })
        .describe('An empty tree in memory, gone with the run.')
        .optional(),
      rights: z
        .array(right, { error: () => 'a list of rights such as ["read"]' })
        .min(1, 'at least one of "read", "write" and "create"')
        .max(RIGHTS.length, 'each right once')
        .describe('read: see files and names. write: change files that are there. create: make, rename and remove names.'),
    },
    { error: () => 'a mount such as { "guest": "/data", "grant": "data", "rights": ["read"] }' },
  )
  .describe('One tree the guest is given. Exactly one of grant, path and memory says where it comes from.');

const CLOCK = '"real", { "resolution": "1ms" }, "frozen" or an instant such as "2026-01-01T00:00:00Z"';
const RANDOM = '"real" or { "seed": 1 }';
const MEMORY = 'a size such as "64MiB", or { "most": "64MiB", "onExceed": "stop" }';

const FUEL = 'a number of instructions such as 1000000000, or { "most": 1000000000, "counting": "coarse" }';

const fuelAmount = numberFrom(1, Number.MAX_SAFE_INTEGER);

const fuelBound = z.strictObject({
  most: fuelAmount.describe('Instructions in all.'),
  counting: z
    .enum(['exact', 'coarse'], { error: () => '"exact" or "coarse"' })
    .describe('exact: each instruction executed. coarse: whole loop bodies at their head, for less time.')
    .optional(),
});

const memoryBound = z.strictObject({
  most: size.describe('All linear memories together, 64KiB to 16GiB.'),
  onExceed: z
    .enum(['fail', 'stop'], { error: () => '"fail" or "stop"' })
    .describe('fail: memory.grow answers -1. stop: the run ends.')
    .optional(),
});

const clockText = z
  .string({ error: () => CLOCK })
  .max(MANIFEST_CAPS.quantity, CLOCK)
  .regex(/^(real|frozen|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z)$/, CLOCK);
const coarse = z.strictObject({
  resolution: duration.describe('A real clock that goes in steps of this, so that a guest cannot measure by it. 1us to 60s.'),
});
const seeded = z.strictObject({
  seed: numberFrom(0, Number.MAX_SAFE_INTEGER).describe('The same seed gives the same numbers.'),
});

const limits = z
  .strictObject(
    {
      wallTime: duration.describe('Longest run, from the first instruction; pauses do not count. At most 168h.').optional(),
      cpuTime: duration.describe('Processor time of the guest, waiting not counted. Left out: not counted.').optional(),
      fuel: z
        .union([fuelAmount, fuelBound], { error: () => FUEL })
        .describe('Instructions the guest may execute; a plain number counts exactly. Left out: not counted.')
        .optional(),
      memory: z
        .union([size, memoryBound], { error: () => MEMORY })
        .describe('Most memory, 64KiB to 16GiB; a plain size means onExceed "fail".')
        .optional(),
      collectedHeap: z
        .enum(['refuse', 'unbounded'], { error: () => '"refuse" or "unbounded"' })
        .describe('Whether modules with garbage-collected objects run: no limit counts what those hold.')
        .optional(),
      tableElements: numberFrom(0, 10_000_000).describe('Elements of all tables together.').optional(),
      stack: size
        .describe('Estimated stack, 64KiB to 5MiB. Left out: 5MiB where the run is recorded, else that of the engine.')
        .optional(),
      output: size.describe('Bytes the guest may write to stdout and stderr together, at most 64GiB.').optional(),
      input: size.describe('Bytes the guest may read from stdin and files together. Left out: not counted.').optional(),
      openFiles: numberFrom(0, 65_536).describe('Descriptors open at once, stdio and mounts not counted.').optional(),
      hostCalls: numberFrom(1, 1e12).describe('Host calls in all.').optional(),
      hostCallRate: numberFrom(1, 1e9)
        .describe('Host calls a second, as many at once as a second gives. Left out: not counted.')
        .optional(),
      sleep: duration.describe('Time the guest may wait in all. Left out: not counted.').optional(),
      denials: numberFrom(0, 100_000)
        .describe('Denials that differ in call, action or resource; the one past it ends the run.')
        .optional(),
    },
    { error: () => 'an object of limits' },
  )
  .describe('Where the guest is stopped. What is left out keeps its default.');

export const manifestFileSchema = z
  .strictObject(
    {
      $schema: plainText.max(2048, 'at most 2048 characters').describe('Address of this schema, for editors.').optional(),
      version: z.literal(1, { error: () => '1 (the only version there is)' }).describe('Version of the manifest format.'),
      args: z
        .array(textUpTo(MANIFEST_CAPS.string), { error: () => 'a list of strings' })
        .max(MANIFEST_CAPS.args, `at most ${MANIFEST_CAPS.args} arguments`)
        .describe("Arguments of the guest, without the program's name.")
        .optional(),
      env: z
        .record(
          z
            .string()
            .min(1)
            .max(MANIFEST_CAPS.envName)
            .regex(/^[^=\0]+$/),
          textUpTo(MANIFEST_CAPS.string),
          { error: () => 'an object of strings by name' },
        )
        .describe("The variables the guest sees, and no others. The host's own environment is never passed.")
        .optional(),
      mounts: z
        .array(mount, { error: () => 'a list of mounts' })
        .max(MANIFEST_CAPS.mounts, `at most ${MANIFEST_CAPS.mounts} mounts`)
        .describe('The file trees the guest is given. No mount may lie inside another.')
        .optional(),
      clock: z
        .union([clockText, coarse], { error: () => CLOCK })
        .describe(
          'real, real in steps of a resolution, frozen (at 2000-01-01T00:00:00Z), or the instant at which the clock stands still.',
        )
        .optional(),
      random: z
        .union([z.literal('real'), seeded], { error: () => RANDOM })
        .describe('Where random numbers come from.')
        .optional(),
      limits: limits.optional(),
      onMiss: z
        .enum(ON_MISS, { error: () => '"deny", "stop", "ask" or "audit"' })
        .describe(
          'What follows where no rule permits: deny, the call fails and the guest goes on; stop, the run ends; ask, a person says; audit, it is let through and marked, unless it makes or removes a name. ask and audit hold inside mounts alone.',
        )
        .optional(),
    },
    { error: () => 'an object such as { "version": 1 }' },
  )
  .describe('What a guest is given, and where it is stopped.');

export type ManifestFile = z.infer<typeof manifestFileSchema>;
export type MountInFile = NonNullable<ManifestFile['mounts']>[number];

/** The keys an object of the file may have, by its path; empty where any key is a name of the user's. */
export function manifestKeysAt(path: readonly PropertyKey[]): readonly string[] {
  const objects: Readonly<Record<string, z.ZodObject>> = {
    '': manifestFileSchema,
    mounts: mount,
    limits,
    'limits.memory': memoryBound,
    random: seeded,
  };
  const name = path.filter((step) => typeof step !== 'number').join('.');
  return Object.keys(objects[name]?.shape ?? {});
}
