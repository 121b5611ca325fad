// How a run ended, cut to what a test expects of it: the kind, and the code, trap or limit. Where it trapped may move with a build.
import type { Ending } from '../run/outcome.ts';
import type { TestDifference } from './difference.ts';
import type { ExpectedOutcome } from './test-schema.ts';

/** Undefined for a run that never started, of which nothing can be expected. */
export function expectedOutcome(ending: Ending): ExpectedOutcome | undefined {
  switch (ending.kind) {
    case 'exited':
      return { kind: 'exited', code: ending.code };
    case 'trapped':
      return { kind: 'trapped', trap: ending.trap.kind };
    case 'limit':
      return { kind: 'limit', limit: ending.limit };
    case 'refused':
      return undefined;
    default:
      return { kind: ending.kind };
  }
}

export function outcomeDifference(expected: ExpectedOutcome, ending: Ending): TestDifference | undefined {
  const found = expectedOutcome(ending);
  const [wanted, got] = [outcomeText(expected), found === undefined ? 'not started' : outcomeText(found)];
  if (wanted === got) return undefined;
  const stack = ending.kind === 'trapped' ? ending.trap.stack : [];
  return { about: 'outcome', what: 'the end', expected: wanted, found: got, stack };
}

export function outcomeText(outcome: ExpectedOutcome): string {
  switch (outcome.kind) {
    case 'exited':
      return `exited with code ${outcome.code}`;
    case 'trapped':
      return `trapped: ${outcome.trap}`;
    case 'limit':
      return `ended by the ${outcome.limit} limit`;
    case 'denied':
      return 'ended by a denial';
    default:
      return outcome.kind;
  }
}
