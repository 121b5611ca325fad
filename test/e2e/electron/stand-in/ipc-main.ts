// ipcMain on the stand-in: what the preload sends comes here with the frame it came from.
import { EventEmitter } from 'node:events';

type Handler = (event: never, ...values: never[]) => unknown;

class StandInIpcMain extends EventEmitter {
  readonly #handlers = new Map<string, (event: object, ...values: unknown[]) => unknown>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`ipcMain.handle: ${channel} has a handler already`);
    this.#handlers.set(channel, (event, ...values) => handler(event as never, ...(values as never[])));
  }

  async invoke(channel: string, event: object, values: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return handler(event, ...values);
  }
}

export const standInIpcMain = new StandInIpcMain();
