// What the policy decided in a recorded run, held against another manifest: without running anything, since decisions depend on
// nothing but rules, action, resource and the function called.
//
// Not covered: requests that a call made beside its first (a rename asks twice) and that were allowed; no recording holds them.
import { compileTable, decide } from '../policy/decide.ts';
import type { Rule } from '../policy/decision.ts';
import { recordedRules } from '../policy/recorded-rules.ts';
import { ACTIONS, type Action } from '../policy/request.ts';
import { ACCESS_KINDS, CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';
import type { TestDifference } from './difference.ts';

interface Verdict {
  readonly row: number;
  readonly action: Action;
  readonly resource: string;
  /** Name of the host function. */
  readonly call: string;
  readonly allowed: boolean;
}

const RESOURCE = ACCESS_KINDS.indexOf('resource');
const DENIED = CALL_OUTCOMES.indexOf('denied');
/** Different requests that are remembered, so that each is judged once. */
const MOST_REMEMBERED = 100_000;

/** The first request that `rules` decide otherwise. */
export function verdictDifference(recording: Recording, rules: readonly Rule[]): TestDifference | undefined {
  const table = compileTable(rules);
  for (const verdict of recordedVerdicts(recording)) {
    const { allowed, rule } = decide(table, verdict);
    if (allowed === verdict.allowed) continue;
    const { row, action, resource } = verdict;
    const words = (is: boolean): string => (is ? 'allowed' : 'denied');
    const what = `call ${row + 1}: ${action}${resource === '' ? '' : ` on ${resource}`}`;
    return { about: 'verdicts', what, expected: words(verdict.allowed), found: `${words(allowed)} by rule ${rule}`, stack: [] };
  }
  return undefined;
}

/**
 * Those that the recorded rules explain: a call that was denied by what its descriptor allows, or that never reached the policy,
 * is no decision of it.
 */
function* recordedVerdicts(recording: Recording): Generator<Verdict> {
  const table = compileTable(recordedRules(recording.header));
  const actions = recording.header.actions.map((name) => ACTIONS.find((action) => action === name));
  const seen = new Set<string>();
  for (const number of recording.chunks.keys()) {
    const chunk = recording.chunk(number);
    for (let at = 0; at < chunk.rows; at += 1) {
      const action = actions[chunk.action[at] ?? 0];
      if (action === undefined) continue;
      const resource = resourceOf(chunk, at);
      const call = recording.header.signatures[chunk.signature[at] ?? 0]?.name ?? '';
      const key = `${call} ${action} ${resource}`;
      if (seen.has(key)) continue;
      const decision = decide(table, { action, resource, call });
      if (decision.rule !== chunk.rule[at] || decision.allowed !== (chunk.outcome[at] !== DENIED)) continue;
      if (seen.size < MOST_REMEMBERED) seen.add(key);
      yield { row: chunk.firstRow + at, action, resource, call, allowed: decision.allowed };
    }
  }
}

function resourceOf(chunk: Chunk, at: number): string {
  for (let access = chunk.accessStart[at] ?? 0; access < (chunk.accessStart[at + 1] ?? 0); access += 1) {
    if (chunk.accessKind[access] !== RESOURCE) continue;
    return new TextDecoder().decode(chunk.data.subarray(chunk.dataStart[access], chunk.dataStart[access + 1]));
  }
  return '';
}
