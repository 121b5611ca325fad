// Policies suggested from real runs: the same run passes under them, call by call, and what lies outside of them is denied.
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { checkManifest, loadPolicy, policyDiagnosticText, rulesOf, type Manifest, type Rule } from '../../sandbox-core/index.ts';
import { nodeCedar } from '../../sandbox-core/node.ts';
import { distinctRequests, type DistinctRequests } from '../../sandbox-core/policy-tools/distinct-requests.ts';
import { effectivePolicy, judge } from '../../sandbox-core/policy-tools/effective-policy.ts';
import { SUGGESTION_LEVELS, type SuggestionLevel } from '../../sandbox-core/policy-tools/path-selectors.ts';
import { recordedPlan } from '../../sandbox-core/policy-tools/recorded-policy.ts';
import { recordedRules } from '../../sandbox-core/policy/recorded-rules.ts';
import { suggestPolicy, type Suggestion } from '../../sandbox-core/policy-tools/suggest-policy.ts';
import { whatIf } from '../../sandbox-core/policy-tools/what-if.ts';
import { Recorder, type RecordedRun } from '../fixtures/recorded-run.ts';

const oracle = nodeCedar();
const recorder = new Recorder();
afterAll(() => {
  oracle.close();
  recorder.close();
});

const sample = (name: string): string => fileURLToPath(new URL(`../../resources/samples/${name}.wasm`, import.meta.url));

const EVERYWHERE: Partial<Manifest> = {
  mounts: [{ guest: '/', source: { kind: 'memory' }, rights: ['read', 'write', 'create'] }],
};

function requestsOf(run: RecordedRun): DistinctRequests {
  const requests = distinctRequests(run.recording);
  requests.takeIn();
  return requests;
}

function suggested(run: RecordedRun, level: SuggestionLevel, withDenied = false): Suggestion {
  return suggestPolicy([{ requests: requestsOf(run), plan: recordedPlan(run.recording.header) }], { level, withDenied });
}

async function rulesFor({ manifest, cedarText }: Suggestion): Promise<readonly Rule[]> {
  expect(checkManifest(manifest)).toMatchObject({ ok: true });
  const texts = cedarText === '' ? [] : [{ name: 'suggested.cedar', text: cedarText }];
  const loaded = await loadPolicy(manifest, texts, oracle);
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(policyDiagnosticText).join('\n'));
  return loaded.value.rules;
}

/** Each call with how it ended and what it was asked for. */
function story(run: RecordedRun): string[] {
  const { header, rows } = run.recording;
  return Array.from({ length: rows }, (_, row) => {
    const chunk = run.recording.chunkOf(row);
    const at = row - chunk.firstRow;
    return `${header.signatures[chunk.signature[at] ?? 0]?.name} ${header.actions[chunk.action[at] ?? 0]} ${chunk.outcome[at]} ${chunk.result[at]}`;
  });
}

describe('suggestPolicy()', () => {
  it.each(SUGGESTION_LEVELS)('gives thief what it did under an empty tree, and no more (%s)', async (level) => {
    const run = await recorder.record(sample('thief'), EVERYWHERE);
    const suggestion = suggested(run, level);
    const rules = await rulesFor(suggestion);
    const again = await recorder.record(sample('thief'), suggestion.manifest, { rules });
    expect(story(again)).toEqual(story(run));
    const policy = effectivePolicy(rules);
    const { before, after, changes } = whatIf(requestsOf(run), effectivePolicy(recordedRules(run.recording.header)), policy);
    // What climbs out of the tree is denied as it was, by whatever policy.
    expect([after, changes]).toEqual([before, []]);
    const may = (action: 'fs.read' | 'fs.list' | 'fs.write' | 'fs.create', resource: string): boolean =>
      judge(policy, { action, resource, call: 'path_open' }).allowed;
    expect([may('fs.write', '/etc/passwd'), may('fs.create', '/etc/x')]).toEqual([false, false]);
    expect(may('fs.read', '/etc/group')).toBe(level !== 'exact' && level !== 'endings');
    expect(may('fs.read', '/home/a')).toBe(level === 'directory');
  });

  it('gives thief nothing of what it was denied, unless that is asked for', async () => {
    const run = await recorder.record(sample('thief'));
    const { manifest, rules } = suggested(run, 'exact');
    expect([manifest.mounts, rules.map(({ id }) => id)]).toEqual([[], ['unused']]);
    expect(manifest.clock).toMatchObject({ kind: 'frozen' });
    const wider = suggested(run, 'exact', true);
    expect(wider.manifest.mounts.map(({ guest, rights }) => `${guest} ${rights.join()}`)).toEqual([
      '/etc read',
      '/root/.ssh read',
    ]);
    expect(wider.rules[0]).toMatchObject({ id: '/mounts/0', evidence: { calls: expect.any(Number) } });
    await rulesFor(wider);
  });

  it.each(['hello', 'maze', 'trapper'])('lets %s run as it ran, and nothing that it did not ask for', async (name) => {
    const run = await recorder.record(sample(name));
    const suggestion = suggested(run, 'exact');
    const rules = await rulesFor(suggestion);
    const again = await recorder.record(sample(name), suggestion.manifest, { rules });
    expect([again.outcome.kind, story(again)]).toEqual([run.outcome.kind, story(run)]);
    const used = new Set(requestsOf(run).requests.map(({ parts }) => parts[0]?.action));
    const policy = effectivePolicy(rules);
    const plain = ['clock.read', 'random.read', 'stdio.read', 'env.read'] as const;
    expect(plain.filter((action) => judge(policy, { action, resource: '' }).allowed)).toEqual(
      plain.filter((action) => used.has(action)),
    );
  });

  it('denies a guest that reaches for more than the one of which the policy was suggested', async () => {
    const run = await recorder.record(opening('a'), EVERYWHERE);
    const suggestion = suggested(run, 'exact');
    const rules = await rulesFor(suggestion);
    expect(rules.length).toBeGreaterThan(rulesOf(suggestion.manifest).length);
    const other = await recorder.record(opening('b'), suggestion.manifest, { rules });
    expect([run.outcome.totals.denials, other.outcome.totals.denials]).toEqual([0, 1]);
  });
});

/** Makes a file of this name in the root. */
function opening(name: string): string {
  return `(module
    (import "wasi_snapshot_preview1" "path_open"
      (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "${name}")
    (func (export "_start")
      (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 1)
        (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 16)))))`;
}
