// The least policy under which recorded runs would have gone as they went: a manifest, and where that is too coarse, policies
// in Cedar that forbid the rest of what it gives. Each part comes with the calls that needed it.
import { ASKED_ACTIONS } from '../policy/cedar/cedar-schema.ts';
import { cedarString } from '../policy/cedar-string.ts';
import { FROZEN_AT } from '../policy/manifest-from-file.ts';
import type { Manifest } from '../policy/manifest.ts';
import { asksPath, type Action } from '../policy/request.ts';
import { RIGHT_ACTIONS } from '../policy/rules.ts';
import type { DistinctRequests } from './distinct-requests.ts';
import { selectorsText, selectPaths, type PathSelector, type SuggestionLevel } from './path-selectors.ts';
import { policyNeeds, type Evidence, type PolicyNeeds } from './policy-needs.ts';
import type { RecordedPlan } from './recorded-policy.ts';
import { suggestedMounts, type SuggestedMount } from './suggested-mounts.ts';

export interface SuggestionSource {
  /** With all rows taken in. */
  readonly requests: DistinctRequests;
  readonly plan: RecordedPlan;
}

export interface SuggestionOptions {
  readonly level: SuggestionLevel;
  /** Also what was denied; left out of the policy otherwise. */
  readonly withDenied: boolean;
}

/** A part of the policy and why it is there. Texts name guest paths, escaped. */
export interface SuggestedRule {
  /** Pointer into the manifest (`/mounts/0`), or the `@id` of a policy. */
  readonly id: string;
  readonly text: string;
  /** Nothing for a policy that forbids what no call asked for. */
  readonly evidence: Evidence | undefined;
  /** What the policy leaves out of what it forbids, each with its calls. */
  readonly exceptions: readonly { readonly text: string; readonly evidence: Evidence }[];
}

export interface Suggestion {
  readonly manifest: Manifest;
  /** Empty where the manifest says all. */
  readonly cedarText: string;
  readonly rules: readonly SuggestedRule[];
  /** What is wider than it was asked to be, as sentences. */
  readonly notes: readonly string[];
}

/** At least one source. What they do not agree in (arguments, limits) is as in the first. */
export function suggestPolicy(sources: readonly SuggestionSource[], { level, withDenied }: SuggestionOptions): Suggestion {
  const needs = policyNeeds(
    sources.map(({ requests }) => requests),
    withDenied,
  );
  const mounts = suggestedMounts(
    needs,
    sources.flatMap(({ plan }) => plan.mounts),
  );
  const narrowings = mounts.flatMap((mount, index) => narrowingsOf(mount, index, level));
  const unused = unusedOf(needs);
  const policies = [...narrowings.map(({ policy }) => policy), ...(unused === undefined ? [] : [unused.policy])];
  return {
    manifest: manifestOf(sources, needs, mounts),
    cedarText: policies.join('\n'),
    rules: [...mounts.map(mountRule), ...narrowings.map(({ rule }) => rule), ...(unused === undefined ? [] : [unused.rule])],
    notes: mounts.flatMap((mount) => notesOf(mount, level)),
  };
}

function manifestOf(sources: readonly SuggestionSource[], { plain }: PolicyNeeds, mounts: readonly SuggestedMount[]): Manifest {
  const plans = sources.map(({ plan }) => plan);
  const [first] = plans;
  if (first === undefined) throw new RangeError('a policy is suggested from one recording or more');
  const usesClock = plain.has('clock.read') || plain.has('clock.wait');
  return {
    args: plain.has('args.read') ? first.args : [],
    env: plain.has('env.read') ? [...new Map(plans.flatMap(({ env }) => env))] : [],
    mounts: mounts.map(({ entry }) => entry),
    clock: usesClock ? first.clock : { kind: 'frozen', at: FROZEN_AT },
    random: plain.has('random.read') ? first.random : { kind: 'seeded', seed: 1 },
    limits: first.limits,
    onMiss: first.onMiss,
  };
}

function mountRule({ entry, evidence }: SuggestedMount, index: number): SuggestedRule {
  const text = `${cedarString(entry.guest)} mounted with ${entry.rights.join(', ')}`;
  return { id: `/mounts/${index}`, text, evidence, exceptions: [] };
}

interface Narrowing {
  readonly policy: string;
  readonly rule: SuggestedRule;
}

/** One for all actions that the mount gives and that are narrowed alike; none where the whole mount is meant. */
function narrowingsOf({ entry, needs }: SuggestedMount, index: number, level: SuggestionLevel): Narrowing[] {
  if (level === 'directory') return [];
  const alike = new Map<string, { actions: Action[]; selectors: readonly PathSelector[]; level: SuggestionLevel }>();
  for (const action of entry.rights.flatMap((right) => RIGHT_ACTIONS[right])) {
    const selected = selectPaths(needs.get(action) ?? new Map(), level, action === 'fs.list');
    if (selected.level === 'directory' || selected.selectors.some((one) => one.kind === 'tree' && one.directory === entry.guest))
      continue;
    const condition = selectorsText(selected.selectors);
    const group = alike.get(condition) ?? { actions: [], ...selected };
    group.actions.push(action);
    alike.set(condition, group);
  }
  return [...alike].map(([condition, { actions, selectors }], number) => {
    const id = `only-${index}-${number}`;
    const scope = `resource in Dir::${cedarString(entry.guest)}`;
    return {
      policy: policyText(id, actions, scope, condition, commentOf(selectors)),
      rule: ruleOf(id, actions, cedarString(entry.guest), selectors),
    };
  });
}

function notesOf({ entry, needs }: SuggestedMount, level: SuggestionLevel): string[] {
  return [...needs].flatMap(([action, paths]) => {
    const got = selectPaths(paths, level, action === 'fs.list').level;
    if (got === level) return [];
    const where = cedarString(entry.guest);
    return [`${paths.size} paths for ${action} under ${where} are too many to be listed: ${got} instead of ${level}`];
  });
}

function policyText(id: string, actions: readonly Action[], scope: string, condition: string, comment: string): string {
  const names = actions.map((action) => `Action::"${action}"`);
  const clause = names.length === 1 ? `action == ${names[0]}` : `action in [${names.join(', ')}]`;
  const unless = condition === '' ? '' : `\nunless {\n  ${condition}\n}`;
  return `// ${comment}\n@id("${id}")\nforbid (\n  principal,\n  ${clause},\n  ${scope}\n)${unless};\n`;
}

function commentOf(selectors: readonly PathSelector[]): string {
  if (selectors.length === 0) return 'No call asked for it.';
  const calls = selectors.reduce((sum, { evidence }) => sum + evidence.calls, 0);
  return `Needed for ${calls} calls.`;
}

function ruleOf(id: string, actions: readonly Action[], guest: string, selectors: readonly PathSelector[]): SuggestedRule {
  const exceptions = selectors.map((one) => ({ text: selectorWords(one), evidence: one.evidence }));
  const rest = exceptions.length === 0 ? '' : ', but for what follows';
  return { id, text: `${actions.join(', ')} forbidden under ${guest}${rest}`, evidence: undefined, exceptions };
}

function selectorWords(selector: PathSelector): string {
  switch (selector.kind) {
    case 'file':
      return cedarString(selector.path);
    case 'tree':
      return `all under ${cedarString(selector.directory)}`;
    case 'ending':
      return `names ending in ${cedarString(selector.ending)} under ${cedarString(selector.directory)}`;
  }
}

/** What every manifest permits and no run asked for. */
function unusedOf({ plain }: PolicyNeeds): Narrowing | undefined {
  const unused = ASKED_ACTIONS.filter((action) => !asksPath(action) && !NEVER_PERMITTED.has(action) && !plain.has(action));
  if (unused.length === 0) return undefined;
  return {
    policy: policyText('unused', unused, 'resource', '', 'No call asked for any of these.'),
    rule: { id: 'unused', text: `${unused.join(', ')} forbidden`, evidence: undefined, exceptions: [] },
  };
}

const NEVER_PERMITTED: ReadonlySet<Action> = new Set(['process.signal', 'net.listen', 'net.transfer']);
