// What the self-test is given to reach for: a folder with a secret, and listeners that answer whoever gets through.
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bait } from './attempts.ts';

export interface LaidBait {
  readonly bait: Bait;
  remove(): void;
}

/** Any small library does: what is asked is whether it gets loaded. */
const LIBRARIES = ['/lib/x86_64-linux-gnu/libdl.so.2', '/lib/aarch64-linux-gnu/libdl.so.2', '/usr/lib/libSystem.dylib'];

export async function layBait(): Promise<LaidBait> {
  const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-bait-'));
  const secret = randomUUID();
  const secretFile = join(folder, 'secret.txt');
  writeFileSync(secretFile, secret, { mode: 0o600 });
  const unixSocket = process.platform === 'win32' ? '' : join(folder, 'socket');
  const tcp = await listening(answeringServer().listen(0, '127.0.0.1'));
  const unix = unixSocket === '' ? undefined : await listening(answeringServer().listen(unixSocket));
  const udp = createSocket('udp4', (message, { port, address }) => udp.send(message, port, address));
  await once(udp.bind(0, '127.0.0.1'), 'listening');
  const { port } = tcp.address() as AddressInfo;
  return {
    bait: {
      enginePid: process.pid,
      folder,
      secretFile,
      secret,
      tcpPort: port,
      udpPort: udp.address().port,
      unixSocket,
      library: LIBRARIES.find((path) => existsSync(path)),
    },
    remove: () => {
      for (const server of [tcp, unix, udp]) server?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answeringServer(): Server {
  return createServer((socket: Socket) => {
    // A child that is killed resets its connections.
    socket.on('error', () => undefined);
    socket.end('hello');
  }).unref();
}

async function listening(server: Server): Promise<Server> {
  await once(server, 'listening');
  return server;
}
