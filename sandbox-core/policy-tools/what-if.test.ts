import { describe, expect, it } from 'vitest';
import { memoryRecording } from '../../test/fixtures/sessions/memory-recording.ts';
import { sampleChunks, THIEF } from '../../test/fixtures/sessions/sample-recording.ts';
import type { RuleId } from '../base/ids.ts';
import type { Rule } from '../policy/decision.ts';
import { emptyManifest } from '../policy/empty-manifest.ts';
import type { MountEntry } from '../policy/manifest.ts';
import { rulesOf } from '../policy/rules.ts';
import { distinctRequests, type DistinctRequests } from './distinct-requests.ts';
import { effectivePolicy, type EffectivePolicy } from './effective-policy.ts';
import { changedRows, whatIf } from './what-if.ts';

function mounting(...guests: string[]): EffectivePolicy {
  return effectivePolicy(rulesMounting(...guests));
}

function rulesMounting(...guests: string[]): Rule[] {
  const mounts = guests.map((guest): MountEntry => ({ guest, source: { kind: 'memory' }, rights: ['read', 'write'] }));
  return rulesOf({ ...emptyManifest(), mounts });
}

/** *thief*, twice. */
function thief(): DistinctRequests {
  const requests = distinctRequests(memoryRecording(sampleChunks([...THIEF, ...THIEF])));
  requests.takeIn();
  return requests;
}

/** As a policy text makes them. */
function cedarRule(id: number, effect: Rule['effect'], under: string): Rule {
  const cedar = { name: `policy ${id}`, source: 'x.cedar', line: 1, column: 1 };
  return { id: id as RuleId, effect, text: '', pointer: '', actions: ['fs.read'], under, cedar };
}

describe('whatIf()', () => {
  it('changes nothing under the policy of the run', () => {
    const result = whatIf(thief(), mounting('/data'), mounting('/data'));
    expect([result.before, result.after, result.changes, result.firstChangedRow]).toEqual([
      { allowed: 14, denied: 2 },
      { allowed: 14, denied: 2 },
      [],
      undefined,
    ]);
  });

  it('tells what another policy lets in and keeps out, with the rule and the first changed row', () => {
    const requests = thief();
    const result = whatIf(requests, mounting('/data'), mounting('/etc'));
    expect(result.changes.map(({ request, to, rule }) => [request.parts[0]?.resource, request.calls, to, rule])).toEqual([
      ['/etc/passwd', 2, 'allowed', 8],
      ['/data/notes.txt', 2, 'denied', 0],
    ]);
    expect([result.after, result.firstChangedRow]).toEqual([{ allowed: 14, denied: 2 }, 0]);
    expect(changedRows(requests, result)).toEqual([0, 1, 8, 9]);
    expect(changedRows(requests, result, 1, 2)).toEqual([1, 8]);
  });

  it('counts the calls that each rule decided, and names those that decided none', () => {
    const result = whatIf(thief(), mounting('/data'), mounting('/data', '/tmp'));
    expect([...result.hits]).toEqual([
      [8, 2],
      [3, 4],
      [1, 4],
      [6, 2],
      [2, 2],
    ]);
    expect(result.idle).toEqual([4, 5, 7, 9]);
  });

  it('lets no rule permit what nothing mounts', () => {
    const policy = effectivePolicy([...rulesMounting('/data'), cedarRule(99, 'permit', '/etc')]);
    expect(whatIf(thief(), mounting('/data'), policy).changes).toEqual([]);
  });

  it('keeps denied what the policy permits but reached out of its mount', () => {
    const recorded = mounting('/data', '/etc');
    expect(whatIf(thief(), recorded, recorded).changes).toEqual([]);
  });

  it('denies a call as soon as one of its parts is denied', () => {
    const forbidding = effectivePolicy([...rulesMounting('/data'), cedarRule(99, 'forbid', '/data')]);
    const { changes, hits } = whatIf(thief(), mounting('/data'), forbidding);
    expect([changes.map(({ rule, to }) => [rule, to]), hits.get(99 as RuleId)]).toEqual([[[99, 'denied']], 2]);
  });
});
