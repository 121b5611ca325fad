import { expect, test } from 'vitest';
import type { Nanos } from '../base/units.ts';
import type { Clock, Timers } from '../platform/platform.ts';
import { Countdown } from './countdown.ts';

/** Time that passes when it is told to. */
function handTime(): { clock: Clock; timers: Timers; pass(milliseconds: number): void } {
  let now = 0;
  let pending: { at: number; action: () => void }[] = [];
  return {
    clock: { monotonic: () => (now * 1e6) as Nanos, wall: () => 0n },
    timers: {
      after(milliseconds, action) {
        const timer = { at: now + milliseconds, action };
        pending.push(timer);
        return () => (pending = pending.filter((one) => one !== timer));
      },
      every: () => () => undefined,
    },
    pass(milliseconds) {
      now += milliseconds;
      const due = pending.filter(({ at }) => at <= now);
      pending = pending.filter(({ at }) => at > now);
      for (const { action } of due) action();
    },
  };
}

test('Countdown rings once it has run for its time, however often it stood still', () => {
  const { clock, timers, pass } = handTime();
  let rung = 0;
  const countdown = new Countdown(clock, timers, 100e6, () => (rung += 1));
  pass(1000);
  countdown.go();
  pass(60);
  countdown.halt();
  pass(1000);
  countdown.go();
  countdown.go();
  pass(39);
  expect(rung).toBe(0);
  pass(1);
  expect(rung).toBe(1);
});

test('Countdown that stands still does not ring', () => {
  const { clock, timers, pass } = handTime();
  let rung = 0;
  const countdown = new Countdown(clock, timers, 100e6, () => (rung += 1));
  countdown.go();
  countdown.halt();
  countdown.halt();
  pass(1000);
  expect(rung).toBe(0);
});
