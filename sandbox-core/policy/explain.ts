// Why a call was let through or denied: one sentence for a person, and the smallest change that would have permitted it.
// Guest text in it is made visible and cut; it never carries a host path.
import { isNormalGuestPath } from '../base/guest-path.ts';
import type { RuleId } from '../base/ids.ts';
import { cutMiddle, visibleText } from '../base/visible-text.ts';
import { DOING } from './action-words.ts';
import { compileTable, decide } from './decide.ts';
import { DEFAULT_RULE, type Rule } from './decision.ts';
import type { Action } from './request.ts';
import { smallestChange, type Change } from './smallest-change.ts';

export interface Question {
  readonly action: Action;
  /** As it was asked: guest text. */
  readonly resource: string;
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
}

export function explain(question: Question, rules: readonly Rule[]): Explanation {
  if (question.rule === DEFAULT_RULE.id) return explainDefault(question, rules);
  const rule = rules.find(({ id }) => id === question.rule);
  if (!rule) return { sentence: `Rule ${question.rule} is not among the rules of this run.`, ruleText: '', pointer: '', fix: '' };
  const explained = { ruleText: rule.text, pointer: rule.pointer };
  if (rule.effect === 'forbid') {
    const what = rule.under === '' ? DOING[question.action] : `${DOING[question.action]} ${filesUnder(rule)}`;
    return {
      ...explained,
      sentence: `Rule ${rule.id} forbids ${what}, whatever else permits it.`,
      fix: `rule ${rule.id} taken out`,
    };
  }
  const fix = question.action === 'env.read' ? 'a variable in the env of the manifest (--env NAME=VALUE)' : '';
  return { ...explained, sentence: `${permission(question.action, rule)}${AFTERWARDS[question.outcome]}.`, fix };
}

const AFTERWARDS: Readonly<Record<Question['outcome'], string>> = {
  ok: '',
  error: '; the call failed for a reason of its own',
  denied: '; the call was denied all the same, by what its descriptor allows',
  ended: '; the run ended in this call',
};

function permission(action: Action, rule: Rule): string {
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
  const explained = { ruleText: DEFAULT_RULE.text, pointer: DEFAULT_RULE.pointer, fix: '' };
  const wouldPermit = outcome === 'ended' && decide(compileTable(rules), question).allowed;
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

function shown(text: string): string {
  return cutMiddle(visibleText(text), 160);
}
