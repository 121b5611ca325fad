import { expect, it } from 'vitest';
import type { RuleId } from '../base/ids.ts';
import type { Rule } from '../policy/decision.ts';
import { endingSentence } from './ending-sentence.ts';
import type { Ending, RunTotals } from './outcome.ts';

const totals: RunTotals = {
  wall: 1.5e9,
  calls: 3,
  denials: 0,
  errors: 0,
  memory: 65_536,
  limits: [
    { limit: 'wall-time', used: 1e10, most: 1e10 },
    { limit: 'memory', used: 65_536, most: 64 * 2 ** 20 },
    { limit: 'cpu-time', used: 2e9, most: 2e9 },
    { limit: 'host-call-rate', used: 100, most: 100 },
    { limit: 'sleep', used: 5e8, most: 5e8 },
  ],
};
const rule: Rule = {
  id: 4 as RuleId,
  effect: 'forbid',
  text: 'nothing under /etc may be read',
  pointer: '/mounts/0',
  actions: ['fs.read'],
  under: '/etc',
};

it.each<[Ending, string]>([
  [{ kind: 'returned' }, 'Returned after 1.5 s.'],
  [{ kind: 'exited', code: 3 }, 'Exited with code 3 after 1.5 s.'],
  [{ kind: 'limit', limit: 'wall-time' }, 'Ended by its wall time limit of 10 s.'],
  [{ kind: 'limit', limit: 'memory' }, 'Ended by its memory limit of 64 MiB.'],
  [{ kind: 'limit', limit: 'output' }, 'Ended by its output limit.'],
  [{ kind: 'limit', limit: 'cpu-time' }, 'Ended by its processor time limit of 2 s.'],
  [{ kind: 'limit', limit: 'host-call-rate' }, 'Ended by its host call rate limit of 100 calls a second.'],
  [{ kind: 'limit', limit: 'sleep' }, 'Ended by its sleep limit of 500 ms.'],
  [{ kind: 'stopped' }, 'Stopped on request after 1.5 s.'],
  [{ kind: 'refused', message: 'no memory' }, 'Not started: no memory.'],
  [{ kind: 'crashed', reason: 'signal SIGKILL', signal: 'SIGKILL' }, 'Crashed: signal SIGKILL.'],
  [
    { kind: 'denied', call: 'path_open', resource: '/etc/\u001b[2Jpasswd', rule: 0 as RuleId },
    'Ended because path_open was denied on /etc/\\u{1b}[2Jpasswd: no rule permits it, and the manifest stops the run then.',
  ],
  [
    { kind: 'denied', call: 'path_open', resource: '', rule: 4 as RuleId },
    'Ended because path_open was denied: rule 4 says nothing under /etc may be read.',
  ],
  [
    {
      kind: 'trapped',
      trap: { kind: 'unreachable', message: 'x', stack: [{ functionIndex: 7, name: 'bot\u202etom', offset: 31 }] },
    },
    'Trapped in bot\\u{202e}tom at byte 0x1f: it reached an unreachable instruction.',
  ],
  [{ kind: 'trapped', trap: { kind: 'other', message: 'strange', stack: [] } }, 'Trapped: strange.'],
])('endingSentence() of %j', (ending, sentence) => {
  expect(endingSentence({ ...ending, totals }, [rule])).toBe(sentence);
});

it('endingSentence() counts the denials that did not end the run', () => {
  expect(endingSentence({ kind: 'returned', totals: { ...totals, denials: 2 } })).toBe(
    'Returned after 1.5 s; 2 calls were denied.',
  );
});

it('endingSentence() names the stack limit where that was passed, and else only the overflow', () => {
  const trapped: Ending = { kind: 'trapped', trap: { kind: 'stack-overflow', message: '', stack: [] } };
  const limits = [{ limit: 'stack' as const, used: 2 ** 20, most: 2 ** 20 }];
  expect([
    endingSentence({ ...trapped, totals: { ...totals, limits } }),
    endingSentence({ ...trapped, totals: { ...totals, limits: [] } }),
  ]).toEqual(['Trapped: its stack passed its limit of 1 MiB.', 'Trapped: its stack overflowed.']);
});
