import { describe, expect, it } from 'vitest';
import type { RuleId } from '../base/ids.ts';
import type { Expression } from '../policy/condition/expression.ts';
import type { Rule } from '../policy/decision.ts';
import { emptyManifest } from '../policy/empty-manifest.ts';
import type { MountRight } from '../policy/manifest.ts';
import type { Action } from '../policy/request.ts';
import { rulesOf } from '../policy/rules.ts';
import { comparePolicies } from './compare-policies.ts';
import { effectivePolicy, type EffectivePolicy } from './effective-policy.ts';
import { ruleReach } from './rule-reach.ts';

/** Mounts /data, as rule 8, with more rules from a text, numbered from 9. */
function policy(rights: readonly MountRight[], ...texts: readonly Omit<Rule, 'id' | 'text' | 'pointer'>[]): EffectivePolicy {
  const own = rulesOf({ ...emptyManifest(), mounts: [{ guest: '/data', source: { kind: 'memory' }, rights }] });
  return effectivePolicy([
    ...own,
    ...texts.map((rule, index) => ({ ...rule, id: (index + 9) as RuleId, text: '', pointer: '' })),
  ]);
}

function rule(
  effect: Rule['effect'],
  under: string,
  when?: Expression,
  action: Action = 'fs.read',
): Omit<Rule, 'id' | 'text' | 'pointer'> {
  const cedar = { name: 'x', source: 'x.cedar', line: 1, column: 1 };
  return { effect, actions: [action], under, cedar: when === undefined ? cedar : { ...cedar, when } };
}

function nameLike(...pieces: string[]): Expression {
  return { kind: 'like', of: { kind: 'attribute', of: 'resource', name: 'name' }, pieces };
}

function callIs(value: string): Expression {
  return { kind: 'equal', left: { kind: 'attribute', of: 'context', name: 'call' }, right: { kind: 'text', value } };
}

describe('comparePolicies()', () => {
  it('finds a request for each way in which one lets through what the other does not', () => {
    const { onlyFirst, onlySecond, complete } = comparePolicies(
      policy(['read', 'write']),
      policy(['read'], rule('forbid', '/data', nameLike('', '.key'))),
    );
    expect([onlySecond, complete]).toEqual([[], true]);
    expect(onlyFirst).toEqual([
      {
        action: 'fs.read',
        witness: { action: 'fs.read', resource: '/data/.key', call: expect.any(String) },
        allowedBy: 8,
        deniedBy: 9,
      },
      {
        action: 'fs.write',
        witness: { action: 'fs.write', resource: '/data', call: expect.any(String) },
        allowedBy: 8,
        deniedBy: 0,
      },
    ]);
  });

  it('finds nothing between two ways to say the same', () => {
    const first = policy(['read'], rule('forbid', '/data/a'), rule('forbid', '/data/b'));
    const second = policy(['read'], rule('forbid', '/data/b'), rule('forbid', '/data/a'), rule('forbid', '/data/a/b'));
    expect(comparePolicies(first, second)).toMatchObject({ onlyFirst: [], onlySecond: [], complete: true });
  });

  it('tells host functions apart', () => {
    const { onlyFirst } = comparePolicies(policy(['read']), policy(['read'], rule('forbid', '/data', callIs('path_readlink'))));
    expect(onlyFirst.map(({ witness }) => [witness.resource, witness.call])).toEqual([['/data', 'path_readlink']]);
  });

  it('says where there were too many classes to try them all', () => {
    const rules = Array.from({ length: 10 }, (_, index) => rule('forbid', '/data', nameLike('', `a${index}b`, '')));
    expect(comparePolicies(policy(['read']), policy(['read'], ...rules), 300).complete).toBe(false);
  });
});

describe('ruleReach()', () => {
  it('finds nothing idle where each rule matters', () => {
    const { idle, complete } = ruleReach(
      policy(['read'], rule('forbid', '/data/keys'), rule('forbid', '/data', nameLike('', '.key'))),
    );
    expect([idle, complete]).toEqual([[], true]);
  });

  it('tells why a rule can never change a verdict', () => {
    const { idle } = ruleReach(
      policy(
        ['read'],
        rule('forbid', '/data/keys'),
        rule('forbid', '/data/keys/old'),
        rule('permit', '/data/keys'),
        rule('permit', '/etc'),
        rule('forbid', '/etc'),
        rule('permit', '/data', { kind: 'truth', value: false }),
        rule('permit', '/data/pub'),
      ),
    );
    expect(idle).toEqual([
      { rule: 10, why: 'covered', by: 9 },
      { rule: 11, why: 'forbidden', by: 9 },
      { rule: 12, why: 'unmounted', by: undefined },
      { rule: 13, why: 'moot', by: undefined },
      { rule: 14, why: 'unmet', by: undefined },
      { rule: 15, why: 'covered', by: 8 },
    ]);
  });
});
