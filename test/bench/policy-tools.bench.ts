// What the policy tools cost over a million recorded calls held in memory: the distinct requests, once a recording; what
// another policy would have done, at each keystroke; and the least policy that covers it.
import { distinctRequests } from '../../sandbox-core/policy-tools/distinct-requests.ts';
import { effectivePolicy } from '../../sandbox-core/policy-tools/effective-policy.ts';
import { SUGGESTION_LEVELS } from '../../sandbox-core/policy-tools/path-selectors.ts';
import { recordedPlan } from '../../sandbox-core/policy-tools/recorded-policy.ts';
import { suggestPolicy } from '../../sandbox-core/policy-tools/suggest-policy.ts';
import { whatIf } from '../../sandbox-core/policy-tools/what-if.ts';
import { emptyManifest, rulesOf, type MountEntry, type Rule, type RuleId } from '../../sandbox-core/index.ts';
import { memoryRecording } from '../fixtures/sessions/memory-recording.ts';
import { bytesOf, sampleChunks, THIEF, type SampleCall } from '../fixtures/sessions/sample-recording.ts';
import { median, print, threadMilliseconds } from './figures.ts';

const CALLS = 1_000_000;
const TIMES = 7;

/** One call in eight opens one of `paths` files; one in eight hundred something that is not mounted. */
function calls(paths: number): SampleCall[] {
  return Array.from({ length: CALLS }, (_, row) =>
    row % 8 === 0 ? opened(row, paths) : (THIEF[2 + (row % 5)] ?? opened(row, paths)),
  );
}

function opened(row: number, paths: number): SampleCall {
  const denied = row % 800 === 0;
  const path = denied ? '/etc/passwd' : `/data/in/${row % 7}/cat-${row % paths}.jpg`;
  return {
    name: 'path_open',
    arguments: [3, 0, 1040, path.length, 0, 2n, 0n, 0, 2048],
    accesses: [
      ['read', 1040, path],
      ['resource', 0, path],
      ['wrote', 2048, bytesOf(7)],
    ],
    outcome: denied ? 'denied' : 'ok',
    result: denied ? 76 : 0,
    rule: denied ? 0 : 8,
    action: 'fs.read',
  };
}

/** A manifest's rules, and of Cedar as many more as make `count`. */
function policy(count: number): Rule[] {
  const mounts: MountEntry[] = [{ guest: '/data', source: { kind: 'memory' }, rights: ['read'] }];
  const rules = rulesOf({ ...emptyManifest(), mounts });
  for (let id = rules.length + 1; id <= count; id++) {
    const cedar = { name: `policy ${id}`, source: 'x.cedar', line: id, column: 1 };
    rules.push({
      ...{ id: id as RuleId, effect: 'forbid', text: '', pointer: '', actions: ['fs.read'], under: `/data/in/${id % 9}` },
      cedar: {
        ...cedar,
        when: { kind: 'like', of: { kind: 'attribute', of: 'resource', name: 'name' }, pieces: ['', `${id}.jpg`] },
      },
    });
  }
  return rules;
}

function timed(work: () => void): number {
  const started = threadMilliseconds();
  work();
  return threadMilliseconds() - started;
}

function main(): void {
  for (const paths of [1000, 125_000]) {
    const chunks = sampleChunks(calls(paths));
    const first: number[] = [];
    let recording = memoryRecording(chunks);
    for (let time = 0; time < TIMES; time++) {
      recording = memoryRecording(chunks);
      first.push(timed(() => distinctRequests(recording).takeIn()));
    }
    const requests = distinctRequests(recording);
    print(`${CALLS} calls, ${requests.requests.length} distinct requests, gathered in ${median(first).toFixed(0)} ms`);
    const plan = recordedPlan(recording.header);
    for (const level of SUGGESTION_LEVELS) {
      const each = Array.from({ length: TIMES }, () =>
        timed(() => suggestPolicy([{ requests, plan }], { level, withDenied: true })),
      );
      print(`  suggest ${level}: median ${median(each).toFixed(0)} ms, worst ${Math.max(...each).toFixed(0)} ms`);
    }
    for (const rules of [10, 100, 1000]) {
      const recorded = effectivePolicy(policy(8));
      const each = Array.from({ length: TIMES }, () => timed(() => whatIf(requests, recorded, effectivePolicy(policy(rules)))));
      print(`  what-if with ${rules} rules: median ${median(each).toFixed(1)} ms, worst ${Math.max(...each).toFixed(1)} ms`);
    }
  }
}

main();
