// Runs the tests of a policy; and tests them in turn, by taking out one rule after the other: a rule without which every test
// still passes is one that nobody would miss.
import { DEFAULT_RULE, type Rule } from '../policy/decision.ts';
import type { RuleId } from '../base/ids.ts';
import { effectivePolicy, isMount, judge, type EffectivePolicy } from './effective-policy.ts';
import type { PolicyTest } from './policy-test-file.ts';
import { ruleReach, type IdleRule } from './rule-reach.ts';

export interface PolicyTestResult {
  readonly test: PolicyTest;
  readonly passed: boolean;
  readonly allowed: boolean;
  /** That decided. */
  readonly rule: RuleId;
}

export function runPolicyTests(tests: readonly PolicyTest[], policy: EffectivePolicy): PolicyTestResult[] {
  return tests.map((test) => {
    const { action, resource, call } = test;
    const { allowed, rule } = judge(policy, { action, resource, call });
    const isRule = test.rule === undefined || ruleNames(policy.rules, rule).includes(test.rule);
    return { test, passed: allowed === (test.expect === 'allow') && isRule, allowed, rule };
  });
}

export interface UntestedRule {
  readonly rule: RuleId;
  /** Why no test could miss it; undefined where a test could. */
  readonly idle: IdleRule | undefined;
}

/**
 * Rules that a person wrote (mounts and policies) and that no test misses. Only worth asking for when all tests pass, of
 * tests by their verdicts alone.
 */
export function untestedRules(tests: readonly PolicyTest[], policy: EffectivePolicy): UntestedRule[] {
  const verdicts = tests.map((test) => ({ ...test, rule: undefined }));
  const mounted = policy.mounts !== undefined;
  const written = policy.rules.filter((rule) => rule.actions.length > 0 && (rule.cedar !== undefined || isMount(rule)));
  const untested = written.filter((taken) => {
    const without = effectivePolicy(
      policy.rules.filter(({ id }) => id !== taken.id),
      mounted,
    );
    return runPolicyTests(verdicts, without).every(({ passed }) => passed);
  });
  if (untested.length === 0) return [];
  const { idle } = ruleReach(policy);
  return untested.map(({ id }) => ({ rule: id, idle: idle.find(({ rule }) => rule === id) }));
}

/** What a rule may be called in a test, the best first. */
export function ruleNames(rules: readonly Rule[], id: RuleId): string[] {
  if (id === DEFAULT_RULE.id) return ['default'];
  const rule = rules.find((one) => one.id === id);
  if (rule?.cedar !== undefined) return [rule.cedar.name];
  const names = [`manifest-${id}`, String(id)];
  return rule === undefined || rule.pointer === '' ? names : [rule.pointer, ...names];
}
