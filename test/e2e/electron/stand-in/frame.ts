// webFrameMain on the stand-in: the page's top frame as main sees it, and the place in the page where ports end.
import type { CDPSession, Page } from '@playwright/test';
import { standInIpcMain } from './ipc-main.ts';
import type { FromPage, PageData, ToPage } from './page-worlds.ts';
import { closeEnd, leave, packTransfer, passOn, type Place } from './ports.ts';
import { fromChromium } from './protocol.ts';

const BINDING = 'standInSend';

export class StandInFrame implements Place {
  readonly parent = null;
  readonly #contents: object;
  #cdp: CDPSession | undefined;
  #page: Page | undefined;
  /** The preload's world in the present document. */
  #context: number | undefined;

  constructor(contents: object) {
    this.#contents = contents;
  }

  get url(): string {
    return fromChromium(this.#page?.url() ?? 'about:blank');
  }

  postMessage(channel: string, message: unknown, transfer: readonly unknown[] = []): void {
    const ports = packTransfer(message, transfer, this);
    if (ports) this.#send({ kind: 'event', channel, values: [message], ports });
  }

  deliver(port: number, data: unknown): void {
    this.#send({ kind: 'port', port, data: encode(data) });
  }

  closed(port: number): void {
    this.#send({ kind: 'closed', port });
  }

  /** The document is gone, and its ports with it. */
  leave(): void {
    this.#context = undefined;
    leave(this);
  }

  async attach(cdp: CDPSession, page: Page, world: string): Promise<void> {
    this.#cdp = cdp;
    this.#page = page;
    cdp.on('Runtime.executionContextsCleared', () => this.leave());
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === world) this.#context = context.id;
    });
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      // Only the preload's world of the present document has a voice.
      if (name === BINDING && executionContextId === this.#context) this.#hear(JSON.parse(payload));
    });
    await cdp.send('Runtime.enable');
    await cdp.send('Runtime.addBinding', { name: BINDING, executionContextName: world });
  }

  #hear(message: FromPage): void {
    const event = { sender: this.#contents, senderFrame: this, ports: [], processId: 1, frameId: 1 };
    switch (message.kind) {
      case 'send':
        standInIpcMain.emit(message.channel, event, ...message.values);
        return;
      case 'invoke':
        standInIpcMain.invoke(message.channel, event, message.values).then(
          (value) => this.#send({ kind: 'answer', call: message.call, value }),
          (error: unknown) => this.#send({ kind: 'answer', call: message.call, error: String(error) }),
        );
        return;
      case 'port':
        passOn(message.port, decode(message.data));
        return;
      case 'close':
        closeEnd(message.port);
    }
  }

  #send(message: ToPage): void {
    if (this.#context === undefined) return;
    const expression = `standInReceive(${JSON.stringify(message)})`;
    // A document that goes while a message is under way has no use for it.
    this.#cdp?.send('Runtime.evaluate', { contextId: this.#context, expression }).catch(() => {});
  }
}

function encode(data: unknown): PageData {
  return data instanceof Uint8Array ? { bytes: Buffer.from(data).toString('base64') } : { json: JSON.stringify(data ?? null) };
}

function decode(data: PageData): unknown {
  return 'bytes' in data ? new Uint8Array(Buffer.from(data.bytes, 'base64')) : JSON.parse(data.json);
}
