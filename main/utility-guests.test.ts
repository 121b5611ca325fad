import { EventEmitter } from 'node:events';
import type { MessagePortMain } from 'electron';
import { expect, test } from 'vitest';
import type { FromEngine } from './engine-messages.ts';
import { UtilityGuests } from './utility-guests.ts';

class FakePort extends EventEmitter {
  readonly posted: unknown[] = [];
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  start(): void {}
  close(): void {
    this.emit('close');
  }
}

function started() {
  const asked: FromEngine[] = [];
  const guests = new UtilityGuests((message) => asked.push(message));
  return { asked, guests, guest: guests.spawn() };
}

const portOf = (port: FakePort): MessagePortMain => port as MessagePortMain;

test('UtilityGuests keeps what is sent until main brings the port', () => {
  const { asked, guests, guest } = started();
  const port = new FakePort();
  const heard: number[][] = [];
  guest.channel.onMessage((bytes) => heard.push([...bytes]));
  guest.channel.send(new Uint8Array([1]));
  guests.answer({ kind: 'guest-port', guest: 0 }, portOf(port));
  guest.channel.send(new Uint8Array([2]));
  port.emit('message', { data: new Uint8Array([3]) });
  expect([asked, port.posted, heard]).toEqual([
    [{ kind: 'spawn-guest', guest: 0, role: 'guest' }],
    [new Uint8Array([1]), new Uint8Array([2])],
    [[3]],
  ]);
});

test('UtilityGuests tells pid, last words and exit as main reports them', async () => {
  const { asked, guests, guest } = started();
  expect(guest.pid).toBe(undefined);
  guests.answer({ kind: 'guest-spawned', guest: 0, pid: 42 }, undefined);
  guests.answer({ kind: 'guest-words', guest: 0, words: 'a'.repeat(9000) }, undefined);
  guests.answer({ kind: 'guest-words', guest: 0, words: 'fatal' }, undefined);
  guest.kill();
  guests.answer({ kind: 'guest-exited', guest: 0, code: null, signal: 'SIGKILL' }, undefined);
  expect([guest.pid, guest.lastWords().length, guest.lastWords().endsWith('afatal'), asked.at(-1)]).toEqual([
    42,
    8192,
    true,
    { kind: 'kill-guest', guest: 0 },
  ]);
  expect(await guest.exited).toEqual({ code: null, signal: 'SIGKILL' });
});

test('UtilityGuests tells the exit after the last messages, which come another way', async () => {
  const { guests, guest } = started();
  const port = new FakePort();
  const order: string[] = [];
  guest.channel.onMessage(() => order.push('message'));
  void guest.exited.then(() => order.push('exited'));
  guests.answer({ kind: 'guest-port', guest: 0 }, portOf(port));
  guests.answer({ kind: 'guest-exited', guest: 0, code: 0, signal: null }, undefined);
  await Promise.resolve();
  port.emit('message', { data: new Uint8Array(1) });
  port.emit('close');
  await guest.exited;
  expect(order).toEqual(['message', 'exited']);
});

test('UtilityGuests closes a port that belongs to no guest', () => {
  const { guests } = started();
  const port = new FakePort();
  let closed = false;
  port.on('close', () => (closed = true));
  guests.answer({ kind: 'guest-port', guest: 9 }, portOf(port));
  expect(closed).toBe(true);
});

test('UtilityGuests asks for a self-test in the words of a guest, but for its role', () => {
  const { asked, guests } = started();
  guests.selfTests.spawn({ mounts: [] });
  expect(asked).toEqual([
    { kind: 'spawn-guest', guest: 0, role: 'guest' },
    { kind: 'spawn-guest', guest: 1, role: 'self-test' },
  ]);
});
