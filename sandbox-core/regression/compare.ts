// What a test expects against what came: pure, in the order in which differences are told.
import type { Rule } from '../policy/decision.ts';
import type { Recording } from '../recording/store/recording.ts';
import type { Ending } from '../run/outcome.ts';
import type { TestDifference } from './difference.ts';
import { outcomeDifference } from './expected-outcome.ts';
import { streamDifference, type Sha256 } from './expected-stream.ts';
import type { Streams } from './recorded-streams.ts';
import type { Expectations } from './test-schema.ts';
import { verdictDifference } from './verdicts.ts';

/** How the guest went under test. Null: it was not brought so far. */
export interface Observed {
  /** The first call that was not as recorded, or for which the recording has no answer. */
  readonly calls: TestDifference | null;
  readonly ending: Ending | null;
  readonly output: Streams | null;
  /** Null also where instructions were not counted. */
  readonly fuel: number | null;
}

export interface Judging {
  readonly recording: Recording;
  /** Of the manifest of the test. */
  readonly rules: readonly Rule[];
  readonly sha256: Sha256;
}

export function compare(expect: Expectations, observed: Observed, judging: Judging): TestDifference[] {
  const { ending, output } = observed;
  const verdict = expect.verdicts === true ? verdictDifference(judging.recording, judging.rules) : undefined;
  const found = [
    observed.calls,
    ending !== null && expect.outcome !== undefined ? outcomeDifference(expect.outcome, ending) : undefined,
    ...(ending === null ? [] : (['stdout', 'stderr'] as const).map((name) => outputDifference(name, expect, output, judging))),
    verdict,
    ending !== null && expect.fuel !== undefined ? fuelDifference(expect.fuel, observed.fuel) : undefined,
  ];
  return found.filter((difference) => difference !== undefined && difference !== null);
}

function outputDifference(
  about: 'stdout' | 'stderr',
  expect: Expectations,
  output: Streams | null,
  { sha256 }: Judging,
): TestDifference | undefined {
  const expected = expect[about];
  if (expected === undefined) return undefined;
  if (output !== null) return streamDifference(about, expected, output[about], sha256);
  return { about, what: about, expected: 'output that can be compared', found: 'too much of it', stack: [] };
}

export function fuelDifference(bounds: NonNullable<Expectations['fuel']>, fuel: number | null): TestDifference | undefined {
  if (fuel !== null && fuel >= bounds.least && fuel <= bounds.most) return undefined;
  const expected = `${bounds.least} to ${bounds.most}`;
  return {
    about: 'fuel',
    what: 'instructions executed',
    expected,
    found: fuel === null ? 'not counted' : String(fuel),
    stack: [],
  };
}

/** Bounds around a count; `slack` is a part of it: 0.05 for five in a hundred. */
export function fuelBounds(fuel: number, slack: number): NonNullable<Expectations['fuel']> {
  const off = Math.ceil(fuel * slack);
  return { least: Math.max(0, fuel - off), most: Math.min(Number.MAX_SAFE_INTEGER, fuel + off) };
}
