import { EventEmitter } from 'node:events';
import type { MessageChannelMain } from 'electron';
import { expect, test } from 'vitest';
import { exitOf, GuestBroker } from './guest-broker.ts';

class FakeProcess extends EventEmitter {
  pid: number | undefined = undefined;
  readonly stdout = null;
  readonly stderr = new EventEmitter();
  readonly posted: unknown[] = [];
  politeKills = 0;
  postMessage(message: unknown, ports?: unknown[]): void {
    this.posted.push([message, ports?.length ?? 0]);
  }
  kill(): boolean {
    this.politeKills += 1;
    return true;
  }
}

function broker() {
  const forked: FakeProcess[] = [];
  const killed: number[] = [];
  const engine = new FakeProcess();
  const guests = new GuestBroker({
    fork: () => {
      const process = new FakeProcess();
      forked.push(process);
      return process;
    },
    createChannel: () => ({ port1: {}, port2: {} }) as MessageChannelMain,
    killNow: (pid) => killed.push(pid) > 0,
  });
  return { guests, forked, killed, engine };
}

test('GuestBroker gives one end of a port to the guest and the other to the engine', () => {
  const { guests, forked, engine } = broker();
  guests.answer({ kind: 'spawn-guest', guest: 5, role: 'guest' }, engine);
  expect([forked[0]?.posted, engine.posted]).toEqual([[[{ kind: 'engine-port' }, 1]], [[{ kind: 'guest-port', guest: 5 }, 1]]]);
});

test('GuestBroker says SIGKILL for a guest that it killed, though Electron reports code 0', () => {
  const { guests, forked, killed, engine } = broker();
  guests.answer({ kind: 'spawn-guest', guest: 1, role: 'guest' }, engine);
  const [process] = forked;
  if (process) process.pid = 77;
  process?.emit('spawn');
  guests.answer({ kind: 'kill-guest', guest: 1 }, engine);
  process?.emit('exit', 0);
  expect(killed).toEqual([77]);
  expect(engine.posted.slice(1)).toEqual([
    [{ kind: 'guest-spawned', guest: 1, pid: 77 }, 0],
    [{ kind: 'guest-exited', guest: 1, code: null, signal: 'SIGKILL' }, 0],
  ]);
});

test('GuestBroker kills a guest that was unwanted before it was there', () => {
  const { guests, forked, killed, engine } = broker();
  guests.answer({ kind: 'spawn-guest', guest: 1, role: 'guest' }, engine);
  guests.answer({ kind: 'kill-guest', guest: 1 }, engine);
  const [process] = forked;
  if (process) process.pid = 78;
  process?.emit('spawn');
  expect([process?.politeKills, killed]).toEqual([1, [78]]);
});

test('GuestBroker forks no second process for one number and no more than its cap', () => {
  const { guests, forked, engine } = broker();
  for (let guest = 0; guest < 300; guest += 1)
    guests.answer({ kind: 'spawn-guest', guest: Math.max(1, guest), role: 'guest' }, engine);
  expect(forked.length).toBe(256);
  expect(engine.posted.at(-1)).toEqual([{ kind: 'guest-exited', guest: 299, code: null, signal: null }, 0]);
});

test('exitOf() keeps the code of a guest that ended by itself', () => {
  expect([exitOf(9, false), exitOf(0, true)]).toEqual([
    { code: 9, signal: null },
    { code: null, signal: 'SIGKILL' },
  ]);
});
