// How a run ended, in one sentence with the why of it, for a list, a status line and the command line.
import { sourceInShort } from '../module/dwarf/source-text.ts';
import { formatBytes, formatDuration } from '../base/units.ts';
import { cutMiddle, visibleText } from '../base/visible-text.ts';
import type { LimitName } from '../limits/limits.ts';
import { DEFAULT_RULE } from '../policy/decision.ts';
import type { Ending, GuestFrame, Outcome, RunTotals, Trap } from './outcome.ts';

/** What the sentence needs of a rule. */
export interface RuleWords {
  readonly id: number;
  readonly text: string;
}

/** `rules` are those of the run's plan; without them a denial names its rule by number alone. Guest text is made visible. */
export function endingSentence(outcome: Outcome, rules: readonly RuleWords[] = []): string {
  const sentence = wordsOf(outcome, outcome.totals, rules);
  const { denials } = outcome.totals;
  if (denials === 0 || outcome.kind === 'denied') return `${sentence}.`;
  return `${sentence}; ${denials === 1 ? '1 call was' : `${denials} calls were`} denied.`;
}

function wordsOf(ending: Ending, totals: RunTotals, rules: readonly RuleWords[]): string {
  switch (ending.kind) {
    case 'returned':
      return `Returned after ${formatDuration(totals.wall)}`;
    case 'exited':
      return `Exited with code ${ending.code} after ${formatDuration(totals.wall)}`;
    case 'trapped':
      return trapWords(ending.trap, totals);
    case 'denied':
      return `Ended because ${shown(ending.call)} was denied${on(ending.resource)}: ${whyDenied(ending.rule, rules)}`;
    case 'limit':
      return limitWords(ending.limit, totals);
    case 'stopped':
      return `Stopped on request after ${formatDuration(totals.wall)}`;
    case 'refused':
      return `Not started: ${shown(ending.message)}`;
    case 'crashed':
      return `Crashed: ${shown(ending.reason)}`;
  }
}

function on(resource: string): string {
  return resource === '' ? '' : ` on ${shown(resource)}`;
}

function whyDenied(rule: number, rules: readonly RuleWords[]): string {
  if (rule === DEFAULT_RULE.id) return 'no rule permits it, and the manifest stops the run then';
  const found = rules.find(({ id }) => id === rule);
  return found ? `rule ${rule} says ${found.text}` : `rule ${rule} forbids it`;
}

function trapWords(trap: Trap, totals: RunTotals): string {
  const frame = trap.stack[0];
  return `Trapped${frame ? ` in ${frameWords(frame)}` : ''}: ${whyTrapped(trap, totals)}`;
}

function whyTrapped(trap: Trap, totals: RunTotals): string {
  if (trap.kind === 'other') return shown(trap.message);
  const stack = totals.limits.find((use) => use.limit === 'stack');
  if (trap.kind !== 'stack-overflow' || stack === undefined) return TRAP_WORDS[trap.kind];
  return `its stack passed its limit of ${formatBytes(stack.most)}`;
}

function frameWords(frame: GuestFrame): string {
  const name = frame.name === '' ? `function ${frame.functionIndex}` : shown(frame.name);
  const place = frame.source === undefined ? '' : ` (${shown(sourceInShort(frame.source))})`;
  return `${name}${place} at byte 0x${frame.offset.toString(16)}`;
}

function limitWords(limit: LimitName, totals: RunTotals): string {
  const most = totals.limits.find((use) => use.limit === limit)?.most;
  return `Ended by its ${LIMIT_WORDS[limit].name} limit${most === undefined ? '' : ` of ${LIMIT_WORDS[limit].amount(most)}`}`;
}

interface LimitWords {
  readonly name: string;
  amount(value: number): string;
}

const LIMIT_WORDS: Readonly<Record<LimitName, LimitWords>> = {
  'wall-time': { name: 'wall time', amount: formatDuration },
  'cpu-time': { name: 'processor time', amount: formatDuration },
  fuel: { name: 'fuel', amount: (value) => `${value} instructions` },
  memory: { name: 'memory', amount: formatBytes },
  'table-elements': { name: 'table', amount: (value) => `${value} elements` },
  stack: { name: 'stack', amount: formatBytes },
  output: { name: 'output', amount: formatBytes },
  input: { name: 'input', amount: formatBytes },
  'open-files': { name: 'open files', amount: String },
  'host-calls': { name: 'host calls', amount: (value) => `${value} calls` },
  'host-call-rate': { name: 'host call rate', amount: (value) => `${value} calls a second` },
  sleep: { name: 'sleep', amount: formatDuration },
  denials: { name: 'denials', amount: (value) => `${value} different ones` },
};

const TRAP_WORDS: Readonly<Record<Exclude<Trap['kind'], 'other'>, string>> = {
  unreachable: 'it reached an unreachable instruction',
  'memory-out-of-bounds': 'it reached outside of its memory',
  'table-out-of-bounds': 'it reached outside of a table',
  'integer-divide-by-zero': 'it divided an integer by zero',
  'integer-overflow': 'an integer overflowed',
  'invalid-conversion': 'it converted a float that no integer can hold',
  'indirect-call-type-mismatch': 'it called a function of another type through a table',
  'null-reference': 'it used a null reference',
  'stack-overflow': 'its stack overflowed',
  'uncaught-exception': 'it threw an exception that nothing caught',
};

function shown(text: string): string {
  return cutMiddle(visibleText(text), 200);
}
