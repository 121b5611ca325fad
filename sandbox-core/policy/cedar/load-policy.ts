// A manifest and Cedar texts beside it → the rules of a run. Cedar parses and validates the texts, our table judges; before
// a policy is taken, both judge a sample of requests, and one answer that differs refuses it (THREATS 99).
import type { RuleId } from '../../base/ids.ts';
import { cutMiddle, visibleText } from '../../base/visible-text.ts';
import { compileTable, decide } from '../decide.ts';
import type { Rule } from '../decision.ts';
import type { Manifest } from '../manifest.ts';
import { rulesOf } from '../rules.ts';
import type { PolicyRequest } from '../request.ts';
import { CEDAR_CAPS } from './caps.ts';
import { compilePolicy, type CompiledPolicy } from './compile.ts';
import { desugar } from './desugar.ts';
import type { CedarOracle, CheckedPolicies, ParsedPolicy } from './oracle.ts';
import { policyDiagnostic, type PolicyDiagnostic, type PolicyText } from './policy-text.ts';
import { ruleWords } from './rule-words.ts';
import { sampleRequests } from './sample-requests.ts';

export interface LoadedPolicy {
  /** Those of the manifest, numbered as without texts, then one for each policy of the texts in their order. */
  readonly rules: readonly Rule[];
  /** The whole policy as one Cedar text: the manifest's, then the texts as they were given. */
  readonly cedarText: string;
}

/** Without texts Cedar is not asked. The texts' names must differ. */
export async function loadPolicy(
  manifest: Manifest,
  texts: readonly PolicyText[],
  oracle: CedarOracle,
): Promise<CheckedPolicies<LoadedPolicy>> {
  const cedarText = [...desugar(manifest), ...texts.map(({ text }) => text)].join('\n');
  const own = rulesOf(manifest);
  if (texts.length === 0) return { ok: true, value: { rules: own, cedarText }, warnings: [] };
  const read = await readPolicies(texts, oracle);
  if (!read.ok) return read;
  const { policies, compiled } = read.value;
  const rules = [...own, ...compiled.map((policy, index) => ruleOf(policy, own.length + index + 1))];
  const differences = await differencesOf([...desugar(manifest), ...policies.map(({ text }) => text)], rules, oracle);
  if (differences.length > 0) return { ok: false, diagnostics: differences };
  return { ok: true, value: { rules, cedarText }, warnings: read.warnings };
}

export interface ReadPolicies {
  readonly policies: readonly ParsedPolicy[];
  /** In the same order. */
  readonly compiled: readonly CompiledPolicy[];
}

/** Parsed, validated and compiled; what is wrong with any of it is all told at once, step by step. */
export async function readPolicies(texts: readonly PolicyText[], oracle: CedarOracle): Promise<CheckedPolicies<ReadPolicies>> {
  const parsed = await oracle.parse(texts);
  if (!parsed.ok) return parsed;
  const policies = parsed.value;
  if (policies.length === 0) return { ok: true, value: { policies, compiled: [] }, warnings: [] };
  const valid = await oracle.validate(policies);
  if (!valid.ok) return valid;
  const results = policies.map(compilePolicy);
  const outside = results.flatMap((one) => ('diagnostic' in one ? [one.diagnostic] : []));
  const diagnostics = [...outside, ...repeatedIds(policies)].slice(0, CEDAR_CAPS.diagnostics);
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const compiled = results.flatMap((one) => ('policy' in one ? [one.policy] : []));
  return { ok: true, value: { policies, compiled }, warnings: valid.warnings };
}

/** Two policies of one name could not be told apart in a sentence. */
function repeatedIds(policies: readonly ParsedPolicy[]): PolicyDiagnostic[] {
  const seen = new Set<string>();
  return policies.flatMap((policy) => {
    const { annotations } = policy.json as { readonly annotations?: { readonly id?: unknown } };
    const id = annotations?.id;
    if (typeof id !== 'string' || id === '') return [];
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [policyDiagnostic(policy, 'cedar-id', `the id "${cutMiddle(visibleText(id), 120)}" is taken by another policy`)];
  });
}

function ruleOf(policy: CompiledPolicy, number: number): Rule {
  const { effect, actions, under, cedar } = policy;
  return { id: number as RuleId, effect, text: ruleWords(policy), pointer: '', actions, under, cedar };
}

async function differencesOf(
  policies: readonly string[],
  rules: readonly Rule[],
  oracle: CedarOracle,
): Promise<readonly PolicyDiagnostic[]> {
  const requests = sampleRequests(rules);
  const judged = await oracle.authorize(policies, requests);
  if (!judged.ok) return judged.diagnostics;
  const table = compileTable(rules);
  const differing = requests.filter((request, index) => decide(table, request).allowed !== judged.value[index]?.allowed);
  return differing.slice(0, 1).map(differenceDiagnostic);
}

function differenceDiagnostic({ action, resource, call = '' }: PolicyRequest): PolicyDiagnostic {
  const asked = `${action} ${cutMiddle(visibleText(resource), 160)} by ${visibleText(call)}`;
  const message = `Cedar and the sandbox judge ${asked} differently, so the policy is not used; this is a fault of the sandbox`;
  return { code: 'cedar-difference', message, source: '', place: { kind: 'whole' } };
}
