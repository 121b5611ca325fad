// The expectations of a test rewritten to what came, for a person who has looked and wants it so. The rest of the text, comments
// included, stays as it is.
import { applyEdits, modify } from 'jsonc-parser';
import { fuelBounds, fuelDifference, type Observed } from './compare.ts';
import { expectedOutcome, outcomeText } from './expected-outcome.ts';
import { expectedStream, streamDifference, type Sha256 } from './expected-stream.ts';
import type { Expectations, TestFile } from './test-schema.ts';

export interface UpdatedTest {
  readonly text: string;
  /** A line each: `outcome: exited with code 1 → returned`. May hold guest text. */
  readonly changes: readonly string[];
}

/** Only what is checked is rewritten. Calls and verdicts stand in the recording, which only a new recording changes. */
export function updateTest(text: string, { expect }: TestFile, observed: Observed, sha256: Sha256): UpdatedTest {
  const changes: string[] = [];
  let updated = text;
  const set = (name: keyof Expectations, value: unknown, change: string): void => {
    updated = applyEdits(
      updated,
      modify(updated, ['expect', name], value, { formattingOptions: { insertSpaces: true, tabSize: 2 } }),
    );
    changes.push(`${name}: ${change}`);
  };
  const ended = observed.ending === null ? undefined : expectedOutcome(observed.ending);
  if (expect.outcome !== undefined && ended !== undefined && outcomeText(ended) !== outcomeText(expect.outcome)) {
    set('outcome', ended, `${outcomeText(expect.outcome)} → ${outcomeText(ended)}`);
  }
  for (const name of ['stdout', 'stderr'] as const) {
    const [wanted, found] = [expect[name], observed.output?.[name]];
    const difference = wanted === undefined || found === undefined ? undefined : streamDifference(name, wanted, found, sha256);
    if (difference === undefined || found === undefined) continue;
    set(name, expectedStream(found, sha256), `${difference.what}: ${difference.expected} → ${difference.found}`);
  }
  const { fuel } = expect;
  if (fuel !== undefined && observed.fuel !== null && fuelDifference(fuel, observed.fuel) !== undefined) {
    const bounds = fuelBounds(observed.fuel, slackOf(fuel));
    set('fuel', bounds, `${fuel.least} to ${fuel.most} → ${bounds.least} to ${bounds.most}`);
  }
  return { text: updated, changes };
}

/** As wide for its middle as before. */
function slackOf({ least, most }: NonNullable<Expectations['fuel']>): number {
  return least + most === 0 ? 0 : Math.max(0, (most - least) / (most + least));
}
