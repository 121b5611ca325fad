import { expect, test } from 'vitest';
import type { RuleId } from '../base/ids.ts';
import type { Rule } from '../policy/decision.ts';
import type { MountRight, OnMiss } from '../policy/manifest.ts';
import { DirectGuest, OPEN, READ, WRITE } from '../../test/fixtures/host/direct-guest.ts';
import { rulesFor, testPlan } from '../../test/fixtures/host/guest-environment.ts';
import type { Miss, MissAnswer } from './misses.ts';

/** As rulesOf() gives them: the first where a miss was let through, the second where it was not. */
const LET = 10 as RuleId;
const REFUSED = 11 as RuleId;
const ON_MISS: readonly Rule[] = [
  { id: LET, effect: 'permit', text: '', pointer: '/onMiss', actions: [], under: '' },
  { id: REFUSED, effect: 'forbid', text: '', pointer: '/onMiss', actions: [], under: '' },
];
const KEPT: Rule = {
  id: 12 as RuleId,
  effect: 'forbid',
  text: '',
  pointer: '',
  actions: ['fs.read', 'fs.write'],
  under: '/data/kept',
};

interface Asked {
  readonly guest: DirectGuest;
  /** What was asked, in order. */
  readonly questions: (readonly Miss[])[];
}

/** A guest with a tree in memory at /data, whose questions get these answers in turn. */
function guestThat(onMiss: OnMiss, rights: readonly MountRight[], answers: readonly MissAnswer[] = []): Asked {
  const mounts = [{ guest: '/data', source: { kind: 'memory' as const }, rights }];
  const questions: (readonly Miss[])[] = [];
  const left = [...answers];
  const guest = new DirectGuest({
    plan: testPlan({ mounts, onMiss, rules: [...rulesFor(mounts), ...ON_MISS, KEPT] }),
    files: ['/data/f', '/data/kept/g'].map((path) => ({ path, bytes: new TextEncoder().encode('old') })),
    company: {
      ask: (_call, misses) => {
        questions.push(misses);
        return left.shift() ?? 'deny';
      },
    },
  });
  return { guest, questions };
}

function rulesOfCalls({ recorder }: DirectGuest): number[] {
  return recorder.calls.map(({ rule }) => rule);
}

test('a call that a person allows once is let through by the rule that stands for it, and asked about again', () => {
  const { guest, questions } = guestThat('ask', ['read'], ['call', 'deny']);
  expect(guest.open(3, 'f', { rights: WRITE })).toBe(5);
  expect(guest.open(3, 'f', { rights: WRITE })).toBe('NOTCAPABLE');
  expect(questions).toEqual([[{ action: 'fs.write', resource: '/data/f' }], [{ action: 'fs.write', resource: '/data/f' }]]);
  expect(rulesOfCalls(guest)).toEqual([LET, REFUSED]);
  expect(guest.last).toMatchObject({ outcome: 'denied', action: 'fs.write' });
});

test('what a person allows for the run is not asked about again, and nothing else is allowed by it', () => {
  const { guest, questions } = guestThat('ask', ['read', 'create'], ['run']);
  expect([guest.open(3, 'f', { rights: WRITE }), guest.open(3, 'f', { rights: WRITE })]).toEqual([5, 6]);
  expect(guest.open(3, 'g', { oflags: OPEN.CREATE, rights: WRITE })).toBe('NOTCAPABLE');
  expect(questions.map((misses) => misses.map(({ resource }) => resource))).toEqual([['/data/f'], ['/data/g']]);
});

test('a file opened once may be written for as long as it is open', () => {
  const { guest, questions } = guestThat('ask', ['read'], ['call']);
  const file = guest.open(3, 'f', { rights: WRITE });
  expect([guest.write(Number(file), 'new'), guest.write(Number(file), 'er')]).toEqual(['SUCCESS', 'SUCCESS']);
  expect(questions).toHaveLength(1);
});

test('all that a call misses is one question; with one of it forbidden there is none', () => {
  const { guest, questions } = guestThat('ask', ['read'], ['call', 'call']);
  expect(guest.open(3, 'new', { oflags: OPEN.CREATE, rights: WRITE })).toBe(5);
  expect(questions).toEqual([
    [
      { action: 'fs.create', resource: '/data/new' },
      { action: 'fs.write', resource: '/data/new' },
    ],
  ]);
  expect(guest.open(3, 'kept/g', { rights: WRITE })).toBe('NOTCAPABLE');
  expect(guest.last.rule).toBe(KEPT.id);
  expect(guest.open(3, 'kept/new', { oflags: OPEN.CREATE, rights: WRITE })).toBe('NOTCAPABLE');
  expect(questions).toHaveLength(1);
});

test('where a link leads elsewhere than what was allowed, that stays denied', () => {
  const { guest, questions } = guestThat('ask', ['read', 'create'], ['call']);
  expect(guest.call('path_symlink', ...guest.text('f'), 3, ...guest.secondText('link'))).toBe('SUCCESS');
  expect(guest.open(3, 'link', { rights: WRITE })).toBe('NOTCAPABLE');
  expect(questions).toEqual([[{ action: 'fs.write', resource: '/data/link' }]]);
  expect(guest.recorder.resources()).toContain('/data/f');
});

test('what is not mounted, and what leads out, is denied without a question, whoever would answer', () => {
  for (const onMiss of ['ask', 'audit'] as const) {
    const { guest, questions } = guestThat(onMiss, ['read'], ['run', 'run', 'run']);
    expect(guest.open(4, 'etc/passwd')).toBe('NOTCAPABLE');
    expect(guest.open(3, '../etc/passwd')).toBe('NOTCAPABLE');
    expect(questions).toEqual([]);
  }
});

test('a stop while a question stands ends the run in that call', () => {
  const { guest } = guestThat('ask', ['read'], ['stopped']);
  expect(() => guest.open(3, 'f', { rights: WRITE })).toThrow(WebAssembly.RuntimeError);
  expect(guest.gate.ending).toEqual({ kind: 'stopped' });
  expect(guest.last.outcome).toBe('ended');
});

test('audit lets reading and writing through by its rule, and never makes or removes a name', () => {
  const { guest, questions } = guestThat('audit', []);
  expect(guest.open(3, 'f')).toBe(5);
  expect(guest.open(3, 'f', { rights: WRITE })).toBe(6);
  expect(guest.open(3, 'f', { oflags: OPEN.CREATE, rights: READ | WRITE })).toBe(7);
  expect(rulesOfCalls(guest)).toEqual([LET, LET, LET]);
  expect(guest.open(3, 'new', { oflags: OPEN.CREATE, rights: WRITE })).toBe('NOTCAPABLE');
  expect(guest.call('path_unlink_file', 3, ...guest.text('f'))).toBe('NOTCAPABLE');
  expect(guest.call('path_rename', 3, ...guest.text('f'), 3, ...guest.secondText('h'))).toBe('NOTCAPABLE');
  expect(guest.call('path_create_directory', 3, ...guest.text('d'))).toBe('NOTCAPABLE');
  expect(rulesOfCalls(guest).slice(3)).toEqual([0, 0, 0, 0]);
  expect(guest.open(3, 'kept/g')).toBe('NOTCAPABLE');
  expect(questions).toEqual([]);
});

test('a folder of the host is never let be changed past what its grant gave', () => {
  const mounts = [{ guest: '/data', source: { kind: 'memory' as const }, rights: ['read' as const], reach: ['read' as const] }];
  const guest = new DirectGuest({
    plan: testPlan({ mounts, onMiss: 'ask', rules: [...rulesFor(mounts), ...ON_MISS] }),
    files: [{ path: '/data/f', bytes: new Uint8Array(1) }],
    company: { ask: () => 'run' },
  });
  expect(guest.open(3, 'f', { rights: WRITE })).toBe('ACCES');
});
