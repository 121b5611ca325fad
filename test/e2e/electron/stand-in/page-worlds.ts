// The code that runs inside Chromium, as source text: `preloadWorld` in an isolated world of the page, where it gives the
// built preload its `require`, and `mainWorld` in the page's own world, where it receives what contextBridge exposes and
// enforces Electron's rules on the ports handed over. Both functions must stand alone: only their text travels.
import type * as Electron from 'electron';

/** What goes from the main process to the preload's world. Data is encoded, see page-data.ts. */
export type ToPage =
  | { readonly kind: 'event'; readonly channel: string; readonly values: readonly unknown[]; readonly ports: readonly number[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: PageData }
  | { readonly kind: 'closed'; readonly port: number }
  | { readonly kind: 'answer'; readonly call: number; readonly value?: unknown; readonly error?: string };

export type FromPage =
  | { readonly kind: 'send'; readonly channel: string; readonly values: readonly unknown[] }
  | { readonly kind: 'invoke'; readonly channel: string; readonly call: number; readonly values: readonly unknown[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: PageData }
  | { readonly kind: 'close'; readonly port: number };

/** A byte array as base64, anything else as JSON. */
export type PageData = { readonly bytes: string } | { readonly json: string };

declare global {
  interface Uint8Array {
    toBase64(): string;
  }
  interface Uint8ArrayConstructor {
    fromBase64(text: string): Uint8Array<ArrayBuffer>;
  }
  interface Window {
    standInSend(text: string): void;
    standInReceive(message: ToPage): void;
  }
}

type Preload = (require: (name: string) => unknown, module: { exports: object }, exports: object) => void;

export function preloadWorld(preload: Preload): void {
  // Without nodeIntegrationInSubFrames a preload runs in the top frame alone.
  if (window !== window.top) return;
  const send = (message: FromPage): void => window.standInSend(JSON.stringify(message));
  const listeners = new Map<string, ((event: { ports: MessagePort[] }, ...values: unknown[]) => void)[]>();
  const calls = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const ports = new Map<number, MessagePort>();

  const encode = (data: unknown): PageData =>
    data instanceof Uint8Array ? { bytes: data.toBase64() } : { json: JSON.stringify(data ?? null) };
  const decode = (data: PageData): unknown => ('bytes' in data ? Uint8Array.fromBase64(data.bytes) : JSON.parse(data.json));

  const openPort = (port: number): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    ports.set(port, port2);
    port2.addEventListener('message', ({ data }) => send({ kind: 'port', port, data: encode(data) }));
    port2.addEventListener('close', () => {
      if (ports.delete(port)) send({ kind: 'close', port });
    });
    port2.start();
    return port1;
  };

  window.standInReceive = (message) => {
    if (message.kind === 'port') {
      ports.get(message.port)?.postMessage(decode(message.data));
    } else if (message.kind === 'closed') {
      const port = ports.get(message.port);
      ports.delete(message.port);
      port?.close();
    } else if (message.kind === 'answer') {
      const call = calls.get(message.call);
      calls.delete(message.call);
      if (message.error === undefined) call?.resolve(message.value);
      else call?.reject(new Error(message.error));
    } else {
      const event = { ports: message.ports.map(openPort) };
      for (const listener of listeners.get(message.channel) ?? []) listener(event, ...message.values);
    }
  };

  const ipcRenderer = {
    send: (channel: string, ...values: unknown[]) => send({ kind: 'send', channel, values }),
    invoke: (channel: string, ...values: unknown[]) =>
      new Promise<unknown>((resolve, reject) => {
        const call = calls.size === 0 ? 1 : Math.max(...calls.keys()) + 1;
        calls.set(call, { resolve, reject });
        send({ kind: 'invoke', channel, call, values });
      }),
    on(channel: string, listener: (event: { ports: MessagePort[] }, ...values: unknown[]) => void) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return this;
    },
  } satisfies Pick<Electron.IpcRenderer, 'send' | 'invoke'> & { on: unknown };

  const exposed: ((...values: unknown[]) => unknown)[] = [];
  const tellMain = (type: string, detail: unknown): void => {
    document.dispatchEvent(new CustomEvent(`stand-in-${type}`, { detail: JSON.stringify(detail) }));
  };
  document.addEventListener('stand-in-call', (event) => {
    if (!(event instanceof CustomEvent)) return;
    const { target, call, values }: { target: number; call: number; values: unknown[] } = JSON.parse(String(event.detail));
    try {
      const value = exposed[target]?.(...values);
      if (!(value instanceof Promise)) return tellMain('result', { value });
      tellMain('result', { promise: call });
      value.then(
        (settled: unknown) => tellMain('settled', { call, value: settled }),
        (error: unknown) => tellMain('settled', { call, error: String(error) }),
      );
    } catch (error) {
      tellMain('result', { error: String(error) });
    }
  });

  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown) {
      const describe = (value: unknown): unknown => {
        if (typeof value === 'function')
          return { target: exposed.push((...values) => Reflect.apply(value, undefined, values)) - 1 };
        if (typeof value !== 'object' || value === null) return { value };
        return { members: Object.entries(value).map(([name, member]) => [name, describe(member)]) };
      };
      tellMain('expose', { key, api: describe(api) });
    },
  } satisfies Pick<Electron.ContextBridge, 'exposeInMainWorld'>;

  const module = { exports: {} };
  preload(
    (name) => {
      if (name === 'electron') return { contextBridge, ipcRenderer };
      throw new Error(`module not found: ${name}`);
    },
    module,
    module.exports,
  );
}

export function mainWorld(): void {
  if (window !== window.top) return;
  interface Described {
    readonly target?: number;
    readonly members?: readonly (readonly [string, Described])[];
    readonly value?: unknown;
  }
  let lastCall = 0;
  let result: { value?: unknown; error?: string; promise?: number } = {};
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const hear = (type: string, listener: (detail: string) => void): void => {
    document.addEventListener(`stand-in-${type}`, (event) => {
      if (event instanceof CustomEvent) listener(String(event.detail));
    });
  };
  hear('result', (detail) => (result = JSON.parse(detail)));
  hear('settled', (detail) => {
    const { call, value, error }: { call: number; value?: unknown; error?: string } = JSON.parse(detail);
    if (error === undefined) waiting.get(call)?.resolve(value);
    else waiting.get(call)?.reject(new Error(error));
    waiting.delete(call);
  });
  const call = (target: number, values: unknown[]): unknown => {
    lastCall += 1;
    result = {};
    document.dispatchEvent(new CustomEvent('stand-in-call', { detail: JSON.stringify({ target, call: lastCall, values }) }));
    if (result.error !== undefined) throw new Error(result.error);
    if (result.promise === undefined) return result.value;
    return new Promise((resolve, reject) => waiting.set(lastCall, { resolve, reject }));
  };
  const build = ({ target, members, value }: Described): unknown => {
    if (target !== undefined) return (...values: unknown[]) => call(target, values);
    if (members === undefined) return value;
    return Object.freeze(Object.fromEntries(members.map(([name, member]) => [name, build(member)])));
  };
  hear('expose', (detail) => {
    const { key, api }: { key: string; api: Described } = JSON.parse(detail);
    // Neither writable nor configurable, as contextBridge leaves it.
    Object.defineProperty(window, key, { value: build(api), enumerable: true });
  });

  // Ports that came from the preload lead to another process.
  const crossing = new WeakSet<MessagePort>();
  window.addEventListener('message', (event) => {
    if (event.source === window) for (const port of event.ports) crossing.add(port);
  });
  const post = MessagePort.prototype.postMessage;
  const holdsShared = (value: unknown): boolean => {
    if (typeof SharedArrayBuffer === 'undefined' || typeof value !== 'object' || value === null) return false;
    if (ArrayBuffer.isView(value)) return value.buffer instanceof SharedArrayBuffer;
    return value instanceof SharedArrayBuffer || Object.values(value).some(holdsShared);
  };
  MessagePort.prototype.postMessage = function (message: unknown, options?: Transferable[] | StructuredSerializeOptions): void {
    const transfer = Array.isArray(options) ? options : (options?.transfer ?? []);
    if (!crossing.has(this)) return Reflect.apply(post, this, [message, options]);
    if (holdsShared(message)) throw new DOMException('An object could not be cloned.', 'DataCloneError');
    // Electron loses a message that lists an ArrayBuffer, without a word.
    if (transfer.length === 0) Reflect.apply(post, this, [message]);
  };
}
