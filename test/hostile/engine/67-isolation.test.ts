// THREATS 67: an engine that has been taken over finds a second layer. The self-test is told to try all that such a guest would;
// without layers the same attempts must get out, or they would prove nothing.
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findIsolation, findLayers, NO_LAYERS, selfTestEntry } from '../../../sandbox-core/node.ts';

/** A machine of a person's own may lack bubblewrap, and doctor says so; where the tests run for all, it must be there. */
const linux = process.platform === 'linux' && (demanded(process.env['CI']) || existsSync('/usr/bin/bwrap'));

/** `CI=true` as runners set it; a person may write `CI=false` or nothing. */
function demanded(ci: string | undefined): boolean {
  return ci !== undefined && ci !== '' && ci !== 'false' && ci !== '0';
}

test('67: where the tests run for all, a missing bubblewrap is a failure and not a test left out', () => {
  expect([demanded('true'), demanded('1'), demanded('false'), demanded(''), demanded(undefined)]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  if (process.platform === 'linux' && demanded(process.env['CI'])) expect(existsSync('/usr/bin/bwrap')).toBe(true);
});

test.runIf(linux)('67: switched off, bubblewrap is said to be so, and the other layers stay', async () => {
  const report = await findIsolation({ entry: selfTestEntry(), layers: findLayers({ bubblewrap: false }) });
  const states = Object.fromEntries(report.layers.map(({ layer, state }) => [layer, state]));
  expect(states).toEqual({
    process: 'held',
    environment: 'held',
    'permission model': 'held',
    jail: 'switched-off',
    'system calls': 'switched-off',
    'resource limits': 'held',
  });
  expect(report.advice).toEqual(['Start without --no-bubblewrap.']);
});

test.runIf(linux)('67: inside all layers nothing gets out; bubblewrap, seccomp and prlimit are there and work', async () => {
  const report = await findIsolation({ entry: selfTestEntry() });
  expect(report.attempts.filter(({ held }) => !held)).toEqual([]);
  expect(report.layers.filter(({ state }) => state !== 'held')).toEqual([]);
  expect(report).toMatchObject({ holds: true, advice: [] });
  expect(report.attempts.length).toBeGreaterThan(20);
});

test('67: without layers it is said that they are off, and what gets out', async () => {
  const report = await findIsolation({ entry: selfTestEntry(), layers: NO_LAYERS });
  expect(report.holds).toBe(false);
  expect(report.layers.filter(({ state }) => state === 'held').map(({ layer }) => layer)).toEqual(['process', 'environment']);
  const out = report.attempts.filter(({ held }) => !held).map(({ attempt }) => attempt);
  for (const attempt of [
    "read a file of the user's",
    "write into a folder of the user's",
    'connect to 127.0.0.1',
    'send a datagram to 127.0.0.1',
    'start a process',
    'signal the engine',
  ])
    expect(out).toContain(attempt);
});

test.runIf(linux)('67: each layer holds something by itself: none stands behind another unseen', () => {
  const { bubblewrap, seccomp, limits, permission } = findLayers();
  expect([bubblewrap, seccomp, limits, permission].map(Boolean)).toEqual([true, true, true, true]);
});
