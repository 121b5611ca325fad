// Tests of a policy as they stand in a file beside it (`*.policytest.json`): requests, each with the verdict that is expected.
import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import { z } from 'zod';
import type { Checked, Diagnostic } from '../base/diagnostic.ts';
import { isNormalGuestPath } from '../base/guest-path.ts';
import { cutMiddle, visibleText } from '../base/visible-text.ts';
import { ASKED_ACTIONS } from '../policy/cedar/cedar-schema.ts';
import { parseJsonTree, type JsonTree } from '../policy/json-tree.ts';
import { asksPath, type Action } from '../policy/request.ts';

export interface PolicyTest {
  readonly name: string;
  readonly action: Action;
  /** A guest path for `fs.*`, else empty. */
  readonly resource: string;
  /** Empty for none in particular. */
  readonly call: string;
  readonly expect: 'allow' | 'deny';
  /** The rule that must have decided: its `@id`, `manifest-8`, its place in the manifest (`/mounts/0`), or `default`. */
  readonly rule: string | undefined;
}

export interface PolicyTestFile {
  /** Name of the manifest's file; undefined for the empty one. */
  readonly manifest: string | undefined;
  /** Names of policy texts' files. */
  readonly rules: readonly string[];
  readonly tests: readonly PolicyTest[];
}

const CAPS = { textLength: 1 << 20, values: 65_536, depth: 8 };
const MOST_TESTS = 4096;
const MOST_DIAGNOSTICS = 100;

function textOf(most: number, expected: string): z.ZodString {
  return z.string({ error: () => expected }).max(most, expected);
}

const testSchema = z.strictObject(
  {
    name: textOf(200, 'a sentence of at most 200 characters')
      .min(1, 'a sentence that says what is tested')
      .describe('What is tested.'),
    action: z.enum(ASKED_ACTIONS, { error: () => `one of ${ASKED_ACTIONS.join(', ')}` }).describe('What the guest asks to do.'),
    resource: textOf(4096, 'a guest path such as "/data/a.txt"').describe('For fs.*: what it is asked about.').optional(),
    call: textOf(100, 'the name of a host function such as "path_open"')
      .describe('The host function by which it asks; none in particular where it is left out.')
      .optional(),
    expect: z.enum(['allow', 'deny'], { error: () => '"allow" or "deny"' }).describe('The verdict.'),
    rule: textOf(200, 'the @id of a rule')
      .describe('What must have decided: an @id, manifest-8, a place such as /mounts/0, or default.')
      .optional(),
  },
  { error: () => 'a test such as { "name": "…", "action": "fs.read", "resource": "/data/a", "expect": "allow" }' },
);

const fileSchema = z.strictObject(
  {
    $schema: textOf(2048, 'an address').optional(),
    version: z.literal(1, { error: () => '1 (the only version there is)' }),
    manifest: textOf(4096, 'the name of a manifest beside this file').optional(),
    rules: z
      .array(textOf(4096, 'the name of a policy text beside this file'), { error: () => 'a list of names' })
      .max(64)
      .optional(),
    tests: z
      .array(testSchema, { error: () => 'a list of tests' })
      .min(1, 'at least one test')
      .max(MOST_TESTS, `at most ${MOST_TESTS} tests`),
  },
  { error: () => 'an object such as { "version": 1, "tests": [] }' },
);

/** JSON Schema (draft 2020-12) of such a file, for editors. */
export function policyTestJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(fileSchema, { target: 'draft-2020-12', io: 'input' });
  return { ...schema, title: 'Tests of a policy for a WebAssembly guest', allowComments: true, allowTrailingCommas: true };
}

/** What is wrong with the text is told with line and column. */
export function parsePolicyTests(text: string): Checked<PolicyTestFile> {
  const parsed = parseJsonTree(text, CAPS);
  if (!parsed.ok) return parsed;
  const { root } = parsed.value;
  const read = fileSchema.safeParse(getNodeValue(root));
  if (!read.success)
    return { ok: false, diagnostics: read.error.issues.slice(0, MOST_DIAGNOSTICS).flatMap((one) => faults(one, parsed.value)) };
  const { manifest, rules = [], tests } = read.data;
  const odd = tests.flatMap((test, index) => oddResource(test, ['tests', index, 'resource'], parsed.value));
  if (odd.length > 0) return { ok: false, diagnostics: odd.slice(0, MOST_DIAGNOSTICS) };
  return {
    ok: true,
    value: {
      manifest,
      rules,
      tests: tests.map(({ resource = '', call = '', rule, ...rest }) => ({ ...rest, resource, call, rule })),
    },
  };
}

function oddResource(
  { action, resource = '' }: { readonly action: Action; readonly resource?: string | undefined },
  path: readonly PropertyKey[],
  tree: JsonTree,
): Diagnostic[] {
  if (asksPath(action) ? isNormalGuestPath(resource) : resource === '') return [];
  const expected = asksPath(action) ? 'an absolute guest path in its normal form' : `none, since ${action} is asked of no path,`;
  return [placed('value', `resource is "${shown(resource)}"; ${expected} was expected`, path, tree)];
}

function faults(issue: z.core.$ZodIssue, tree: JsonTree): Diagnostic[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => placed('unknown-key', `unknown key "${shown(key)}"`, [...issue.path, key], tree));
  }
  const name = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return [
    placed('value', `${name === '' ? 'the file' : name.replace(/^\./, '')}: ${issue.message} was expected`, issue.path, tree),
  ];
}

/** At the value or, where it is missing, at what it is missing from. */
function placed(code: string, message: string, path: readonly PropertyKey[], { root, placeAt }: JsonTree): Diagnostic {
  const steps = path.map((step) => (typeof step === 'number' ? step : String(step)));
  let node: Node | undefined;
  for (let length = steps.length; node === undefined && length >= 0; length--)
    node = findNodeAtLocation(root, steps.slice(0, length));
  return { code, message, place: placeAt(node?.offset ?? 0) };
}

function shown(text: string): string {
  return visibleText(cutMiddle(text, 60));
}
