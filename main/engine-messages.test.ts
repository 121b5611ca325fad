import { expect, test } from 'vitest';
import { readFromEngine, readToEngine, type ToEngine } from './engine-messages.ts';

test('readFromEngine() reads what the engine may ask for', () => {
  const asked = [
    { kind: 'spawn-guest', guest: 0, role: 'self-test' },
    { kind: 'kill-guest', guest: 7, more: 1 },
    { kind: 'refused', message: 'no' },
    { kind: 'granted', path: '/a' },
  ];
  expect(asked.map(readFromEngine)).toEqual([
    { kind: 'spawn-guest', guest: 0, role: 'self-test' },
    { kind: 'kill-guest', guest: 7 },
    { kind: 'refused', message: 'no' },
    { kind: 'granted', path: '/a' },
  ]);
});

test('readFromEngine() drops everything else', () => {
  const junk = [
    null,
    undefined,
    1,
    'spawn-guest',
    [],
    {},
    { kind: 'spawn-guest' },
    { kind: 'spawn-guest', guest: 1 },
    { kind: 'spawn-guest', guest: 1, role: 'engine' },
    { kind: 'close', guest: 1 },
    { kind: 'kill-guest', guest: -1 },
    { kind: 'kill-guest', guest: 1.5 },
    { kind: 'kill-guest', guest: '1' },
    { kind: 'kill-guest', guest: NaN },
  ];
  expect(junk.map(readFromEngine)).toEqual(junk.map(() => undefined));
});

test('readToEngine() reads every message back as it was written', () => {
  const messages: ToEngine[] = [
    {
      kind: 'start',
      version: '1.0.0',
      sessions: '/s',
      samples: '/p',
      own: ['/s'],
      roots: ['data=/a:ro'],
      node: null,
      bubblewrap: true,
    },
    { kind: 'page' },
    { kind: 'guest-port', guest: 1 },
    { kind: 'guest-spawned', guest: 1, pid: 42 },
    { kind: 'guest-words', guest: 1, words: 'out of memory' },
    { kind: 'guest-exited', guest: 1, code: null, signal: 'SIGKILL' },
    { kind: 'grant', path: '/a' },
    { kind: 'open', path: '/a/b.wasm' },
    { kind: 'close' },
  ];
  expect(messages.map((message) => readToEngine(structuredClone(message)))).toEqual(messages);
});

test('readToEngine() drops what is none of them', () => {
  const junk = [
    null,
    'page',
    {},
    { kind: 'guest-port' },
    { kind: 'grant' },
    { kind: 'open', path: 1 },
    { kind: 'start', roots: [] },
    { kind: 'start', version: '1', sessions: '/s', samples: '/p', own: [1], roots: [] },
    { kind: 'guest-spawned', guest: 1 },
    { kind: 'constructor', guest: 1 },
  ];
  expect(junk.map(readToEngine)).toEqual(junk.map(() => undefined));
});
