// What a policy that is being edited would mean: for the calls of a run, beside another policy, and what would be enough. All
// of it is worked out by the engine's own functions; here guest text is made visible, and lists are cut.
import {
  ACTION_FAMILY,
  comparePolicies,
  cutMiddle,
  effectivePolicy,
  formatManifest,
  recordedPlan,
  recordedRules,
  ruleReach,
  suggestPolicy,
  traceRowsAt,
  visibleText,
  whatIf,
  type Difference,
  type DistinctRequest,
  type EffectivePolicy,
  type Evidence,
  type Platform,
  type Recording,
  type RuleId,
  type SuggestedRule,
} from '../../sandbox-core/index.ts';
import type { CommandInput, CommandOutput } from '../contract/contract.ts';
import type { PolicyTexts } from './policy-store.ts';
import type { Policies } from './policies.ts';
import type { RecordedRequests } from './recorded-requests.ts';

export interface PolicyAnswersOptions {
  readonly platform: Pick<Platform, 'clock'>;
  readonly policies: Policies;
  readonly recorded: RecordedRequests;
}

type WhatIfForPage = NonNullable<CommandOutput<'policy.what-if'>['result']>;
type Judged = WhatIfForPage['denied'][number];

const MOST_LISTED = 200;
const LONGEST_TEXT = 300;
/** Comparing and reach are asked for while others wait for the engine: a fraction of a second at most. */
const MOST_STATES = 20_000;

export class PolicyAnswers {
  readonly #options: PolicyAnswersOptions;

  constructor(options: PolicyAnswersOptions) {
    this.#options = options;
  }

  async whatIf({ run, ...texts }: CommandInput<'policy.what-if'>, abort: AbortSignal): Promise<CommandOutput<'policy.what-if'>> {
    const policy = await this.#effective(texts);
    const { recording, requests } = await this.#options.recorded.gathered(run, abort);
    if (policy === undefined) return { result: null };
    const { clock } = this.#options.platform;
    const startedAt = clock.monotonic();
    const { before, after, changes, hits } = whatIf(requests, effectivePolicy(recordedRules(recording.header)), policy);
    const milliseconds = Number(clock.monotonic() - startedAt) / 1e6;
    const changed = new Set(changes.map(({ request }) => request));
    const denied = requests.requests.filter((request) => request.denied && !changed.has(request));
    const shown = changes.slice(0, MOST_LISTED);
    const judged = judgedRequests(recording, [
      ...shown.map(({ request, rule }) => ({ request, rule })),
      ...denied.slice(0, MOST_LISTED).map((request) => ({ request, rule: request.rule })),
    ]);
    return {
      result: {
        before: { ...before },
        after: { ...after },
        changes: shown.flatMap(({ to }, place) => (judged[place] === undefined ? [] : [{ ...judged[place], to }])),
        changeCount: changes.length,
        denied: judged.slice(shown.length),
        deniedCount: denied.length,
        hits: [...hits].map(([rule, calls]) => ({ rule, calls })),
        milliseconds,
      },
    };
  }

  async reach(texts: PolicyTexts): Promise<CommandOutput<'policy.reach'>> {
    const policy = await this.#effective(texts);
    if (policy === undefined) return { idle: [], complete: false };
    const { idle, complete } = ruleReach(policy, MOST_STATES);
    return { idle: idle.map(({ rule, why, by }) => ({ rule, why, by: by ?? null })), complete };
  }

  async suggest(
    { run, level, withDenied }: CommandInput<'policy.suggest'>,
    abort: AbortSignal,
  ): Promise<CommandOutput<'policy.suggest'>> {
    const { recording, requests } = await this.#options.recorded.gathered(run, abort);
    const source = { requests, plan: recordedPlan(recording.header) };
    const { manifest, cedarText, rules, notes } = suggestPolicy([source], { level, withDenied });
    const policies = policiesIn(cedarText);
    const mounts = rules.length - policies.length;
    return {
      manifest: formatManifest(manifest),
      rules: cedarText,
      parts: rules.map((rule, place) => partForPage(rule, policies[place - mounts] ?? '')),
      notes: [...notes],
    };
  }

  async compare({ before, after }: CommandInput<'policy.compare'>): Promise<CommandOutput<'policy.compare'>> {
    const [one, other] = await Promise.all([this.#effective(before), this.#effective(after)]);
    if (one === undefined || other === undefined) {
      const faulty = [one === undefined ? (['before'] as const) : [], other === undefined ? (['after'] as const) : []].flat();
      return { faulty, onlyBefore: [], onlyAfter: [], tried: 0, complete: false };
    }
    const { onlyFirst, onlySecond, tried, complete } = comparePolicies(one, other, MOST_STATES);
    return {
      faulty: [],
      onlyBefore: onlyFirst.slice(0, MOST_LISTED).map((difference) => differenceForPage(difference, one, other)),
      onlyAfter: onlySecond.slice(0, MOST_LISTED).map((difference) => differenceForPage(difference, other, one)),
      tried,
      complete,
    };
  }

  /** Undefined for a policy with errors. */
  async #effective(texts: PolicyTexts): Promise<EffectivePolicy | undefined> {
    const { rules } = await this.#options.policies.read(texts);
    return rules && effectivePolicy(rules);
  }
}

function judgedRequests(
  recording: Recording,
  judged: readonly { readonly request: DistinctRequest; readonly rule: RuleId }[],
): Judged[] {
  const { time } = traceRowsAt(
    recording,
    judged.map(({ request }) => request.firstRow),
  );
  return judged.flatMap(({ request, rule }, place) => {
    const { call, calls, firstRow, parts } = request;
    const [first] = parts;
    if (first === undefined) return [];
    const { action, resource } = first;
    const family = ACTION_FAMILY[action];
    return [{ row: firstRow, time: time[place] ?? 0, call: shown(call), action, family, resource: shown(resource), calls, rule }];
  });
}

/** The policies of a suggestion, which begin with a comment each. */
function policiesIn(cedarText: string): string[] {
  return cedarText === '' ? [] : cedarText.split(/\n(?=\/\/ )/).map((text) => text.trimEnd());
}

function partForPage(
  { id, text, evidence, exceptions }: SuggestedRule,
  rule: string,
): CommandOutput<'policy.suggest'>['parts'][number] {
  return {
    id,
    text: shown(text),
    rule,
    evidence: evidence === undefined ? null : evidenceForPage(evidence),
    exceptions: exceptions.map((one) => ({ text: shown(one.text), evidence: evidenceForPage(one.evidence) })),
  };
}

function evidenceForPage({ calls, first }: Evidence): { calls: number; rows: number[] } {
  return { calls, rows: first.map(({ row }) => row) };
}

function differenceForPage(
  { action, witness, allowedBy, deniedBy }: Difference,
  allowing: EffectivePolicy,
  denying: EffectivePolicy,
): CommandOutput<'policy.compare'>['onlyAfter'][number] {
  const { resource, call = '' } = witness;
  return {
    action,
    resource: shown(resource),
    call: shown(call),
    allowedBy: wordsOf(allowing, allowedBy),
    deniedBy: wordsOf(denying, deniedBy),
  };
}

function wordsOf({ rules }: EffectivePolicy, id: RuleId): string {
  return rules.find((rule) => rule.id === id)?.text ?? 'what no rule permits is denied';
}

function shown(text: string): string {
  return cutMiddle(visibleText(text), LONGEST_TEXT);
}
