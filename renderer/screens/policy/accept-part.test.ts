import { expect, test } from 'vitest';
import { hasPart, withPart, type Suggestion } from './accept-part.ts';

const RULE = '// Needed for 3 calls.\n@id("only-0-0")\nforbid (principal, action, resource in Dir::"/data");';
const SUGGESTION: Suggestion = {
  manifest: '{ "version": 1, "mounts": [{ "guest": "/data", "grant": "data", "rights": ["read", "create"] }] }',
  rules: RULE,
  parts: [
    { id: '/mounts/0', text: 'mount', rule: '', evidence: { calls: 3, rows: [0] }, exceptions: [] },
    { id: 'only-0-0', text: 'rule', rule: RULE, evidence: null, exceptions: [] },
  ],
  notes: [],
};
const [MOUNT, POLICY] = SUGGESTION.parts as [Suggestion['parts'][number], Suggestion['parts'][number]];

test('a mount that is there keeps its source and is given what it lacks', () => {
  const texts = { manifest: '{ "mounts": [7, { "guest": "/data", "memory": true, "rights": ["write", "read"] }] }', rules: '' };
  expect(hasPart(texts, SUGGESTION, MOUNT)).toBe(false);
  const after = withPart(texts, SUGGESTION, MOUNT);
  expect(after.manifest).toBe('{ "mounts": [7, { "guest": "/data", "memory": true, "rights": ["write", "read", "create"] }] }');
  expect(hasPart(after, SUGGESTION, MOUNT)).toBe(true);
});

test('a mount that is not there is added as it was suggested', () => {
  const { manifest } = withPart({ manifest: '{ "version": 1 }', rules: '' }, SUGGESTION, MOUNT);
  expect(JSON.parse(manifest)).toEqual(JSON.parse(SUGGESTION.manifest));
});

test('a policy comes behind the rules that are there, in place of one of its name', () => {
  const own = '@id("mine")\npermit (principal, action, resource);\n';
  const older = '// Needed for 1 calls.\n@id("only-0-0")\nforbid (principal, action, resource);\n';
  const once = withPart({ manifest: '{}', rules: `${own}${older}` }, SUGGESTION, POLICY);
  expect(once.rules).toBe(`${own.trimEnd()}\n\n${RULE}\n`);
  expect(hasPart(once, SUGGESTION, POLICY)).toBe(true);
  expect(withPart({ manifest: '{}', rules: '' }, SUGGESTION, POLICY).rules).toBe(`${RULE}\n`);
});
