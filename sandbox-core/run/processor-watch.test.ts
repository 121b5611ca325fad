import { expect, test } from 'vitest';
import { ProcessorWatch } from './processor-watch.ts';

/** A thread whose processor time is told by hand, and the delays after which it was asked. */
function watched(times: (number | undefined)[]): {
  watch: ProcessorWatch;
  delays: number[];
  passed: () => number;
  ring(): Promise<void>;
} {
  const delays: number[] = [];
  let pending: (() => void) | undefined;
  let passed = 0;
  const watch = new ProcessorWatch({
    most: 100e6,
    timers: {
      after(milliseconds, action) {
        delays.push(milliseconds);
        pending = action;
        return () => (pending = undefined);
      },
      every: () => () => undefined,
    },
    processorTime: () => Promise.resolve(times.shift()),
    passed: () => (passed += 1),
  });
  const ring = async (): Promise<void> => {
    pending?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { watch, delays, passed: () => passed, ring };
}

test('ProcessorWatch asks again after as long as is left, and says once that the limit is passed', async () => {
  const { watch, delays, passed, ring } = watched([7e6, 47e6, 106e6, 107e6, 500e6]);
  await watch.begin();
  await ring();
  await ring();
  expect([delays, passed(), watch.used]).toEqual([[100, 60, 2], 0, 99e6]);
  await ring();
  await ring();
  expect([passed(), watch.used]).toEqual([1, 100e6]);
});

test('ProcessorWatch keeps what it knew of a thread that is gone, and says nothing after its end', async () => {
  const { watch, passed, ring } = watched([0, 30e6, undefined, 900e6]);
  await watch.begin();
  await ring();
  await watch.look();
  watch.end();
  await ring();
  expect([passed(), watch.used]).toEqual([0, 30e6]);
});
