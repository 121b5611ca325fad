// Two joined channels in one thread, behaving like the others: messages are copied and arrive later, in order.
import type { Channel } from './channel.ts';

export function memoryChannelPair(): [Channel, Channel] {
  const first = new MemoryChannel();
  const second = new MemoryChannel();
  first.join(second);
  second.join(first);
  return [first, second];
}

class MemoryChannel implements Channel {
  #other: MemoryChannel | undefined;
  #closed = false;
  readonly #messageListeners: ((message: Uint8Array) => void)[] = [];
  readonly #closeListeners: (() => void)[] = [];

  join(other: MemoryChannel): void {
    this.#other = other;
  }

  send(message: Uint8Array<ArrayBuffer>): void {
    const other = this.#other;
    if (this.#closed || !other) return;
    const copy = new Uint8Array(message);
    void Promise.resolve().then(() => other.#deliver(copy));
  }

  onMessage(listener: (message: Uint8Array) => void): void {
    this.#messageListeners.push(listener);
  }

  close(): void {
    if (this.#closed) return;
    this.#end();
    const other = this.#other;
    if (other) void Promise.resolve().then(() => other.#end());
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#closeListeners.push(listener);
  }

  #deliver(message: Uint8Array): void {
    if (!this.#closed) for (const listener of this.#messageListeners) listener(message);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#closeListeners) listener();
  }
}
