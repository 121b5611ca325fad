import { expect, test } from 'vitest';
import { NO_LAYERS } from '../../sandbox-core/node.ts';
import type { GuestExit, GuestProcess, GuestSpawner } from '../../sandbox-core/index.ts';
import { watchIsolation, type IsolationWatch } from './isolation.ts';

/** A process that says this, or nothing and dies. */
function spawnerOf(answer: string | undefined): { readonly spawner: GuestSpawner; readonly spawned: () => number } {
  let count = 0;
  const spawn = (): GuestProcess => {
    count += 1;
    const { promise, resolve } = Promise.withResolvers<GuestExit>();
    const listeners: ((message: Uint8Array) => void)[] = [];
    const end = (): void => resolve({ code: 1, signal: null });
    const send = (): void => {
      if (answer === undefined) end();
      else for (const listener of listeners) listener(new TextEncoder().encode(answer));
    };
    const channel = {
      send,
      onMessage: (listener: (typeof listeners)[number]) => void listeners.push(listener),
      close: () => {},
      onClose: () => {},
    };
    return { pid: 1, channel, kill: end, exited: promise, lastWords: () => '' };
  };
  return { spawner: { spawn }, spawned: () => count };
}

const logged: string[] = [];
const log = { write: (_level: string, _scope: string, message: string) => void logged.push(message) };

function watched(spawner: GuestSpawner, changed: () => void = () => {}): IsolationWatch {
  return watchIsolation({
    layers: NO_LAYERS,
    kind: 'utility',
    guests: 'Somewhere.',
    spawnerFor: () => spawner,
    log,
    changed,
    idleMilliseconds: 60_000,
  });
}

const ANSWER = JSON.stringify({
  threads: true,
  tried: [
    { attempt: 'have variables in its environment', held: true, code: 'none' },
    { attempt: "read a file of the user's", held: false, code: '' },
    { attempt: 'load a native addon', held: true, code: 'ERR_DLOPEN_DISABLED' },
  ],
});

test('watchIsolation() says what guests are started with before anything was tried', async () => {
  const watch = watched(spawnerOf(ANSWER).spawner);
  expect(watch.status()).toMatchObject({ state: 'untried', guests: 'Somewhere.', attempts: [], testedAt: null });
  expect(watch.status().layers.map(({ layer, state }) => `${layer} ${state}`)).toEqual([
    'process untried',
    'environment untried',
    'permission model absent',
    'jail absent',
    'system calls absent',
    'resource limits absent',
  ]);
  await watch.stop();
});

test('watchIsolation() reports what got out of a utility process, and says so in the log', async () => {
  const states: string[] = [];
  const watch: IsolationWatch = watched(spawnerOf(ANSWER).spawner, () => states.push(watch.status().state));
  const status = await watch.test();
  expect(states).toEqual(['testing', 'tested']);
  expect(status.layers.filter(({ state }) => state === 'held').map(({ layer }) => layer)).toEqual(['process', 'environment']);
  expect(status).toMatchObject({ state: 'tested', holds: false, failure: '' });
  expect(status.attempts.filter(({ held }) => !held).map(({ attempt }) => attempt)).toEqual(["read a file of the user's"]);
  expect(status.layers.find(({ layer }) => layer === 'jail')?.says).toContain("Electron's utility processes");
  expect(logged.at(-1)).toBe("guest processes can: read a file of the user's");
});

test.each([
  ['dies without a word', undefined],
  ['says something else', '{"tried": 1}'],
  ['says no JSON', '{"tried'],
])('watchIsolation() says that it failed when the child %s', async (_case, answer) => {
  const watch = watched(spawnerOf(answer).spawner);
  expect(await watch.test()).toMatchObject({
    state: 'failed',
    failure: 'The child that was to try gave no answer.',
    holds: false,
  });
});

test('watchIsolation() makes one test of two that are asked for at once', async () => {
  const { spawner, spawned } = spawnerOf(ANSWER);
  const watch = watched(spawner);
  await Promise.all([watch.test(), watch.test()]);
  expect(spawned()).toBe(1);
  await watch.test();
  expect(spawned()).toBe(2);
});

test('watchIsolation() starts nothing once it was stopped', async () => {
  const { spawner, spawned } = spawnerOf(ANSWER);
  const watch = watched(spawner);
  await watch.stop();
  await watch.test();
  expect(spawned()).toBe(0);
});
