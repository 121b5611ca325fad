import { expect, test } from 'vitest';
import { scriptedIsolation, TESTED } from '../../test/fixtures/scripted-isolation.ts';
import { isolationSentence, layersText, verdictOf } from './isolation-words.ts';

test('verdictOf() tells what is held from what got out, and both from what is not known', () => {
  expect(['good', 'work', 'first', 'broken'].map((name) => verdictOf(scriptedIsolation(name)))).toEqual([
    { kind: 'held', title: 'Nothing got out', says: 'A guest process tried 6 ways out; all were held.' },
    { kind: 'out', title: '1 way out', says: 'A guest process tried 6 ways out; 5 were held.' },
    { kind: 'unknown', title: 'Not tested yet', says: expect.stringContaining('tries to get out') },
    { kind: 'failed', title: 'The test gave no answer', says: 'The child that was to try gave no answer.' },
  ]);
});

test('verdictOf() does not call it a fault when the system has no layer against what got out', () => {
  const attempts = TESTED.attempts.map((attempt, at) => ({ ...attempt, held: at > 0 }));
  expect(verdictOf({ ...TESTED, attempts, holds: true })).toMatchObject({ kind: 'held', says: expect.stringContaining('1 way') });
  expect(verdictOf({ ...TESTED, attempts, holds: false }).kind).toBe('out');
});

test('layersText() counts what holds, and promises nothing before the test', () => {
  expect(['good', 'work', 'first'].map((name) => layersText(scriptedIsolation(name)))).toEqual([
    '6 of 6 layers hold',
    '3 of 6 layers hold',
    '6 of 6 layers, not tested yet',
  ]);
});

test('isolationSentence() speaks also where nothing is known', () => {
  expect(isolationSentence(null)).toBe('Nothing is known of the isolation of guests.');
  expect(isolationSentence(TESTED)).toBe('Isolation: Nothing got out. A guest process tried 6 ways out; all were held.');
});
