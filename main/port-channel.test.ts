import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { portChannel } from './port-channel.ts';

class FakePort extends EventEmitter {
  readonly posted: Uint8Array[] = [];
  started = false;
  closed = false;
  postMessage(message: Uint8Array): void {
    this.posted.push(message);
  }
  start(): void {
    this.started = true;
  }
  close(): void {
    this.closed = true;
  }
}

test('portChannel() sends a view without the buffer around it, and shared memory as a copy', () => {
  const port = new FakePort();
  const channel = portChannel(port, 100);
  channel.send(new Uint8Array(1000).subarray(10, 13));
  channel.send(new Uint8Array(new SharedArrayBuffer(4)));
  expect(port.posted.map((bytes) => [bytes.buffer instanceof ArrayBuffer, bytes.buffer.byteLength])).toEqual([
    [true, 3],
    [true, 4],
  ]);
});

test('portChannel() starts the port when somebody listens', () => {
  const port = new FakePort();
  const channel = portChannel(port, 100);
  expect(port.started).toBe(false);
  const heard: number[] = [];
  channel.onMessage((bytes) => heard.push(bytes.length));
  port.emit('message', { data: new Uint8Array(3) });
  expect([port.started, heard]).toEqual([true, [3]]);
});

test('portChannel() closes at anything but bytes, and at more bytes than allowed', () => {
  for (const data of ['text', { length: 1 }, new ArrayBuffer(1), null, new Uint8Array(101)]) {
    const port = new FakePort();
    const channel = portChannel(port, 100);
    let closes = 0;
    channel.onClose(() => (closes += 1));
    channel.onMessage(() => expect.unreachable());
    port.emit('message', { data });
    port.emit('message', { data: new Uint8Array(1) });
    port.emit('close');
    expect([port.closed, closes]).toEqual([true, 1]);
  }
});

test('portChannel() tells a late listener that it is closed, and sends nothing any more', () => {
  const port = new FakePort();
  const channel = portChannel(port, 100);
  port.emit('close');
  let told = false;
  channel.onClose(() => (told = true));
  channel.send(new Uint8Array(1));
  expect([told, port.posted]).toEqual([true, []]);
});
