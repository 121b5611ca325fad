// A run, live or kept, as its summary for the page: guest text made visible and cut.
import {
  cutMiddle,
  endingSentence,
  ON_MISS_POINTER,
  visibleText,
  SIGNATURES,
  type Ending,
  type HeldCall,
  type Outcome,
  type RuleWords,
  type RunQuestion,
  type RunTotals,
} from '../../sandbox-core/index.ts';
import type { RunSummary } from '../contract/schemas.ts';
import { framesForPage } from './frames-for-page.ts';

/** Of a rule of the plan, or as it was recorded. */
export type RuleFacts = RuleWords & { readonly pointer: string };

export interface RunFacts {
  readonly id: string;
  readonly number: number;
  readonly module: string;
  readonly moduleName: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly state: RunSummary['state'];
  readonly held: HeldCall | undefined;
  readonly question: RunQuestion | undefined;
  readonly totals: RunTotals;
  /** Null while it runs. */
  readonly outcome: Outcome | null;
  readonly rules: readonly RuleFacts[];
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
    held: state === 'held' && facts.held ? heldPlace(facts.held) : null,
    asking: state === 'asking' && facts.question ? askingPlace(facts.question) : null,
    misses: missesOf(rules),
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

function heldPlace({ stop, row, phase, chunk }: HeldCall): NonNullable<RunSummary['held']> {
  return { stop, row, phase, name: SIGNATURES[chunk.signature[0] ?? 0]?.name ?? '?' };
}

function askingPlace({ number, row, call }: RunQuestion): NonNullable<RunSummary['asking']> {
  return { number, row, name: call };
}

/** As rulesOf() writes it: two rules for the answers to questions, one for what is let through. */
function missesOf(rules: readonly RuleFacts[]): RunSummary['misses'] {
  const ofMisses = rules.filter(({ pointer }) => pointer === ON_MISS_POINTER).length;
  return ofMisses === 0 ? 'denied' : ofMisses === 1 ? 'let-through' : 'asked';
}

/** A list holds a hundred runs. */
const LONGEST_TEXT = 1000;

/** The outcome's ending alone, its guest text made visible. */
function visibleEnding(ending: Ending): NonNullable<RunSummary['ending']> {
  switch (ending.kind) {
    case 'trapped': {
      const stack = framesForPage(ending.trap.stack);
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
