import { expect, test } from 'vitest';
import type { Nanos } from '../base/units.ts';
import { RunFreezes } from './run-freezes.ts';

function freezesAt(): { freezes: RunFreezes; pass(nanos: number): void } {
  let now = 0;
  const freezes = new RunFreezes({ monotonic: () => now as Nanos, wall: () => 0n });
  return { freezes, pass: (nanos) => (now += nanos) };
}

test('RunFreezes stops time from the word that the guest stands still to the thaw', () => {
  const { freezes, pass } = freezesAt();
  expect([freezes.ask(), freezes.ask()]).toEqual([1, undefined]);
  pass(10);
  expect(freezes.frozen(1)).toBe('now');
  pass(100);
  expect(freezes.now).toBe(10);
  expect([freezes.thaw(), freezes.thaw()]).toEqual([true, false]);
  pass(1000);
  expect([freezes.thawed(1), freezes.now]).toEqual(['now', 1010]);
});

test('RunFreezes takes answers that a thaw has overtaken as late', () => {
  const { freezes, pass } = freezesAt();
  freezes.ask();
  freezes.thaw();
  expect(freezes.ask()).toBe(2);
  expect([freezes.frozen(1), freezes.thawed(1), freezes.frozen(2)]).toEqual(['late', 'late', 'now']);
  pass(5);
  expect(freezes.now).toBe(0);
});

test('RunFreezes believes nothing that was not asked for', () => {
  const unasked = freezesAt().freezes;
  expect([unasked.frozen(1), unasked.frozen(0), unasked.thawed(0), unasked.thawed(1)]).toEqual(Array(4).fill('broken'));
  const { freezes } = freezesAt();
  freezes.ask();
  expect([freezes.thawed(1), freezes.frozen(1), freezes.frozen(1), freezes.thawed(1)]).toEqual([
    'broken',
    'now',
    'broken',
    'broken',
  ]);
  freezes.thaw();
  expect([freezes.thawed(1), freezes.thawed(1)]).toEqual(['now', 'broken']);
});
