import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RuleId } from '../base/ids.ts';
import { compileTable, decide } from './decide.ts';
import type { Rule } from './decision.ts';
import { emptyManifest } from './empty-manifest.ts';
import { ACTIONS, type Action, type PolicyRequest } from './request.ts';
import { rulesOf } from './rules.ts';

function rule(id: number, effect: Rule['effect'], under: string, ...actions: Action[]): Rule {
  return { id: id as RuleId, effect, text: '', pointer: '', actions, under };
}

function verdicts(rules: readonly Rule[], action: Action, resources: readonly string[]): string[] {
  const table = compileTable(rules);
  return resources.map((resource) => {
    const { allowed, rule: by } = decide(table, { action, resource });
    return `${resource} ${allowed ? 'allowed' : 'denied'} by ${by}`;
  });
}

test('decide() denies by rule 0 what no rule permits', () => {
  const table = compileTable(rulesOf(emptyManifest()));
  const allowed = ACTIONS.filter((action) => decide(table, { action, resource: '' }).allowed);
  expect(allowed).toEqual([
    'stdio.read',
    'stdio.write',
    'clock.read',
    'clock.wait',
    'random.read',
    'env.read',
    'args.read',
    'process.exit',
    'process.yield',
    'handle.use',
  ]);
  expect(decide(table, { action: 'fs.read', resource: '/' })).toEqual({ allowed: false, rule: 0 });
  expect(decide(compileTable([]), { action: 'handle.use', resource: '' })).toEqual({ allowed: false, rule: 0 });
});

test('decide() compares directories by component', () => {
  expect(verdicts([rule(3, 'permit', '/data', 'fs.read')], 'fs.read', ['/data', '/data/a', '/data-secret', '/dat', '/'])).toEqual(
    ['/data allowed by 3', '/data/a allowed by 3', '/data-secret denied by 0', '/dat denied by 0', '/ denied by 0'],
  );
});

test('decide() lets a forbid win over every permit, however specific', () => {
  const rules = [rule(1, 'permit', '/a/b/c', 'fs.read'), rule(2, 'forbid', '/a', 'fs.read'), rule(3, 'permit', '/', 'fs.read')];
  expect(verdicts(rules, 'fs.read', ['/a/b/c', '/a', '/b'])).toEqual(['/a/b/c denied by 2', '/a denied by 2', '/b allowed by 3']);
});

test('decide() names the most specific permit, then the one with the smallest number', () => {
  const rules = [
    rule(4, 'permit', '/', 'fs.read'),
    rule(3, 'permit', '/a', 'fs.read'),
    rule(2, 'permit', '/a', 'fs.read', 'fs.write'),
  ];
  expect(verdicts(rules, 'fs.read', ['/a/b', '/c'])).toEqual(['/a/b allowed by 2', '/c allowed by 4']);
});

test('decide() denies paths that are not in normal form, whatever the rules say', () => {
  const paths = ['', 'a', '/a/../b', '/a/', '//', '/./a', '/a\0'];
  expect(verdicts([rule(1, 'permit', '/', 'fs.read')], 'fs.read', paths)).toEqual(paths.map((path) => `${path} denied by 0`));
});

test('decide() names the rule of the very file before those of directories, and those before rules of no place', () => {
  const part = { name: 'x', source: 'x.cedar', line: 1, column: 1 };
  const rules: Rule[] = [
    { ...rule(1, 'permit', '', 'fs.read'), cedar: part },
    rule(2, 'permit', '/', 'fs.read'),
    { ...rule(3, 'permit', '/a', 'fs.read'), cedar: { ...part, when: { kind: 'truth', value: false } } },
    { ...rule(4, 'permit', '', 'fs.read'), cedar: { ...part, file: '/a/b' } },
    { ...rule(5, 'forbid', '', 'fs.read'), cedar: { ...part, file: '/a/c' } },
  ];
  expect(verdicts(rules, 'fs.read', ['/a/b', '/a/b/c', '/a/c', '/a'])).toEqual([
    '/a/b allowed by 4',
    '/a/b/c allowed by 2',
    '/a/c denied by 5',
    '/a allowed by 2',
  ]);
  expect(verdicts(rules.slice(0, 1), 'fs.read', ['/', '/x'])).toEqual(['/ allowed by 1', '/x allowed by 1']);
});

test('decide() denies an action it does not know', () => {
  const table = compileTable(rulesOf(emptyManifest()));
  expect(decide(table, { action: 'constructor' as Action, resource: '' })).toEqual({ allowed: false, rule: 0 });
});

test('compileTable() refuses rules that no policy makes', () => {
  const faulty = [
    [rule(0, 'permit', '', 'env.read')],
    [rule(65_536, 'permit', '', 'env.read')],
    [rule(1.5, 'permit', '', 'env.read')],
    [rule(1, 'permit', '', 'env.read'), rule(1, 'forbid', '', 'env.read')],
    [rule(1, 'permit', '', 'fs.read')],
    [rule(1, 'forbid', '/a/../b', 'fs.read')],
    [rule(1, 'forbid', 'a', 'fs.read')],
  ];
  for (const rules of faulty) expect(() => compileTable(rules)).toThrow(RangeError);
});

/** The semantics in the plainest words: by sets of components, without order and without an index. */
function decideNaively(rules: readonly Rule[], { action, resource }: PolicyRequest): { allowed: boolean; rules: number[] } {
  const parts = resource.split('/').filter((part) => part !== '');
  const covering = rules.filter((one) => {
    const under = one.under.split('/').filter((part) => part !== '');
    return one.actions.includes(action) && under.every((part, at) => parts[at] === part);
  });
  const forbids = covering.filter(({ effect }) => effect === 'forbid');
  const deciding = forbids.length > 0 ? forbids : covering;
  const deepest = Math.max(...deciding.map(({ under }) => under.length));
  const named = deciding.filter(({ under }) => under.length === deepest).map(({ id }) => id);
  return { allowed: deciding.length > 0 && forbids.length === 0, rules: named };
}

test('decide() agrees with a naive evaluator, in any order of the rules', () => {
  const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'a-', '..a'), { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
  const action = fc.constantFrom<Action>('fs.read', 'fs.write', 'fs.link');
  const body = fc.record({
    effect: fc.constantFrom<Rule['effect']>('permit', 'permit', 'permit', 'forbid'),
    under: path,
    actions: fc.uniqueArray(action, { minLength: 1 }),
  });
  const shuffledRules = fc
    .array(body, { maxLength: 12 })
    .map((bodies) => bodies.map(({ effect, under, actions }, index) => rule(index + 1, effect, under, ...actions)))
    .chain((rules) => fc.shuffledSubarray(rules, { minLength: rules.length }));
  fc.assert(
    fc.property(shuffledRules, action, path, (rules, asked, resource) => {
      const request = { action: asked, resource };
      const { allowed, rule: by } = decide(compileTable(rules), request);
      const naive = decideNaively(rules, request);
      expect({ allowed, by }).toEqual({ allowed: naive.allowed, by: naive.rules.length === 0 ? 0 : Math.min(...naive.rules) });
    }),
    { numRuns: 3000 },
  );
});
