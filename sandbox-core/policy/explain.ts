// Why a call was let through or denied: one sentence for a person, and the smallest change that would have permitted it.
// Guest text in it is made visible and cut; it never carries a host path.
import { isNormalGuestPath } from '../base/guest-path.ts';
import type { RuleId } from '../base/ids.ts';
import { cutMiddle, visibleText } from '../base/visible-text.ts';
import { DOING } from './action-words.ts';
import { compileTable, decide } from './decide.ts';
import { DEFAULT_RULE, type Rule } from './decision.ts';
import type { Action } from './request.ts';
import { exceptionFor, forbidsHolding } from './exceptions.ts';
import { ON_MISS_POINTER, RIGHT_ACTIONS } from './rules.ts';
import { smallestChange, type Change } from './smallest-change.ts';

export interface Question {
  readonly action: Action;
  /** As it was asked: guest text. */
  readonly resource: string;
  /** The host function that asked; left out where no rule asks for it. */
  readonly call?: string;
  /** How the call ended: the words of the recording. */
  readonly outcome: 'ok' | 'denied' | 'error' | 'ended';
  readonly rule: RuleId;
}

export interface Explanation {
  readonly sentence: string;
  readonly ruleText: string;
  /** Where in the manifest the rule stands or, for a denial by default, where the change belongs. */
  readonly pointer: string;
  /** A half-sentence: `a mount of /etc with the right read (--dir HOST::/etc:ro)`. Empty where nothing is to be changed. */
  readonly fix: string;
  /** What the change would permit in all, as a half-sentence: `reading and listing all files under /etc`. Empty without a change. */
  readonly permits: string;
  /** Where the rule stands in a policy text; null for a rule of the manifest. */
  readonly place: { readonly source: string; readonly line: number; readonly column: number } | null;
}

export function explain(question: Question, rules: readonly Rule[]): Explanation {
  if (question.rule === DEFAULT_RULE.id) return explainDefault(question, rules);
  const rule = rules.find(({ id }) => id === question.rule);
  if (!rule) return { ...NOTHING, sentence: `Rule ${question.rule} is not among the rules of this run.` };
  const explained = { ...NOTHING, ruleText: rule.text, pointer: rule.pointer, place: placeOf(rule) };
  if (rule.pointer === ON_MISS_POINTER) return { ...explained, ...explainMiss(question, rule, rules) };
  if (rule.effect === 'forbid') return { ...explained, ...explainForbid(question, rule, rules) };
  const fix = question.action === 'env.read' ? 'a variable in the env of the manifest (--env NAME=VALUE)' : '';
  const permits = fix === '' ? '' : 'reading that variable, by whatever reads any';
  return { ...explained, sentence: `${permission(question.action, rule)}${AFTERWARDS[question.outcome]}.`, fix, permits };
}

const NOTHING: Explanation = { sentence: '', ruleText: '', pointer: '', fix: '', permits: '', place: null };

function placeOf({ cedar }: Rule): Explanation['place'] {
  return cedar === undefined ? null : { source: shown(cedar.source), line: cedar.line, column: cedar.column };
}

/** Why a request on something mounted is not permitted, whatever becomes of it. */
export function missingSentence(action: Action, resource: string, rules: readonly Rule[]): string {
  const why = reason(action, resource, smallestChange(action, resource, rules));
  return `No rule permits ${DOING[action]} ${shown(resource)}${why === '' ? '' : `: ${why}`}.`;
}

/** The rule stands for what became of a miss: it names no action, so what was missing is told too, and what would permit it for good. */
function explainMiss(
  { action, resource }: Question,
  rule: Rule,
  rules: readonly Rule[],
): Pick<Explanation, 'sentence' | 'fix' | 'permits'> {
  const change = smallestChange(action, resource, rules);
  const missing = missingSentence(action, resource, rules).slice(0, -1);
  const became = `${rule.text.charAt(0).toUpperCase()}${rule.text.slice(1)} (rule ${rule.id}).`;
  return { sentence: `${missing}. ${became}`, fix: fixOf(change), permits: permitsOf(change) };
}

/** Every forbid that holds must let the request through, and something must permit it. */
function explainForbid(
  question: Question,
  rule: Rule,
  rules: readonly Rule[],
): Pick<Explanation, 'sentence' | 'fix' | 'permits'> {
  const { action, resource } = question;
  const doing = `${DOING[action]}${action.startsWith('fs.') ? ` ${shown(resource)}` : ''}`;
  if (rule.cedar === undefined) {
    const what = rule.under === '' ? DOING[action] : `${DOING[action]} ${filesUnder(rule)}`;
    const sentence = `Rule ${rule.id} forbids ${what}, whatever else permits it.`;
    return {
      sentence,
      fix: `rule ${rule.id} taken out`,
      permits: `whatever else rule ${rule.id} forbids and another rule permits`,
    };
  }
  const sentence = `${named(rule)} forbids it, whatever else permits it: ${rule.text}.`;
  const holding = forbidsHolding(rules, question);
  if (holding.length === 0) return { sentence, fix: '', permits: '' };
  const others = rules.filter((one) => !holding.includes(one));
  const permitted = decide(compileTable(others.filter(({ id }) => id > 0)), question).allowed;
  const change = permitted ? undefined : smallestChange(action, resource, rules);
  if (!permitted && change === undefined) return { sentence, fix: '', permits: '' };
  const names = holding.map(({ id, cedar }) => `${id}${cedar === undefined ? '' : ` (${shown(cedar.name)})`}`);
  const exception = `the exception ${cutMiddle(exceptionFor(question), 240)} in rule${names.length > 1 ? 's' : ''} ${names.join(' and ')}`;
  if (change === undefined) return { sentence, fix: exception, permits: `${doing}, and nothing else` };
  return { sentence, fix: `${exception}, and ${fixOf(change)}`, permits: permitsOf(change) };
}

/** `Rule 11, "no-keys" (keys.cedar, line 2)`. */
function named({ id, cedar }: Rule): string {
  return cedar === undefined ? `Rule ${id}` : `Rule ${id}, "${shown(cedar.name)}" (${shown(cedar.source)}, line ${cedar.line})`;
}

const AFTERWARDS: Readonly<Record<Question['outcome'], string>> = {
  ok: '',
  error: '; the call failed for a reason of its own',
  denied: '; the call was denied all the same, by what its descriptor allows',
  ended: '; the run ended in this call',
};

function permission(action: Action, rule: Rule): string {
  if (rule.cedar !== undefined) return `${named(rule)} permits it: ${rule.text}`;
  if (rule.under !== '') return `Rule ${rule.id} permits ${DOING[action]} ${filesUnder(rule)}`;
  const text = `${rule.text.charAt(0).toUpperCase()}${rule.text.slice(1)}`;
  return action === 'env.read' ? `${text}; the host's own environment is never passed` : `${text} (rule ${rule.id})`;
}

function filesUnder(rule: Rule): string {
  return `files under ${shown(rule.under)}`;
}

/** Rule 0: nothing permits it, or the call never came as far as the policy. */
function explainDefault(question: Question, rules: readonly Rule[]): Explanation {
  const { action, resource, outcome } = question;
  const explained = { ...NOTHING, ruleText: DEFAULT_RULE.text };
  const made = rules.filter(({ id }) => id !== DEFAULT_RULE.id);
  const wouldPermit = outcome === 'ended' && decide(compileTable(made), question).allowed;
  if (outcome === 'ok') return { ...explained, sentence: 'The policy was not asked: the call reaches for nothing.' };
  if (outcome === 'error')
    return { ...explained, sentence: 'The policy was not asked: the call failed before it reached for anything.' };
  if (wouldPermit) return { ...explained, sentence: 'The policy was not asked: the run ended first.' };
  const change = smallestChange(action, resource, rules);
  const asked = action.startsWith('fs.') ? `${DOING[action]} ${resource === '' ? 'a file' : shown(resource)}` : DOING[action];
  const after = outcome === 'ended' ? 'so the run was stopped' : 'so it was denied';
  const why = reason(action, resource, change);
  return {
    ...explained,
    sentence: `No rule permits ${asked}${why === '' ? '' : `: ${why}`}, ${after}.`,
    pointer: pointerOf(change),
    fix: fixOf(change),
    permits: permitsOf(change),
  };
}

function reason(action: Action, resource: string, change: Change | undefined): string {
  if (change?.kind === 'right') return `the mount of ${shown(change.mount.under)} lacks the right ${change.right}`;
  if (change?.kind === 'mount') return 'the manifest mounts nothing there';
  if (action.startsWith('fs.'))
    return resource === '' ? '' : isNormalGuestPath(resource) ? '' : 'it names nothing inside a mount';
  if (action.startsWith('net.')) return 'network rights come later';
  return action === 'process.signal' ? 'a guest raises no signals' : '';
}

function pointerOf(change: Change | undefined): string {
  if (change === undefined) return DEFAULT_RULE.pointer;
  return change.kind === 'right' ? change.mount.pointer : '/mounts';
}

function fixOf(change: Change | undefined): string {
  if (change === undefined) return '';
  const guest = shown(change.kind === 'right' ? change.mount.under : change.guest);
  const flag = `--dir HOST::${guest}${change.right === 'read' ? ':ro' : ''}`;
  if (change.kind === 'right') return `the right ${change.right} for the mount of ${guest} (${flag})`;
  return `a mount of ${guest} with the right ${change.right}${change.instead ? ', in place of the mounts inside it' : ''} (${flag})`;
}

/** A right is over a whole tree, and for every action that goes with it. */
function permitsOf(change: Change | undefined): string {
  if (change === undefined) return '';
  const guest = shown(change.kind === 'right' ? change.mount.under : change.guest);
  const doings = RIGHT_ACTIONS[change.right].map((action) => DOING[action]);
  const last = doings.pop() ?? '';
  return `${doings.length > 0 ? `${doings.join(', ')} and ` : ''}${last} all files under ${guest} that no rule forbids`;
}

function shown(text: string): string {
  return cutMiddle(visibleText(text), 160);
}
