// THREATS 65, 98, 99 and 100: policy texts made to put Cedar out of use, to run long, or to be judged otherwise than they read.
import { afterAll, describe, expect, it, test } from 'vitest';
import {
  CEDAR_CAPS,
  CedarOracle,
  compileTable,
  decide,
  emptyManifest,
  loadPolicy,
  policyDiagnosticText,
  rulesOf,
  type Expression,
  type Rule,
  type RuleId,
} from '../../../sandbox-core/index.ts';
import { nodeCedar } from '../../../sandbox-core/node.ts';
import type { CedarAnswer, CedarQuestion, CedarThread } from '../../../sandbox-core/platform/cedar.ts';
import { cedarThread } from '../../../sandbox-core/platform/node/cedar/cedar-thread.ts';
import { compileLike } from '../../../sandbox-core/policy/condition/like.ts';

const oracle = nodeCedar();
const ENTRY = new URL('../../../sandbox-core/cedar-thread.ts', import.meta.url);
const bare = cedarThread(ENTRY);
afterAll(() => {
  oracle.close();
  bare.close();
});

async function refusal(text: string): Promise<string> {
  const loaded = await loadPolicy(emptyManifest(), [{ name: 'x', text }], oracle);
  return loaded.ok ? 'taken' : loaded.diagnostics.map(policyDiagnosticText).join('; ');
}

const when = (condition: string): string => `forbid(principal, action, resource) when { ${condition} };`;
const PARENTHESES = when(`${'('.repeat(20_000)}true${')'.repeat(20_000)}`);

describe('98: hostile policy texts', () => {
  it.each([
    ['20,000 parentheses', PARENTHESES, 'brackets are nested deeper than 32'],
    ['sets in sets', when(`${'['.repeat(500)}1${']'.repeat(500)} == 1`), 'brackets are nested deeper than 32'],
    ['a chain of ifs', when(`${'if true then true else '.repeat(2000)}true`), 'more than the 32 ifs'],
    ['members of members', when(`context${'.a'.repeat(2000)}`), 'deeper than 32'],
    ['members by index', when(`context${'["a"]'.repeat(2000)}`), 'deeper than 32'],
    ['5 MB of comment', `//${'x'.repeat(5e6)}`, '1048576 are taken at most'],
    ['5 MB of brackets', '('.repeat(5e6), '1048576 are taken at most'],
    ['a string without end', when(`"${'a'.repeat(500_000)}`), 'are taken at most'],
    ['a long name', `permit(principal, action, resource) when { ${'a'.repeat(10_000)} };`, '8192 are taken at most'],
    ['a flood of policies', 'permit(principal,action,resource);'.repeat(5000), '4096 policies'],
    ['a flood of tokens', when(`[${'1,'.repeat(50_000)}1] == 1`), '4096 tokens'],
    ['hidden direction marks', 'permit(principal, action, resource); // \u202e', 'changes the direction'],
    ['half a character', when('"\ud800" == "a"'), 'half a character'],
  ])('98: %s is refused before Cedar sees it', async (_what, text, reason) => {
    const started = performance.now();
    expect(await refusal(text)).toContain(reason);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('takes what is just inside of the caps', async () => {
    const { nesting, ifs } = CEDAR_CAPS;
    const nested = `${'('.repeat(nesting - 1)}action == Action::"fs.read"${')'.repeat(nesting - 1)}`;
    expect(await refusal(when(nested))).toBe('taken');
    const chain = `${'if action == Action::"fs.read" then true else '.repeat(ifs)}action == Action::"fs.list"`;
    expect(await refusal(when(chain))).toBe('taken');
    expect(await refusal(when(Array.from({ length: 350 }, () => 'action == Action::"fs.read"').join(' || ')))).toBe('taken');
  });

  it('survives an instance that was put out of use, and starts another', async () => {
    expect(await bare.ask({ kind: 'parse', policies: [PARENTHESES] })).toMatchObject({ kind: 'failed' });
    const next = await bare.ask({ kind: 'parse', policies: ['permit(principal, action, resource);'] });
    expect(next).toMatchObject({ kind: 'parsed', policies: [{ json: { effect: 'permit' } }] });
  });

  it('gives up on an answer that takes too long', async () => {
    const hurried = cedarThread(ENTRY, 1);
    expect(await hurried.ask({ kind: 'parse', policies: [PARENTHESES] })).toEqual({
      kind: 'failed',
      reason: 'no answer within 1 ms',
    });
    hurried.close();
  });
});

test('65: a pattern made to backtrack is matched in linear time', () => {
  const text = 'a'.repeat(4096);
  const started = performance.now();
  for (let times = 0; times < 200; times++) {
    expect(compileLike(`${'*a'.repeat(2000)}*b`.split('*'))(text)).toBe(false);
    expect(compileLike(['', `${'a'.repeat(2000)}b${'a'.repeat(2000)}`, ''])(text)).toBe(false);
  }
  expect(performance.now() - started).toBeLessThan(2000);
});

/** Cedar's thread, but for its verdicts, which are turned around. */
class LyingThread implements CedarThread {
  async ask(question: CedarQuestion): Promise<CedarAnswer> {
    const answer = await bare.ask(question);
    if (answer.kind !== 'judged') return answer;
    return { kind: 'judged', verdicts: answer.verdicts.map((verdict) => ({ ...verdict, allowed: !verdict.allowed })) };
  }

  close(): void {
    bare.close();
  }
}

test('99: a policy that Cedar and the table judge differently is not used', async () => {
  const text = 'forbid(principal, action == Action::"random.read", resource);';
  const loaded = await loadPolicy(emptyManifest(), [{ name: 'x', text }], new CedarOracle(new LyingThread()));
  expect(loaded).toMatchObject({ ok: false, diagnostics: [{ code: 'cedar-difference' }] });
});

test('100: a forbid whose condition fails denies, and a permit whose condition fails permits nothing', () => {
  // No text that is validated comes to this: a clock has no path.
  const failing: Expression = { kind: 'attribute', of: 'resource', name: 'path' };
  const rule = (effect: Rule['effect']): Rule => ({
    ...{ id: 99 as RuleId, effect, text: '', pointer: '', actions: ['clock.read'], under: '' },
    cedar: { name: 'x', source: 'x', line: 1, column: 1, when: failing },
  });
  const asked = { action: 'clock.read', resource: '' } as const;
  const own = rulesOf(emptyManifest());
  expect(decide(compileTable(own), asked)).toEqual({ allowed: true, rule: 6 });
  expect(decide(compileTable([...own, rule('forbid')]), asked)).toEqual({ allowed: false, rule: 99 });
  expect(decide(compileTable([rule('permit')]), asked)).toEqual({ allowed: false, rule: 0 });
});
