// Policies compared over all that their rules tell apart, with the official implementation judging each witness.
import { afterAll, expect, it } from 'vitest';
import { compileTable, decide, type PolicyRequest, type Rule } from '../../sandbox-core/index.ts';
import { nodeCedar } from '../../sandbox-core/node.ts';
import { comparePolicies, type Difference } from '../../sandbox-core/policy-tools/compare-policies.ts';
import { effectivePolicy } from '../../sandbox-core/policy-tools/effective-policy.ts';
import { randomRules } from '../fixtures/cedar-agreement.ts';
import { randomFrom, randomRequest } from '../fixtures/random-policies.ts';

const oracle = nodeCedar();
afterAll(() => oracle.close());

interface Policy {
  readonly texts: readonly string[];
  readonly rules: readonly Rule[];
}

/** Cedar's verdicts, but that a forbid whose condition fails denies (THREATS 100). */
async function judged({ texts, rules }: Policy, requests: readonly PolicyRequest[]): Promise<boolean[]> {
  if (requests.length === 0) return [];
  const answer = await oracle.authorize(texts, requests);
  if (!answer.ok) throw new Error(answer.diagnostics[0]?.message);
  return answer.value.map(({ allowed, errors }) => allowed && !errors.some((policy) => rules[policy]?.effect === 'forbid'));
}

/** Witnesses that Cedar does not judge as the comparison says. */
async function unconfirmed(differences: readonly Difference[], allowing: Policy, denying: Policy): Promise<Difference[]> {
  const witnesses = differences.map(({ witness }) => witness);
  const [yes, no] = [await judged(allowing, witnesses), await judged(denying, witnesses)];
  return differences.filter((_, index) => yes[index] !== true || no[index] !== false);
}

it('comparePolicies() finds what 100 pairs of policies differ in, and Cedar confirms every witness', async () => {
  const random = randomFrom(100);
  const sum = { witnesses: 0, equal: 0, incomplete: 0 };
  for (let pair = 0; pair < 100; pair++) {
    const first = await randomRules(oracle, random, 2);
    // Every fourth is compared with a part of itself, so that some differ by nothing.
    const second =
      pair % 4 === 0 ? { texts: first.texts.slice(1), rules: first.rules.slice(1) } : await randomRules(oracle, random, 2);
    const { onlyFirst, onlySecond, complete } = comparePolicies(
      effectivePolicy(first.rules, false),
      effectivePolicy(second.rules, false),
      5_000,
    );
    expect(await unconfirmed(onlyFirst, first, second)).toEqual([]);
    expect(await unconfirmed(onlySecond, second, first)).toEqual([]);
    sum.witnesses += onlyFirst.length + onlySecond.length;
    sum.incomplete += complete ? 0 : 1;
    sum.equal += complete && onlyFirst.length + onlySecond.length === 0 ? 1 : 0;
    if (!complete) continue;
    // What random requests show must have been found: by action, and by the two rules that decide.
    const [one, other] = [compileTable(first.rules), compileTable(second.rules)];
    for (let trial = 0; trial < 100; trial++) {
      const request = randomRequest(random);
      const [a, b] = [decide(one, request), decide(other, request)];
      if (a.allowed === b.allowed) continue;
      const found = a.allowed ? onlyFirst : onlySecond;
      const [allowedBy, deniedBy] = a.allowed ? [a.rule, b.rule] : [b.rule, a.rule];
      const isKnown = found.some(
        (each) => each.action === request.action && each.allowedBy === allowedBy && each.deniedBy === deniedBy,
      );
      if (!isKnown)
        expect.fail(`${JSON.stringify(request)} was not found in ${[...first.texts, '---', ...second.texts].join('\n')}`);
    }
  }
  expect(sum.witnesses).toBeGreaterThan(150);
  expect(sum.equal).toBeGreaterThan(5);
  expect(sum.incomplete).toBeLessThan(30);
});
