import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RuleId } from '../base/ids.ts';
import { hasHiddenCharacters } from '../base/visible-text.ts';
import { compileTable, decide } from './decide.ts';
import type { Rule } from './decision.ts';
import { emptyManifest } from './empty-manifest.ts';
import { explain, type Question } from './explain.ts';
import type { Manifest, MountEntry, MountRight } from './manifest.ts';
import { ACTIONS, type Action } from './request.ts';
import { rulesOf } from './rules.ts';
import { smallestChange } from './smallest-change.ts';

function mount(guest: string, ...rights: MountRight[]): MountEntry {
  return { guest, source: { kind: 'memory' }, rights };
}

const manifest: Manifest = {
  ...emptyManifest(),
  env: [
    ['A', '1'],
    ['B', '2'],
  ],
  mounts: [mount('/data', 'read'), mount('/tmp/in', 'read', 'write', 'create')],
};
const rules = rulesOf(manifest);

function why(
  action: Action,
  resource: string,
  outcome: Question['outcome'],
  rule: number,
  by: readonly Rule[] = rules,
): string[] {
  const { sentence, fix, pointer } = explain({ action, resource, outcome, rule: rule as RuleId }, by);
  return [sentence, fix, pointer];
}

test('explain() says that nothing is mounted there, and which mount would permit it', () => {
  expect(explain({ action: 'fs.read', resource: '/etc/passwd', outcome: 'denied', rule: 0 as RuleId }, rules)).toEqual({
    sentence: 'No rule permits reading /etc/passwd: the manifest mounts nothing there, so it was denied.',
    ruleText: 'what no rule permits is denied',
    pointer: '/mounts',
    fix: 'a mount of /etc with the right read (--dir HOST::/etc:ro)',
    permits: 'reading and listing all files under /etc that no rule forbids',
    place: null,
  });
});

test('explain() says which right a mount lacks', () => {
  expect(why('fs.create', '/data/new', 'denied', 0)).toEqual([
    'No rule permits creating /data/new: the mount of /data lacks the right create, so it was denied.',
    'the right create for the mount of /data (--dir HOST::/data)',
    '/mounts/0',
  ]);
});

test('explain() names the rule that permits, and how the call went on', () => {
  expect(why('fs.read', '/data/a', 'ok', 8)).toEqual(['Rule 8 permits reading files under /data.', '', '/mounts/0']);
  expect(why('fs.read', '/data/a', 'error', 8)[0]).toBe(
    'Rule 8 permits reading files under /data; the call failed for a reason of its own.',
  );
  expect(why('clock.read', '', 'ok', 6)[0]).toBe('The real clock may be read (rule 6).');
  expect(why('process.exit', '', 'ended', 2)[0]).toBe(
    'The guest may end itself and give way to others (rule 2); the run ended in this call.',
  );
});

test('explain() says what the guest sees of the environment', () => {
  expect(why('env.read', '', 'ok', 5)).toEqual([
    "The guest sees only the 2 variables that the manifest names; the host's own environment is never passed.",
    'a variable in the env of the manifest (--env NAME=VALUE)',
    '/env',
  ]);
});

test('explain() tells a denial that stopped the run from a call that was never judged', () => {
  expect(why('fs.list', '/srv', 'ended', 0)).toEqual([
    'No rule permits listing /srv: the manifest mounts nothing there, so the run was stopped.',
    'a mount of /srv with the right read (--dir HOST::/srv:ro)',
    '/mounts',
  ]);
  expect(why('fs.read', '/data/a', 'ended', 0)[0]).toBe('The policy was not asked: the run ended first.');
  expect(why('handle.use', '', 'error', 0)[0]).toBe('The policy was not asked: the call failed before it reached for anything.');
});

test('explain() offers no mount where none would help', () => {
  expect(why('net.transfer', '', 'denied', 0)).toEqual([
    'No rule permits sending or receiving on a socket: network rights come later, so it was denied.',
    '',
    '',
  ]);
  expect(why('fs.read', '/data/../../etc/passwd', 'denied', 0).slice(0, 2)).toEqual([
    'No rule permits reading /data/../../etc/passwd: it names nothing inside a mount, so it was denied.',
    '',
  ]);
  expect(why('process.signal', '', 'denied', 0)[0]).toBe(
    'No rule permits raising a signal: a guest raises no signals, so it was denied.',
  );
});

test('explain() says when the mount would stand in place of others', () => {
  expect(why('fs.read', '/passwd', 'denied', 0)[1]).toBe(
    'a mount of / with the right read, in place of the mounts inside it (--dir HOST::/:ro)',
  );
});

test('explain() names a forbid', () => {
  const forbid: Rule = { id: 12 as RuleId, effect: 'forbid', text: 'x', pointer: '', actions: ['fs.write'], under: '/data/keys' };
  expect(why('fs.write', '/data/keys/a', 'denied', 12, [...rules, forbid]).slice(0, 2)).toEqual([
    'Rule 12 forbids writing files under /data/keys, whatever else permits it.',
    'rule 12 taken out',
  ]);
});

test('explain() names a forbid of a policy text, its place, and the exception that permits nothing else', () => {
  const cedar = { name: 'no-keys', source: 'keys.cedar', line: 2, column: 1 };
  const text = 'reading files under /data/keys is forbidden';
  const forbid: Rule = {
    id: 10 as RuleId,
    effect: 'forbid',
    text,
    pointer: '',
    actions: ['fs.read'],
    under: '/data/keys',
    cedar,
  };
  const question = { action: 'fs.read', resource: '/data/keys/\u202e', outcome: 'denied', rule: 10 as RuleId } as const;
  expect(explain(question, [...rules, forbid])).toEqual({
    sentence: `Rule 10, "no-keys" (keys.cedar, line 2) forbids it, whatever else permits it: ${text}.`,
    ruleText: text,
    pointer: '',
    fix: 'the exception unless { action == Action::"fs.read" && resource == File::"/data/keys/\\u{202e}" } in rule 10 (no-keys)',
    permits: 'reading /data/keys/\\u{202e}, and nothing else',
    place: { source: 'keys.cedar', line: 2, column: 1 },
  });
});

test('explain() says what it takes besides where nothing would permit it either', () => {
  const cedar = { name: 'no-new', source: 'a.cedar', line: 1, column: 1 };
  const forbid = (id: number): Rule => ({
    ...{ id: id as RuleId, effect: 'forbid', text: 'x', pointer: '', under: '', cedar },
    actions: ['fs.create'],
  });
  const question = { action: 'fs.create', resource: '/data/a', outcome: 'denied', rule: 10 as RuleId } as const;
  const { fix, permits } = explain(question, [...rules, forbid(10), forbid(11)]);
  expect([fix, permits]).toEqual([
    'the exception unless { action == Action::"fs.create" && resource == File::"/data/a" } in rules 10 (no-new) and 11 (no-new), and the right create for the mount of /data (--dir HOST::/data)',
    'creating, removing and linking all files under /data that no rule forbids',
  ]);
});

test('explain() makes guest text visible and cuts it, whatever is asked', () => {
  const question = fc.record({
    action: fc.constantFrom(...ACTIONS),
    resource: fc.oneof(
      fc.string({ unit: 'binary', size: 'large' }),
      fc.string({ unit: 'binary', size: 'large' }).map((text) => `/${text}`),
    ),
    outcome: fc.constantFrom('ok' as const, 'denied' as const, 'error' as const, 'ended' as const),
    rule: fc.nat(12).map((id) => id as RuleId),
  });
  fc.assert(
    fc.property(question, (asked) => {
      const { place: _place, ...texts } = explain(asked, rules);
      for (const text of Object.values(texts)) {
        expect(hasHiddenCharacters(text)).toBe(false);
        expect(text.length).toBeLessThan(700);
      }
    }),
    { numRuns: 40 },
  );
});

test('smallestChange() permits what was denied once it is made', () => {
  const path = fc
    .array(fc.constantFrom('a', 'b', 'etc', 'data', 'tmp', 'in'), { maxLength: 4 })
    .map((parts) => `/${parts.join('/')}`);
  const action = fc.constantFrom<Action>('fs.read', 'fs.list', 'fs.write', 'fs.create', 'fs.delete', 'fs.link');
  fc.assert(
    fc.property(action, path, (asked, resource) => {
      const request = { action: asked, resource };
      fc.pre(!decide(compileTable(rules), request).allowed);
      const change = smallestChange(asked, resource, rules);
      const mounts = manifest.mounts.map((one) =>
        change?.kind === 'right' && one.guest === change.mount.under ? { ...one, rights: [...one.rights, change.right] } : one,
      );
      if (change?.kind === 'mount') mounts.push(mount(change.guest, change.right));
      expect(decide(compileTable(rulesOf({ ...manifest, mounts })), request).allowed).toBe(true);
    }),
  );
});
