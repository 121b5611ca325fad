import { expect, test } from 'vitest';
import type { RuleId } from '../base/ids.ts';
import { compileTable, decide } from './decide.ts';
import { emptyManifest } from './empty-manifest.ts';
import { recordedRules, rulesLikeRecorded } from './recorded-rules.ts';
import { rulesOf } from './rules.ts';

const plain = { id: 1, effect: 'permit', text: 'files', pointer: '', actions: ['fs.read'], under: '/data' } as const;
const when = { kind: 'like', text: { kind: 'attribute', of: 'resource', name: 'name' }, pattern: ['', '.key'] };
const cedar = { name: 'no-keys', source: 'a.cedar', line: 1, column: 1 };
const forbid = { ...plain, id: 2, effect: 'forbid', under: '', cedar } as const;

test('recordedRules() reads back what a policy gives', () => {
  const rules = [...rulesOf(emptyManifest()), { ...forbid, id: 20 }];
  expect(recordedRules({ rules: JSON.parse(JSON.stringify(rules)) })).toEqual(rules);
});

test.for([
  ['a number that is there already', { ...plain, under: '/other' }],
  ['a number that no rule has', { ...plain, id: 65_536 }],
  ['no whole number', { ...plain, id: 1.5 }],
  ['rule 0', { ...plain, id: 0 }],
  ['no normal path', { ...plain, id: 3, under: '/data/..' }],
  ['files without a path', { ...plain, id: 3, under: '' }],
  ['a part that is not known', { ...forbid, cedar: { ...cedar, when: { kind: 'evaluate', text: 'x' } } }],
  ['a part of another shape', { ...forbid, cedar: [] }],
] as const)('recordedRules() leaves out %s, and a table takes the rest', ([, hostile]) => {
  const read = recordedRules({ rules: [plain, hostile] });
  expect(read).toEqual([plain]);
  expect(decide(compileTable(read), { action: 'fs.read', resource: '/data/a' }).allowed).toBe(true);
});

test('rulesLikeRecorded() puts the rules of texts after those of another manifest', () => {
  const own = rulesOf(emptyManifest());
  const rules = rulesLikeRecorded(emptyManifest(), { rules: [plain, forbid] });
  expect(rules).toEqual([...own, { ...forbid, id: (own.length + 1) as RuleId }]);
});

test('rulesLikeRecorded() gives nothing where a rule of a text cannot be read: the run might be allowed more', () => {
  const unknown = { ...forbid, cedar: { ...cedar, when } };
  expect(rulesLikeRecorded(emptyManifest(), { rules: [unknown] })).toBeUndefined();
});
