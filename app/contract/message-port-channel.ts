// A channel over a MessagePort: the page's, a worker thread's, or Electron's MessagePortMain.
//
// A port tells its other side nothing, or only late, when it is closed; so `null` is sent first and stands for that.
// Nothing is ever transferred: Electron loses a message that lists an ArrayBuffer.
import type { Channel } from './channel.ts';

export interface PortEvent {
  readonly type: string;
  readonly data?: unknown;
}

/** What the three kinds of port have in common. The first two have `addEventListener`, Electron's has `on`. */
export interface PortLike {
  postMessage(message: unknown): void;
  close(): void;
  start?(): void;
  addEventListener?(type: 'message' | 'close' | 'messageerror', listener: (event: PortEvent) => void): void;
  on?(type: 'message' | 'close', listener: (event: { data: unknown }) => void): unknown;
}

export function messagePortChannel(port: PortLike): Channel {
  return new MessagePortChannel(port);
}

class MessagePortChannel implements Channel {
  readonly #port: PortLike;
  readonly #messageListeners: ((message: Uint8Array) => void)[] = [];
  readonly #closeListeners: (() => void)[] = [];
  #closed = false;
  #started = false;

  constructor(port: PortLike) {
    this.#port = port;
    if (port.addEventListener) {
      port.addEventListener('message', (event) => this.#receive(event.data));
      port.addEventListener('messageerror', () => this.close());
      port.addEventListener('close', () => this.#end());
    } else {
      port.on?.('message', (event) => this.#receive(event.data));
      port.on?.('close', () => this.#end());
    }
  }

  send(message: Uint8Array<ArrayBuffer>): void {
    if (!this.#closed)
      this.#port.postMessage(message.byteLength === message.buffer.byteLength ? message : new Uint8Array(message));
  }

  /** Messages wait in the port until somebody listens. */
  onMessage(listener: (message: Uint8Array) => void): void {
    this.#messageListeners.push(listener);
    if (this.#started) return;
    this.#started = true;
    this.#port.start?.();
  }

  close(): void {
    if (this.#closed) return;
    this.#port.postMessage(null);
    this.#port.close();
    this.#end();
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#closeListeners.push(listener);
  }

  #receive(data: unknown): void {
    if (this.#closed) return;
    const message = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
    // Anything but bytes is either the farewell or not from our other end.
    if (!(message instanceof Uint8Array)) return this.close();
    for (const listener of this.#messageListeners) listener(message);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#closeListeners) listener();
  }
}
