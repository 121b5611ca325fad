// The three ways page and engine can be joined, each with real parts: a pair in memory, a worker thread's MessageChannel, and
// a WebSocket over a loopback socket.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { WebSocketServer, WebSocket } from 'ws';
import type { Channel } from '../../app/contract/channel.ts';
import { memoryChannelPair } from '../../app/contract/memory-channel.ts';
import { messagePortChannel } from '../../app/contract/message-port-channel.ts';
import { webSocketChannel } from '../../app/contract/web-socket-channel.ts';

export interface Joined {
  readonly page: Channel;
  readonly engine: Channel;
  dispose(): Promise<void>;
}

export interface Transport {
  readonly name: string;
  join(): Promise<Joined>;
}

export const transports: readonly Transport[] = [
  { name: 'memory', join: joinInMemory },
  { name: 'MessagePort', join: joinByPorts },
  { name: 'WebSocket', join: joinBySocket },
];

function joinInMemory(): Promise<Joined> {
  const [page, engine] = memoryChannelPair();
  return Promise.resolve({ page, engine, dispose: () => Promise.resolve(page.close()) });
}

function joinByPorts(): Promise<Joined> {
  const { port1, port2 } = new MessageChannel();
  const page = messagePortChannel(port1);
  return Promise.resolve({ page, engine: messagePortChannel(port2), dispose: () => Promise.resolve(page.close()) });
}

async function joinBySocket(): Promise<Joined> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false, maxPayload: 128 << 20 });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const connected = once(sockets, 'connection') as Promise<[WebSocket]>;
  const socket = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const [[inside]] = await Promise.all([connected, once(socket, 'open')]);
  return {
    page: webSocketChannel(socket),
    engine: webSocketChannel(inside),
    dispose: async () => {
      socket.terminate();
      sockets.close();
      http.close();
      await once(http, 'close');
    },
  };
}
