// THREATS 3 and 4: a hundred thousand opens while another process swaps directories and links under the mount.
import { expect, test } from 'vitest';
import { raceOpens } from '../fixtures/host/raced-opens.ts';

test('3, 4: of 100,000 raced opens none leads out, while the naive way is caught out', async () => {
  const { opens, seen, changed, leaks, naive } = await raceOpens(100_000);
  process.stdout.write(
    `${opens} opens, ${changed} answered otherwise than the one before, ${leaks} leaks; look-then-open leaked ${naive.leaks} of ${naive.tries}; ${JSON.stringify(Object.fromEntries(seen))}\n`,
  );
  expect(leaks).toBe(0);
  expect([...seen.keys()].filter((what) => !['decoy', 'NOTCAPABLE', 'NOENT', 'NOTDIR', 'LOOP'].includes(what))).toEqual([]);
  // Without hits on either side the race would prove nothing.
  expect(changed).toBeGreaterThan(opens / 500);
  expect(seen.get('decoy')).toBeGreaterThan(1000);
  expect(seen.get('NOTCAPABLE')).toBeGreaterThan(1000);
  expect(naive.leaks).toBeGreaterThan(0);
});
