// The browser host's door: the page's files over HTTP and the contract over one WebSocket, on 127.0.0.1 only.
//
// Anyone on this machine, and any site open in this person's browser, can knock. Names that resolve here by rebinding are
// turned away by Host, other sites by Origin, everybody else by the token, which is the first thing said on the socket.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Channel } from '../contract/channel.ts';
import { READY, webSocketChannel } from '../contract/web-socket-channel.ts';
import { FRAME_CAPS } from '../contract/wire.ts';
import type { PageFile } from './page-files.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { newToken, sameToken } from './token.ts';

export interface ServerOptions {
  /** 0 or nothing: one that is free. */
  readonly port?: number;
  readonly files: ReadonlyMap<string, PageFile>;
  /** Called with the channel of each page that was let in. */
  readonly serve: (channel: Channel) => void;
  /** How long a page may take to show its token. */
  readonly tokenMilliseconds?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT/#TOKEN`: whoever has it is let in. */
  readonly url: string;
  close(): Promise<void>;
}

/** Where the page opens its WebSocket. */
export const CHANNEL_ADDRESS = '/channel';

const TOKEN_MILLISECONDS = 5000;
/** Bytes a socket may send before it was let in: a token in a frame is 49. */
const MOST_BYTES_BEFORE_TOKEN = 1024;
/** Sockets at once, let in or not. */
const MOST_SOCKETS = 32;
const MOST_CONNECTIONS = 128;

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const token = newToken();
  const http = createServer({
    maxHeaderSize: 8192,
    headersTimeout: 5000,
    requestTimeout: 10_000,
    connectionsCheckingInterval: 2000,
    requireHostHeader: true,
  });
  http.maxConnections = MOST_CONNECTIONS;
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: FRAME_CAPS.frame,
    clientTracking: true,
  });
  http.listen(options.port ?? 0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;

  const door = new Door(options, port, token, sockets);
  http.on('request', (request, response) => door.answer(request, response));
  http.on('upgrade', (request, stream, head) => door.upgrade(request, stream, head));
  http.on('clientError', (_error, stream) => refuse(stream, 400));
  return { url: `http://127.0.0.1:${port}/#${token}`, close: () => closeAll(http, sockets) };
}

class Door {
  readonly #options: ServerOptions;
  readonly #token: string;
  readonly #sockets: WebSocketServer;
  readonly #hosts: ReadonlySet<string>;

  constructor(options: ServerOptions, port: number, token: string, sockets: WebSocketServer) {
    this.#options = options;
    this.#token = token;
    this.#sockets = sockets;
    this.#hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const status = this.#refusal(request);
    const file = status === 200 ? this.#options.files.get((request.url ?? '').split('?', 1)[0] ?? '') : undefined;
    if (status !== 200 || !file) {
      // The rest of a body that nobody wants is not read.
      response.writeHead(status === 200 ? 404 : status, {
        ...SECURITY_HEADERS,
        'Content-Type': 'text/plain',
        Connection: 'close',
      });
      response.end();
      return;
    }
    response.writeHead(200, { ...SECURITY_HEADERS, 'Content-Type': file.type, 'Content-Length': file.bytes.length });
    response.end(request.method === 'HEAD' ? undefined : file.bytes);
  }

  /** 421 for another name than ours, 403 for another site, 405 for another method; 200 when there is nothing to refuse. */
  #refusal(request: IncomingMessage): number {
    const { host: [host = '', ...otherHosts] = [], origin: origins = [] } = request.headersDistinct;
    if (otherHosts.length > 0 || !this.#hosts.has(host)) return 421;
    if (origins.some((origin) => origin !== `http://${host}`)) return 403;
    return request.method === 'GET' || request.method === 'HEAD' ? 200 : 405;
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    const status = this.#refusal(request);
    if (status !== 200) return refuse(stream, status);
    // A browser always names the origin of a WebSocket; without one it is not the page.
    if (request.headers.origin === undefined) return refuse(stream, 403);
    if (request.url !== CHANNEL_ADDRESS) return refuse(stream, 404);
    if (this.#sockets.clients.size >= MOST_SOCKETS) return refuse(stream, 503);
    this.#sockets.handleUpgrade(request, stream, head, (socket) => this.#awaitToken(socket, stream, head.length));
  }

  /** The first message must be the token, soon. Whatever else comes first ends the socket, and what follows is not read. */
  #awaitToken(socket: WebSocket, stream: Duplex, alreadyRead: number): void {
    socket.on('error', () => socket.terminate());
    let read = alreadyRead;
    const count = (chunk: Buffer): void => {
      read += chunk.length;
      if (read > MOST_BYTES_BEFORE_TOKEN) socket.terminate();
    };
    stream.on('data', count);
    const late = setTimeout(() => socket.close(1008, 'no token'), this.#options.tokenMilliseconds ?? TOKEN_MILLISECONDS);
    socket.on('close', () => clearTimeout(late));
    socket.once('message', (data, isBinary) => {
      clearTimeout(late);
      const shown = isBinary || !(data instanceof Buffer) ? '' : data.toString('utf8');
      if (read > MOST_BYTES_BEFORE_TOKEN || !sameToken(shown, this.#token)) return socket.close(1008, 'not let in');
      stream.off('data', count);
      this.#options.serve(webSocketChannel(socket));
      socket.send(READY);
    });
  }
}

const WORDS: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [421, 'Misdirected Request'],
  [503, 'Service Unavailable'],
]);

function refuse(stream: Duplex, status: number): void {
  stream.once('finish', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status} ${WORDS.get(status) ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function closeAll(http: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  const closed = once(http, 'close');
  http.close();
  http.closeAllConnections();
  await closed;
}
