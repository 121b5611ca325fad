// Loaded first into a utility process of the stand-in: makes `process.parentPort` of Node's own pipe to the parent, and
// takes that pipe away from the program.
import { EventEmitter } from 'node:events';
import { isMainThread } from 'node:worker_threads';
import { checkCloneable } from './rules.ts';

export type ToUtility =
  | { readonly kind: 'parent'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'closed'; readonly port: number };

export type FromUtility =
  | { readonly kind: 'parent'; readonly data: unknown }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'close'; readonly port: number };

function install(): void {
  const pipe = process.send?.bind(process);
  if (!pipe) throw new Error('started without a pipe to the parent');
  const send = (message: FromUtility): void => {
    pipe(message);
  };
  const ports = new Map<number, UtilityPort>();
  const parentPort = new ParentPort(send);
  process.on('message', (message: ToUtility) => {
    if (message.kind === 'port') ports.get(message.port)?.hear(message.data);
    else if (message.kind === 'closed') ports.get(message.port)?.gone();
    else
      parentPort.hear(
        message.data,
        message.ports.map((port) => open(port)),
      );
  });
  const open = (number: number): UtilityPort => {
    const port = new UtilityPort(number, send, () => ports.delete(number));
    ports.set(number, port);
    return port;
  };
  // Chromium ends its children when it goes.
  process.on('disconnect', () => process.exit(0));
  Object.defineProperty(process, 'send', { value: undefined });
  Object.defineProperty(process, 'parentPort', { value: parentPort, enumerable: true });
}

interface Heard {
  readonly data: unknown;
  readonly ports: readonly UtilityPort[];
}

/** Keeps its messages until somebody listens. */
class ParentPort extends EventEmitter<{ message: [Heard]; newListener: [string | symbol] }> {
  readonly #send: (message: FromUtility) => void;
  readonly #waiting: Heard[] = [];

  constructor(send: (message: FromUtility) => void) {
    super();
    this.#send = send;
    this.on('newListener', (event) => {
      if (event === 'message') setImmediate(() => this.#flush());
    });
  }

  postMessage(message: unknown): void {
    checkCloneable(message);
    this.#send({ kind: 'parent', data: message });
  }

  hear(data: unknown, ports: readonly UtilityPort[]): void {
    this.#waiting.push({ data, ports });
    this.#flush();
  }

  #flush(): void {
    while (this.listenerCount('message') > 0) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.emit('message', next);
    }
  }
}

/** Keeps its messages until it is started. */
class UtilityPort extends EventEmitter<{ message: [Heard]; close: [] }> {
  readonly #number: number;
  readonly #send: (message: FromUtility) => void;
  readonly #forget: () => void;
  readonly #waiting: unknown[] = [];
  #started = false;
  #open = true;
  #closedThere = false;

  constructor(number: number, send: (message: FromUtility) => void, forget: () => void) {
    super();
    this.#number = number;
    this.#send = send;
    this.#forget = forget;
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    checkCloneable(message);
    // Electron loses a message that lists an ArrayBuffer; ports are not passed on from utility processes here.
    if (transfer.length > 0 || !this.#open) return;
    this.#send({ kind: 'port', port: this.#number, data: message });
  }

  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.emit('message', { data, ports: [] });
    if (this.#closedThere) this.gone();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#forget();
    this.#send({ kind: 'close', port: this.#number });
  }

  hear(data: unknown): void {
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#waiting.push(data);
  }

  /** What was sent before the other end closed is still heard. */
  gone(): void {
    this.#closedThere = true;
    if (!this.#started && this.#waiting.length > 0) return;
    if (!this.#open) return;
    this.#open = false;
    this.#forget();
    this.emit('close');
  }
}

// Worker threads inherit the prelude; they have no parent port.
if (isMainThread) install();
