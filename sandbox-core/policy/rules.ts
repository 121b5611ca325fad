// A manifest → the rules of its run. Those that every run has come first and keep their numbers, so that a rule's number
// means the same in two manifests with different mounts; then one rule for each mount, in the order of the manifest.
import type { RuleId } from '../base/ids.ts';
import { formatInstant } from '../base/instant.ts';
import { formatDuration } from '../base/units.ts';
import { cutMiddle, visibleText } from '../base/visible-text.ts';
import type { Rule } from './decision.ts';
import type { ClockSetting, Manifest, MountEntry, MountRight, OnMiss, RandomSetting } from './manifest.ts';
import type { Action } from './request.ts';

/** What each right permits. No right permits sockets or signals: they fall to rule 0. */
export const RIGHT_ACTIONS: Readonly<Record<MountRight, readonly Action[]>> = {
  read: ['fs.read', 'fs.list'],
  write: ['fs.write'],
  create: ['fs.create', 'fs.delete', 'fs.link'],
};

const RIGHT_TEXT: Readonly<Record<MountRight, string>> = {
  read: 'read and listed',
  write: 'written',
  create: 'created, renamed and removed',
};

type Unnumbered = Omit<Rule, 'id' | 'effect'>;

export function rulesOf(manifest: Manifest): Rule[] {
  const permits = [...rulesOfEveryRun(manifest), ...manifest.mounts.map(ruleOfMount)];
  const rules = [...permits.map((rule) => ({ effect: 'permit' as const, ...rule })), ...rulesOnMiss(manifest.onMiss)];
  return rules.map((rule, index) => ({ id: (index + 1) as RuleId, ...rule }));
}

/** Where the rules below point. */
export const ON_MISS_POINTER = '/onMiss';

/** They speak of no action: the gate names them as the reason of a call that no rule permitted (host/misses.ts). */
function rulesOnMiss(onMiss: OnMiss): (Unnumbered & Pick<Rule, 'effect'>)[] {
  const permit = (text: string) => ({ effect: 'permit' as const, ...plain(text, ON_MISS_POINTER, []) });
  if (onMiss === 'audit') return [permit('what no rule permits is let through and marked, since onMiss is audit')];
  if (onMiss !== 'ask') return [];
  return [
    permit('what no rule permits was asked about, and allowed'),
    { effect: 'forbid', ...plain('what no rule permits was asked about, and not allowed', ON_MISS_POINTER, []) },
  ];
}

function rulesOfEveryRun(manifest: Manifest): Unnumbered[] {
  return [
    plain('standard input may be read, standard output and standard error written', '', ['stdio.read', 'stdio.write']),
    plain('the guest may end itself and give way to others', '', ['process.exit', 'process.yield']),
    plain('a descriptor may be used by the guest that holds it', '', ['handle.use']),
    plain(
      `the guest sees only ${countOf(manifest.args.length, 'argument')} that the manifest names, after its own name`,
      '/args',
      ['args.read'],
    ),
    plain(`the guest sees only ${countOf(manifest.env.length, 'variable')} that the manifest names`, '/env', ['env.read']),
    plain(clockText(manifest.clock), '/clock', ['clock.read', 'clock.wait']),
    plain(randomText(manifest.random), '/random', ['random.read']),
  ];
}

function plain(text: string, pointer: string, actions: readonly Action[]): Unnumbered {
  return { text, pointer, actions, under: '' };
}

function countOf(count: number, noun: string): string {
  return `the ${count} ${noun}${count === 1 ? '' : 's'}`;
}

function clockText(clock: ClockSetting): string {
  if (clock.kind === 'frozen') return `the clock stands still at ${formatInstant(clock.at)} and may be read`;
  return clock.resolution === undefined
    ? 'the real clock may be read'
    : `the real clock may be read, in steps of ${formatDuration(clock.resolution)}`;
}

function randomText(random: RandomSetting): string {
  return random.kind === 'real'
    ? 'real random numbers may be drawn'
    : `random numbers may be drawn, made from the seed ${random.seed}`;
}

function ruleOfMount({ guest, rights }: MountEntry, index: number): Unnumbered {
  const verbs = rights.map((right) => RIGHT_TEXT[right]).join(', ');
  return {
    text: `files under ${cutMiddle(visibleText(guest), 120)} may be ${verbs}`,
    pointer: `/mounts/${index}`,
    actions: rights.flatMap((right) => RIGHT_ACTIONS[right]),
    under: guest,
  };
}
