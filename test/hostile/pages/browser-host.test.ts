// THREATS 97 and 94: what another program or another site on this machine can try on the browser host, with raw clients
// that obey no browser's rules. The server is real; behind it stand handlers without an engine.
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connect } from '../../../app/contract/connect.ts';
import { serve } from '../../../app/contract/serve.ts';
import { openWebSocketChannel } from '../../../app/contract/web-socket-channel.ts';
import { encodeFrame } from '../../../app/contract/wire.ts';
import { browserCommand, writeRedirect } from '../../../app/node-host/open-browser.ts';
import { readPageFiles } from '../../../app/node-host/page-files.ts';
import { startServer, type RunningServer } from '../../../app/node-host/server.ts';
import { newToken, sameToken } from '../../../app/node-host/token.ts';
import { standInHandlers } from '../../contract/stand-in-handlers.ts';

let folder: string;
let server: RunningServer;
let port: number;
let token: string;
let letIn = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
  mkdirSync(join(folder, 'page/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.html'), 'secret');
  writeFileSync(join(folder, 'page/index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'page/assets/index.js'), 'export {};');
  writeFileSync(join(folder, 'page/assets/index.js.map'), 'no');
  symlinkSync('../../secret.html', join(folder, 'page/assets/link.html'));
  server = await startServer({
    files: readPageFiles(join(folder, 'page')),
    tokenMilliseconds: 300,
    serve: (channel) => {
      letIn += 1;
      serve(channel, standInHandlers());
    },
  });
  const url = new URL(server.url);
  port = Number(url.port);
  token = url.hash.slice(1);
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on('error', reject);
    request.end();
  });
}

/** Sends bytes as they are and answers all that comes back until the other side ends. */
async function raw(text: string): Promise<string> {
  const socket = connectTcp(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1');
  socket.on('data', (data: string) => (answer += data));
  socket.on('error', () => undefined);
  socket.write(text, 'latin1');
  await once(socket, 'close');
  return answer;
}

function open(options: { origin?: string | undefined; host?: string; path?: string } = {}): WebSocket {
  const origin = 'origin' in options ? options.origin : `http://127.0.0.1:${port}`;
  const headers = options.host === undefined ? {} : { Host: options.host };
  return new WebSocket(`ws://127.0.0.1:${port}${options.path ?? '/channel'}`, {
    ...(origin === undefined ? {} : { origin }),
    headers,
  });
}

/** The HTTP status with which an upgrade was refused. */
function refusedWith(socket: WebSocket): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    socket.on('open', () => reject(new Error('it was let in')));
    socket.on('error', () => undefined);
  });
}

/** The code with which an open socket was closed, and every message that came before. */
async function closedWith(socket: WebSocket): Promise<{ code: number; messages: string[] }> {
  const messages: string[] = [];
  socket.on('message', (data) => messages.push(data instanceof Buffer ? data.toString('latin1') : '?'));
  socket.on('error', () => undefined);
  const [code] = (await once(socket, 'close')) as [number];
  return { code, messages };
}

describe('the page’s files', () => {
  it('are served with the headers that fence the page in', async () => {
    const { status, headers, body } = await ask('/');
    expect([status, body, headers['content-type']]).toEqual([200, '<!doctype html>', 'text/html; charset=utf-8']);
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect([headers['access-control-allow-origin'], headers['set-cookie'], headers['content-encoding']]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('carry the same headers when they are refused', async () => {
    const { status, headers } = await ask('/nothing');
    expect([status, headers['x-content-type-options'], headers['cross-origin-opener-policy']]).toEqual([
      404,
      'nosniff',
      'same-origin',
    ]);
  });

  it.each([
    '/../secret.html',
    '/assets/../../secret.html',
    '/..%2fsecret.html',
    '/%2e%2e/secret.html',
    '/assets/..\\..\\secret.html',
    '//secret.html',
    '/assets',
    '/assets/',
    '/assets/link.html',
    '/assets/index.js.map',
    '/assets/index.js/',
    '/ASSETS/INDEX.JS',
    '/__proto__',
    '/constructor',
    'http://127.0.0.1/secret.html',
  ])('do not include %s', async (path) => {
    const { status, body } = await ask(path);
    expect([status, body]).toEqual([404, '']);
  });

  it('are found by their address, whatever the query', async () => {
    expect((await ask('/assets/index.js?../../secret.html')).body).toBe('export {};');
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('are not for %s', async (method) => {
    expect((await ask('/', {}, method)).status).toBe(405);
  });
});

describe('a request under another name', () => {
  it.each([
    'evil.example',
    'evil.example:80',
    'localhost',
    '127.0.0.1',
    '0.0.0.0',
    '[::1]',
    'localhost.evil.example',
    '127.0.0.1:1',
  ])('is turned away: Host %s', async (name) => {
    expect((await ask('/', { Host: name })).status).toBe(421);
  });

  it('is turned away after DNS rebinding, with our own port', async () => {
    expect((await ask('/', { Host: `rebound.example:${port}` })).status).toBe(421);
    expect(await refusedWith(open({ host: `rebound.example:${port}`, origin: `http://rebound.example:${port}` }))).toBe(421);
  });

  it('is turned away without a Host, or with two', async () => {
    expect(await raw('GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
    expect(await raw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421/);
    expect(await raw('GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 421/);
    expect(
      await raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`),
    ).not.toContain('<!doctype');
  });

  it('is answered as localhost', async () => {
    expect((await ask('/', { Host: `localhost:${port}` })).status).toBe(200);
  });
});

describe('another site', () => {
  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1', 'http://localhost', 'file://'])(
    'is turned away: Origin %s',
    async (origin) => {
      expect((await ask('/', { Origin: origin })).status).toBe(403);
      expect(await refusedWith(open({ origin }))).toBe(403);
    },
  );

  it('cannot pass as localhost while it speaks to 127.0.0.1', async () => {
    expect(await refusedWith(open({ origin: `http://localhost:${port}` }))).toBe(403);
  });

  it('cannot leave its origin out', async () => {
    expect(await refusedWith(open({ origin: undefined }))).toBe(403);
  });
});

describe('the socket', () => {
  it('is at one address only', async () => {
    expect(await refusedWith(open({ path: '/' }))).toBe(404);
    expect(await refusedWith(open({ path: '/channel?x' }))).toBe(404);
  });

  it('lets the page in with the token, and the contract begins', async () => {
    const client = connect(await openWebSocketChannel(open(), token));
    expect((await client.call('app.info', {})).version).toBe('0');
    client.close();
    await client.closed;
  });

  it.each<[string, string | Buffer]>([
    ['a wrong token', newToken()],
    ['an empty token', ''],
    ['a token cut short', 'A'.repeat(42)],
    ['a frame of the contract', Buffer.from(encodeFrame({ kind: 'call', request: 1, name: 'app.info', value: {} }))],
  ])('is closed on %s', async (_what, message) => {
    const before = letIn;
    const socket = open();
    await once(socket, 'open');
    socket.send(message);
    expect(await closedWith(socket)).toEqual({ code: 1008, messages: [] });
    expect(letIn).toBe(before);
  });

  it('is closed on the right token sent as bytes', async () => {
    const socket = open();
    await once(socket, 'open');
    socket.send(Buffer.from(token));
    expect((await closedWith(socket)).code).toBe(1008);
  });

  it('is closed for good by a first message that is not the token', async () => {
    const before = letIn;
    const socket = open();
    await once(socket, 'open');
    socket.send('hello');
    socket.send(token);
    socket.send(encodeFrame({ kind: 'call', request: 1, name: 'app.info', value: {} }));
    expect(await closedWith(socket)).toEqual({ code: 1008, messages: [] });
    expect(letIn).toBe(before);
  });

  it('is closed when the token does not come in time', async () => {
    const socket = open();
    await once(socket, 'open');
    expect(await closedWith(socket)).toEqual({ code: 1008, messages: [] });
  });

  it('is torn down when more than a token comes before it', async () => {
    const socket = open();
    await once(socket, 'open');
    socket.send('x'.repeat(100_000));
    expect((await closedWith(socket)).code).toBe(1006);
  });

  it('refuses a frame past the cap by its length, before it is sent', async () => {
    const answer = await raw(
      `GET /channel HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n` +
        // A binary frame that says it is 2^27 + 1 bytes long.
        '\x82\xff\x00\x00\x00\x00\x08\x00\x00\x01\x00\x00\x00\x00',
    );
    expect(answer).toContain('101 Switching Protocols');
    // Close frame, code 1009 "message too big".
    expect(answer).toContain('\x88\x02\x03\xf1');
  });

  it('speaks no compression', async () => {
    const socket = open();
    await once(socket, 'open');
    expect(socket.extensions).toBe('');
    socket.terminate();
  });

  it('is closed when a page that was let in sends junk', async () => {
    const socket = open();
    await openWebSocketChannel(socket, token);
    socket.send(Buffer.alloc(64, 255));
    expect((await closedWith(socket)).code).toBe(4000);
    expect((await ask('/')).status).toBe(200);
  });

  it('is not opened for any number of clients', async () => {
    const sockets = Array.from({ length: 40 }, () => open());
    const answers = await Promise.all(
      sockets.map(async (socket) => {
        socket.on('error', () => undefined);
        return Promise.race([once(socket, 'open').then(() => 101), refusedWith(socket).catch(() => 101)]);
      }),
    );
    for (const socket of sockets) socket.terminate();
    expect(answers.filter((status) => status === 503).length).toBeGreaterThanOrEqual(8);
  });
});

describe('the server', () => {
  it('listens on 127.0.0.1 alone', async () => {
    const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const other = others.find((one) => !one.internal && one.family === 'IPv4')?.address ?? '127.0.0.2';
    const socket = connectTcp(port, other);
    await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('survives what is not HTTP', async () => {
    await raw('\x16\x03\x01\x00\xff junk\r\n\r\n');
    await raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`);
    expect((await ask('/')).status).toBe(200);
  });
});

describe('the token', () => {
  it('is new each time and compared as a whole', () => {
    expect(newToken()).not.toBe(newToken());
    expect(newToken()).toMatch(/^[\w-]{43}$/);
    expect([sameToken('a', 'a'), sameToken('a', 'ab'), sameToken('', 'a')]).toEqual([true, false, false]);
  });

  it('reaches the browser through a file that only its owner can read', () => {
    const { file, dispose } = writeRedirect(server.url);
    const modes = [statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777];
    expect(modes).toEqual([0o600, 0o700]);
    expect(file).not.toContain(token);
    dispose();
    expect(() => statSync(file)).toThrow('ENOENT');
  });

  it('is not sent to a browser where there is no display', () => {
    expect(browserCommand('linux', {})).toBeUndefined();
    expect(browserCommand('linux', { DISPLAY: ':0' })).toBe('xdg-open');
  });
});
