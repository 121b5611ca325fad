// A channel over an open WebSocket, the browser's or the `ws` package's; and the two lines that stand before it:
// the page sends its token as text, the server answers `ready`.
import type { Channel } from './channel.ts';
import { ContractError } from './contract-error.ts';

export interface SocketEvent {
  readonly type: string;
  readonly data?: unknown;
}

/** What both kinds of WebSocket have in common. */
export interface SocketLike {
  binaryType: string;
  /** 1 when open. */
  readonly readyState: number;
  send(data: Uint8Array<ArrayBuffer> | string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: SocketEvent) => void): void;
  removeEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: SocketEvent) => void): void;
}

/** What the server says once it has accepted the token. */
export const READY = 'ready';

const OPEN = 1;

/** Codes 4000–4999 are for applications (RFC 6455, section 7.4.2), and a reason has room for 123 bytes. */
const REFUSED_CODE = 4000;
const LONGEST_REASON = 120;

export function webSocketChannel(socket: SocketLike): Channel {
  return new WebSocketChannel(socket);
}

/** For the page: shows the token once `socket` is open and answers the channel that then begins. Rejects with CLOSED when it is not let in. */
export function openWebSocketChannel(socket: SocketLike, token: string): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const opened = (): void => socket.send(token);
    const answered = (event: SocketEvent): void => {
      if (event.data !== READY) return socket.close();
      forget();
      resolve(webSocketChannel(socket));
    };
    const closed = (): void => {
      forget();
      reject(new ContractError('CLOSED', 'the engine did not let this page in'));
    };
    const forget = (): void => {
      socket.removeEventListener('open', opened);
      socket.removeEventListener('message', answered);
      socket.removeEventListener('close', closed);
    };
    if (socket.readyState === OPEN) opened();
    else socket.addEventListener('open', opened);
    socket.addEventListener('message', answered);
    socket.addEventListener('close', closed);
  });
}

class WebSocketChannel implements Channel {
  readonly #socket: SocketLike;
  readonly #messageListeners: ((message: Uint8Array) => void)[] = [];
  readonly #closeListeners: (() => void)[] = [];
  #closed = false;

  constructor(socket: SocketLike) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', (event) => this.#receive(event.data));
    socket.addEventListener('close', () => this.#end());
    // An error is always followed by close; without a listener `ws` would throw it.
    socket.addEventListener('error', () => undefined);
  }

  send(message: Uint8Array<ArrayBuffer>): void {
    if (!this.#closed) this.#socket.send(message);
  }

  onMessage(listener: (message: Uint8Array) => void): void {
    this.#messageListeners.push(listener);
  }

  close(reason?: string): void {
    if (this.#closed) return;
    if (reason === undefined) this.#socket.close();
    else this.#socket.close(REFUSED_CODE, printable(reason));
    this.#end();
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#closeListeners.push(listener);
  }

  #receive(data: unknown): void {
    if (this.#closed) return;
    if (!(data instanceof ArrayBuffer)) return this.close('a message that is not binary');
    const message = new Uint8Array(data);
    for (const listener of this.#messageListeners) listener(message);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#closeListeners) listener();
  }
}

/** A browser throws for a reason past 123 bytes; plain ASCII makes characters bytes. */
function printable(reason: string): string {
  return reason.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_REASON);
}
