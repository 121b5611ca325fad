import { expect, test } from 'vitest';
import { DirectGuest } from '../../test/fixtures/host/direct-guest.ts';
import type { Nanos } from '../base/units.ts';
import { FreezePoint } from './freeze-point.ts';

const PAUSE = 3600e9;

/** A freeze point over hand-made time: a freeze lasts an hour, and then word 0 is `after`. */
function frozenOnce(after = 0): { point: FreezePoint; words: Int32Array; frozen: number[]; pass(nanos: number): void } {
  const words = new Int32Array(new SharedArrayBuffer(4));
  const frozen: number[] = [];
  let now = 1000;
  const clock = { monotonic: () => now as Nanos, wall: () => BigInt(now) + 10n ** 18n };
  const point = new FreezePoint(words, clock, (freeze) => {
    frozen.push(freeze);
    now += PAUSE;
    Atomics.store(words, 0, after);
  });
  return { point, words, frozen, pass: (nanos) => (now += nanos) };
}

test('FreezePoint lets pass while nothing is frozen', () => {
  const { point, frozen } = frozenOnce();
  point.pass();
  expect([frozen, point.clock.monotonic(), point.clock.wall()]).toEqual([[], 1000, 10n ** 18n + 1000n]);
});

test('FreezePoint tells which freeze it stands in, and both clocks leave that time out', () => {
  const { point, words, frozen, pass } = frozenOnce();
  for (const freeze of [1, 2]) {
    Atomics.store(words, 0, -freeze);
    point.pass();
    pass(5);
  }
  expect([frozen, point.clock.monotonic(), point.clock.wall()]).toEqual([[1, 2], 1010, 10n ** 18n + 1010n]);
});

test('a call stands still before it begins: neither its start nor the guest’s clock tell of a freeze', () => {
  const { point, words, pass } = frozenOnce();
  const guest = new DirectGuest({ stop: words, freezePoint: point });
  const [start] = [guest.recorder.calls.length];
  Atomics.store(words, 0, -1);
  pass(7);
  expect(guest.call('clock_time_get', 1, 0n, 0)).toBe('SUCCESS');
  expect([start, guest.u64(0), guest.last.start]).toEqual([0, 7n, 7]);
  expect(guest.call('clock_time_get', 0, 0n, 8)).toBe('SUCCESS');
  expect(guest.u64(8)).toBe(10n ** 18n + 1007n);
});

test('a stop while frozen ends the run at the freeze point', () => {
  const { point, words } = frozenOnce(1);
  const guest = new DirectGuest({ stop: words, freezePoint: point });
  Atomics.store(words, 0, -1);
  expect(() => guest.call('sched_yield')).toThrow(WebAssembly.RuntimeError);
  expect([guest.gate.ending, guest.recorder.calls]).toEqual([{ kind: 'stopped' }, []]);
});
