import { EventEmitter } from 'node:events';
import type { MessageChannelMain } from 'electron';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineProcess } from './engine-process.ts';

class FakeEngine extends EventEmitter {
  readonly posted: unknown[] = [];
  kills = 0;
  postMessage(message: unknown, ports?: unknown[]): void {
    this.posted.push(ports ? [message, ports] : message);
  }
  kill(): boolean {
    this.kills += 1;
    return true;
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function started() {
  const engines: FakeEngine[] = [];
  const told: unknown[] = [];
  const life = new EngineProcess({
    fork: () => {
      const engine = new FakeEngine();
      engines.push(engine);
      return engine;
    },
    createChannel: () => ({ port1: 'one', port2: 'two' }) as object as MessageChannelMain,
    guests: { answer: (message) => told.push(message), killAll: () => told.push('kill all') },
    firstMessages: () => [{ kind: 'grant', path: '/granted' }],
    granted: (path) => told.push(`granted: ${path}`),
    refused: (message) => told.push(`refused: ${message}`),
    log: () => {},
  });
  life.start();
  const page: unknown[] = [];
  const frame = { postMessage: (...values: unknown[]) => void page.push(values) };
  return { life, engines, told, page, frame };
}

test('EngineProcess gives page and engine an end each of one channel', () => {
  const { life, engines, page, frame } = started();
  life.connectPage(frame);
  expect([engines[0]?.posted, page]).toEqual([
    [{ kind: 'grant', path: '/granted' }, [{ kind: 'page' }, ['one']]],
    [['port', null, ['two']]],
  ]);
});

test('EngineProcess starts a crashed engine again, tells it what it must know, and connects the page that waited', () => {
  const { life, engines, told, page, frame } = started();
  engines[0]?.emit('exit', 11);
  life.connectPage(frame);
  life.tell({ kind: 'open', path: '/a.wasm' });
  expect([told, page, engines.length]).toEqual([['kill all'], [], 1]);
  vi.advanceTimersByTime(0);
  expect(engines[1]?.posted).toEqual([
    { kind: 'grant', path: '/granted' },
    { kind: 'open', path: '/a.wasm' },
    [{ kind: 'page' }, ['one']],
  ]);
  expect(page).toEqual([['port', null, ['two']]]);
});

test('EngineProcess waits longer after each crash in a row, and not after a long life', () => {
  const { engines } = started();
  const livesAfter = (milliseconds: number): number => {
    vi.advanceTimersByTime(milliseconds);
    return engines.length;
  };
  engines[0]?.emit('exit', 1);
  expect(livesAfter(0)).toBe(2);
  engines[1]?.emit('exit', 1);
  expect([livesAfter(199), livesAfter(1)]).toEqual([2, 3]);
  engines[2]?.emit('exit', 1);
  expect([livesAfter(399), livesAfter(1)]).toEqual([3, 4]);
  vi.advanceTimersByTime(30_000);
  engines[3]?.emit('exit', 1);
  expect(livesAfter(0)).toBe(5);
});

test('EngineProcess asks the engine to close, kills it when it does not, and starts no other', async () => {
  const { life, engines } = started();
  const closed = life.close();
  expect(engines[0]?.posted.at(-1)).toEqual({ kind: 'close' });
  vi.advanceTimersByTime(3000);
  expect(engines[0]?.kills).toBe(1);
  engines[0]?.emit('exit', 0);
  await closed;
  vi.advanceTimersByTime(60_000);
  expect(engines.length).toBe(1);
});

test('EngineProcess passes on what the engine asks for and drops what it does not know', () => {
  const { engines, told } = started();
  for (const message of [
    { kind: 'spawn-guest', guest: 1, role: 'guest' },
    { kind: 'refused', message: 'no' },
    { kind: 'granted', path: '/a' },
    { kind: 'quit' },
    null,
  ]) {
    engines[0]?.emit('message', message);
  }
  expect(told).toEqual([{ kind: 'spawn-guest', guest: 1, role: 'guest' }, 'refused: no', 'granted: /a']);
});
