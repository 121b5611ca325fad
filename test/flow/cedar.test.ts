// Cedar texts beside a manifest, with the official implementation on its thread.
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import {
  ACTIONS,
  cedarSchema,
  compileTable,
  decide,
  desugar,
  emptyManifest,
  loadPolicy,
  policyDiagnosticText,
  rulesOf,
  type Manifest,
} from '../../sandbox-core/index.ts';
import { nodeCedar } from '../../sandbox-core/node.ts';
import { agreement } from '../fixtures/cedar-agreement.ts';
import { ROOT } from './command-line.ts';

const oracle = nodeCedar();
afterAll(() => oracle.close());

const manifest: Manifest = {
  ...emptyManifest(),
  mounts: [
    { guest: '/data', source: { kind: 'memory' }, rights: ['read', 'write'] },
    { guest: '/tmp/"é', source: { kind: 'memory' }, rights: ['read', 'write', 'create'] },
    { guest: '/none', source: { kind: 'memory' }, rights: [] },
  ],
};

async function faultsOf(text: string): Promise<string[]> {
  const loaded = await loadPolicy(manifest, [{ name: 'x.cedar', text }], oracle);
  return loaded.ok ? [] : loaded.diagnostics.map(policyDiagnosticText);
}

describe('the schema', () => {
  it('is the one that is published', () => {
    expect(readFileSync(`${ROOT}resources/schemas/sandbox.cedarschema`, 'utf8')).toBe(cedarSchema());
  });

  it('knows every action that can be asked', async () => {
    const all = ACTIONS.filter((action) => action !== 'memory.grow').map((action) => `Action::"${action}"`);
    expect(await faultsOf(`permit(principal, action in [${all.join(', ')}], resource);`)).toEqual([]);
    expect(await faultsOf('permit(principal, action == Action::"memory.grow", resource);')).toHaveLength(1);
  });
});

describe('desugar()', () => {
  it('gives the form that the formatter gives', async () => {
    const text = desugar(manifest).join('\n');
    expect(await oracle.format({ name: 'manifest', text })).toEqual({ ok: true, value: text, warnings: [] });
  });

  it('judges as the manifest does', async () => {
    const paths = ['/', '/data', '/data/a', '/data-x', '/data/a/b', '/tmp', '/tmp/"é', '/tmp/"é/x', '/none/a'];
    const requests = ACTIONS.filter((action) => action !== 'memory.grow').flatMap((action) =>
      (action.startsWith('fs.') ? paths : ['']).map((resource) => ({ action, resource })),
    );
    const judged = await oracle.authorize(desugar(manifest), requests);
    const table = compileTable(rulesOf(manifest));
    expect(judged.ok && judged.value.map(({ allowed }) => allowed)).toEqual(requests.map((one) => decide(table, one).allowed));
  });
});

describe('loadPolicy()', () => {
  it('numbers the rules of texts after those of the manifest, and lets a forbid win', async () => {
    const text = `// Keys stay out.
@id("no-keys") forbid(principal, action, resource in Dir::"/data/keys") unless { resource.name like "*.pub" };`;
    const loaded = await loadPolicy(manifest, [{ name: 'keys.cedar', text }], oracle);
    if (!loaded.ok) throw new Error(loaded.diagnostics.map(policyDiagnosticText).join());
    const { rules, cedarText } = loaded.value;
    const last = rules.at(-1);
    expect([rules.length, last?.id, last?.text]).toEqual([
      11,
      11,
      'reading, listing, writing, creating, removing and linking files under /data/keys is forbidden where not its name is like "*.pub"',
    ]);
    expect(last?.cedar).toMatchObject({ name: 'no-keys', source: 'keys.cedar', line: 2, column: 1 });
    expect(cedarText.endsWith(text)).toBe(true);
    const table = compileTable(rules);
    const read = (resource: string): unknown => decide(table, { action: 'fs.read', resource });
    expect([read('/data/keys/a.key'), read('/data/keys/a.pub'), read('/data/keys')]).toEqual([
      { allowed: false, rule: 11 },
      { allowed: true, rule: 8 },
      { allowed: false, rule: 11 },
    ]);
  });

  it('says where a text is wrong, in characters though Cedar counts bytes', async () => {
    expect(await faultsOf('// é漢😀\npermit(principal, action, resource) when { "😀" == };')).toEqual([
      expect.stringMatching(/^x\.cedar, line 2, column 52: unexpected token `}`/),
    ]);
    expect(await faultsOf('permit(principal, action == Action::"fs.raed", resource);')).toEqual([
      'x.cedar, line 1, column 29: unrecognized action `Action::"fs.raed"` (did you mean `Action::"fs.read"`?)',
    ]);
  });

  it('refuses what it would not judge by itself, and what no request can meet', async () => {
    const within = (condition: string): Promise<string[]> =>
      faultsOf(`permit(principal, action, resource) when { ${condition} };`);
    expect(await within('["a"].containsAll(["a"])')).toEqual([
      'x.cedar, line 1, column 50: "containsAll" is outside of the part of Cedar that is judged here (docs/policy.md)',
    ]);
    expect(await within('1 + 1 == 2')).toEqual([expect.stringContaining('column 46: "+" is outside')]);
    expect(await within('ip("1.1.1.1").isLoopback()')).toEqual([expect.stringContaining('"isLoopback" is outside')]);
    expect(await within('false')).toEqual(['x.cedar, line 1, column 1: no request can ever meet this policy']);
    expect(await within('9007199254740993 <= 9007199254740993')).toEqual([expect.stringContaining('a number beyond 2^53')]);
    expect(await faultsOf('forbid(principal, action, resource in Dir::"/data/");')).toEqual([
      expect.stringContaining('Dir::"/data/" is no path as guests see them'),
    ]);
  });

  it('refuses two policies of one name', async () => {
    const one = '@id("a") permit(principal, action, resource);';
    expect(await faultsOf(`${one}\n${one}`)).toEqual(['x.cedar, line 2, column 1: the id "a" is taken by another policy']);
  });

  it('takes a text with nothing in it', async () => {
    expect(await faultsOf('// nothing\n')).toEqual([]);
  });
});

it('the table agrees with Cedar on random policies and requests', async () => {
  const { differences, ...sum } = await agreement(oracle, 1, 25, 120);
  expect(differences).toEqual([]);
  expect(sum).toMatchObject({ requests: 3000, policies: expect.any(Number) });
  expect(Math.min(sum.allowed, sum.failing)).toBeGreaterThan(200);
});
