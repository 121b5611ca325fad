// A run, live or kept, as its summary; and the outcome that a kept recording holds, read as what it is: a file's word.
import { z } from 'zod';
import {
  cutMiddle,
  endingSentence,
  visibleText,
  type Ending,
  type Outcome,
  type Recording,
  type RuleWords,
  type RunTotals,
} from '../../sandbox-core/index.ts';
import { endingSchema, limitUseSchema, type RunSummary } from '../contract/schemas.ts';

export interface RunFacts {
  readonly id: string;
  readonly number: number;
  readonly module: string;
  readonly moduleName: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly state: RunSummary['state'];
  readonly totals: RunTotals;
  /** Null while it runs. */
  readonly outcome: Outcome | null;
  readonly rules: readonly RuleWords[];
}

export function runSummary(facts: RunFacts): RunSummary {
  const { id, number, module, moduleName, startedAt, state, totals, outcome, rules } = facts;
  const { wall, calls, denials, errors, memory, limits } = totals;
  return {
    id,
    number,
    module,
    moduleName: shown(moduleName, LONGEST_TEXT),
    startedAt,
    state,
    ending: outcome === null ? null : visibleEnding(outcome),
    sentence: outcome === null ? null : endingSentence(outcome, rules),
    wall,
    calls,
    denials,
    errors,
    memory,
    limits: limits.map((use) => ({ ...use })),
  };
}

/** A list holds a hundred runs, and a run's trap 64 frames, whose names a guest may make 100,000 characters long. */
const LONGEST_NAME = 200;
const LONGEST_TEXT = 1000;

/** The outcome's ending alone, its guest text made visible. */
function visibleEnding(ending: Ending): NonNullable<RunSummary['ending']> {
  switch (ending.kind) {
    case 'trapped': {
      const stack = ending.trap.stack.map((frame) => ({ ...frame, name: shown(frame.name, LONGEST_NAME) }));
      return { kind: 'trapped', trap: { kind: ending.trap.kind, message: shown(ending.trap.message, LONGEST_TEXT), stack } };
    }
    case 'denied':
      return {
        kind: 'denied',
        call: shown(ending.call, LONGEST_TEXT),
        resource: shown(ending.resource, LONGEST_TEXT),
        rule: ending.rule,
      };
    case 'refused':
      return { kind: 'refused', message: shown(ending.message, LONGEST_TEXT) };
    case 'crashed':
      return { kind: 'crashed', reason: shown(ending.reason, LONGEST_TEXT), signal: ending.signal };
    case 'exited':
      return { kind: 'exited', code: ending.code };
    case 'limit':
      return { kind: 'limit', limit: ending.limit };
    case 'returned':
    case 'stopped':
      return { kind: ending.kind };
  }
}

function shown(text: string, most: number): string {
  return cutMiddle(visibleText(text), most);
}

const amount = z.number().min(0);
const totalsSchema = z.strictObject({
  wall: amount,
  calls: amount,
  denials: amount,
  errors: amount,
  memory: amount,
  limits: z.array(limitUseSchema).max(100),
});
const NO_TOTALS: RunTotals = { wall: 0, calls: 0, denials: 0, errors: 0, memory: 0, limits: [] };

/** How a kept run ended. Where its writer was killed, or the file says what no run of ours ends with: crashed. */
export function keptOutcome(recording: Recording): Outcome {
  const totals = { ...NO_TOTALS, calls: recording.rows };
  if (recording.outcome === undefined) {
    return { kind: 'crashed', reason: 'the engine ended before the run did', signal: null, totals };
  }
  const { totals: counts, ...ending }: Record<string, unknown> = JSON.parse(recording.outcome) as Record<string, unknown>;
  const readEnding = endingSchema.safeParse(ending);
  const readTotals = totalsSchema.safeParse(counts);
  if (!readEnding.success || !readTotals.success) {
    return { kind: 'crashed', reason: 'its recording holds no outcome that is known', signal: null, totals };
  }
  // The schema is the wire's, with plain numbers and texts where the engine has branded ones.
  return { ...readEnding.data, totals: readTotals.data } as Outcome;
}
