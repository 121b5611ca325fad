// A short fuzzing of every target, some twenty seconds in all; `npm run fuzz -- --seconds 600` goes on for longer.
import { expect, test } from 'vitest';
import { fuzzTarget } from '../fuzz/fuzz-target.ts';
import { TARGETS } from '../fuzz/targets.ts';

const MILLISECONDS = 20_000 / TARGETS.length;

test.each(TARGETS)('$name stands some seconds of fuzzing', (target) => {
  // Another seed each day finds more than one for ever, and is told when it finds something.
  const seed = Math.floor(Date.now() / 86_400_000);
  const { rounds, happenings, crash } = fuzzTarget(target, { seed, milliseconds: MILLISECONDS });
  const hex = crash ? Buffer.from(crash.bytes).toString('hex') : '';
  expect({ fault: crash?.fault, seed: crash && seed, hex }).toEqual({ fault: undefined, seed: undefined, hex: '' });
  expect(rounds).toBeGreaterThan(100);
  expect(happenings).toBeGreaterThan(2);
});
