import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnosticText } from '../base/diagnostic.ts';
import type { RuleId } from '../base/ids.ts';
import type { Rule } from '../policy/decision.ts';
import { emptyManifest } from '../policy/empty-manifest.ts';
import { rulesOf } from '../policy/rules.ts';
import { effectivePolicy } from './effective-policy.ts';
import { parsePolicyTests, policyTestJsonSchema, type PolicyTest } from './policy-test-file.ts';
import { ruleNames, runPolicyTests, untestedRules } from './run-policy-tests.ts';

const own = rulesOf({ ...emptyManifest(), mounts: [{ guest: '/data', source: { kind: 'memory' }, rights: ['read'] }] });

function forbid(id: number, under: string): Rule {
  const cedar = { name: `no-${id}`, source: 'x.cedar', line: 1, column: 1 };
  return { id: id as RuleId, effect: 'forbid', text: '', pointer: '', actions: ['fs.read'], under, cedar };
}

function test(resource: string, expected: PolicyTest['expect'], rule?: string): PolicyTest {
  return { name: resource, action: 'fs.read', resource, call: '', expect: expected, rule };
}

function faultsOf(text: string): string[] {
  const parsed = parsePolicyTests(text);
  return parsed.ok ? [] : parsed.diagnostics.map(diagnosticText);
}

it('policytest.schema.json is up to date (else: node resources/schemas/build.ts)', () => {
  const committed = new URL('../../resources/schemas/policytest.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(policyTestJsonSchema());
});

describe('parsePolicyTests()', () => {
  it('reads a file', () => {
    const text = `{ "version": 1, "rules": ["a.cedar"], // beside it
      "tests": [{ "name": "reads", "action": "fs.read", "resource": "/data/a", "expect": "allow" }] }`;
    expect(parsePolicyTests(text)).toEqual({
      ok: true,
      value: {
        manifest: undefined,
        rules: ['a.cedar'],
        tests: [{ name: 'reads', action: 'fs.read', resource: '/data/a', call: '', expect: 'allow', rule: undefined }],
      },
    });
  });

  it('says what is wrong, and where', () => {
    expect(faultsOf('{ "version": 1,\n "tests": [{ "name": "x", "action": "fs.raed", "expect": "maybe" }] }')).toEqual([
      expect.stringMatching(/^line 2, column 37: tests\[0\]\.action: one of fs\.read, .* was expected$/),
      'line 2, column 58: tests[0].expect: "allow" or "deny" was expected',
    ]);
    expect(faultsOf('{ "version": 1,\n "testz": [], "tests": [] }')).toEqual([
      'line 2, column 24: tests: at least one test was expected',
      'line 2, column 11: unknown key "testz"',
    ]);
    const one = (action: string, resource: string): string[] =>
      faultsOf(JSON.stringify({ version: 1, tests: [{ name: 'x', action, resource, expect: 'deny' }] }));
    expect(one('fs.read', '/data/../etc')).toEqual([
      expect.stringContaining('resource is "/data/../etc"; an absolute guest path'),
    ]);
    expect(one('clock.read', '/data')).toEqual([expect.stringContaining('none, since clock.read is asked of no path')]);
    expect(faultsOf('{ "version": 1')).toHaveLength(1);
  });
});

describe('runPolicyTests()', () => {
  it('holds verdicts, and the rules that decided where a test names one', () => {
    const policy = effectivePolicy([...own, forbid(9, '/data/keys')]);
    const tests = [
      test('/data/a', 'allow', '/mounts/0'),
      test('/data/a', 'allow', 'manifest-8'),
      test('/data/keys/a', 'deny', 'no-9'),
      test('/etc/passwd', 'deny', 'default'),
      test('/data/keys/a', 'deny', 'default'),
      test('/data/a', 'deny'),
    ];
    expect(runPolicyTests(tests, policy).map(({ passed, rule }) => [passed, rule])).toEqual([
      [true, 8],
      [true, 8],
      [true, 9],
      [true, 0],
      [false, 9],
      [false, 8],
    ]);
    expect(ruleNames(policy.rules, 8 as RuleId)[0]).toBe('/mounts/0');
  });
});

describe('untestedRules()', () => {
  it('names each rule that no test misses, and why none could', () => {
    const policy = effectivePolicy([...own, forbid(9, '/data/keys'), forbid(10, '/data/keys/old'), forbid(11, '/data/tmp')]);
    const tests = [test('/data/a', 'allow'), test('/data/keys/a', 'deny')];
    expect(untestedRules(tests, policy)).toEqual([
      { rule: 10, idle: { rule: 10, why: 'covered', by: 9 } },
      { rule: 11, idle: undefined },
    ]);
    expect(untestedRules([...tests, test('/data/tmp/x', 'deny')], policy).map(({ rule }) => rule)).toEqual([10]);
    expect(untestedRules([test('/data/keys/a', 'deny')], effectivePolicy([...own, forbid(9, '/data/keys')]))).toEqual([
      { rule: 8, idle: undefined },
    ]);
  });
});
