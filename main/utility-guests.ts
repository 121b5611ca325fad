// Guest processes for the engine inside Electron: it asks main for each, and main answers with a port and with news.
import type { MessagePortMain } from 'electron';
import { SandboxError, type ByteChannel, type GuestExit, type GuestProcess, type GuestSpawner } from '../sandbox-core/index.ts';
import type { FromEngine, GuestNumber, GuestRole, ToEngine } from './engine-messages.ts';
import { portChannel } from './port-channel.ts';

/** Most that a guest process may send in one message; run/guest-protocol.ts says why. */
const MOST_GUEST_MESSAGE = 32 << 20;
const LAST_WORDS_LENGTH = 8 << 10;
const LAST_MESSAGES_MILLISECONDS = 250;

export class UtilityGuests implements GuestSpawner {
  readonly #ask: (message: FromEngine) => void;
  readonly #guests = new Map<GuestNumber, UtilityGuest>();
  #spawned = 0;

  constructor(ask: (message: FromEngine) => void) {
    this.#ask = ask;
  }

  /** A utility process cannot be jailed: what a jail would bind is not looked at, and the isolation report says so. */
  spawn(): GuestProcess {
    return this.#spawnAs('guest');
  }

  /** Processes started as guests are, whose first file tries to get out. */
  get selfTests(): GuestSpawner {
    return { spawn: () => this.#spawnAs('self-test') };
  }

  #spawnAs(role: GuestRole): GuestProcess {
    const number = this.#spawned;
    this.#spawned += 1;
    const guest = new UtilityGuest(() => this.#ask({ kind: 'kill-guest', guest: number }));
    this.#guests.set(number, guest);
    this.#ask({ kind: 'spawn-guest', guest: number, role });
    return guest;
  }

  /** Main's answers about guests; other messages are not ours. */
  answer(message: ToEngine, port: MessagePortMain | undefined): void {
    if (!('guest' in message)) return;
    const guest = this.#guests.get(message.guest);
    if (message.kind === 'guest-exited') this.#guests.delete(message.guest);
    if (guest) guest.hear(message, port);
    else port?.close();
  }
}

class UtilityGuest implements GuestProcess {
  readonly exited: Promise<GuestExit>;
  readonly #channel = new WaitingChannel();
  readonly #kill: () => void;
  #resolveExit: (exit: GuestExit) => void = () => {};
  #pid: number | undefined;
  #words = '';

  constructor(kill: () => void) {
    this.#kill = kill;
    this.exited = new Promise((resolve) => {
      this.#resolveExit = resolve;
    });
  }

  get pid(): number | undefined {
    return this.#pid;
  }

  get channel(): ByteChannel {
    return this.#channel;
  }

  kill(): void {
    this.#kill();
  }

  lastWords(): string {
    return this.#words;
  }

  hear(message: Extract<ToEngine, { guest: GuestNumber }>, port: MessagePortMain | undefined): void {
    switch (message.kind) {
      case 'guest-port':
        if (!port) throw new SandboxError('INTERNAL', 'main sent no port to the guest');
        this.#channel.open(portChannel(port, MOST_GUEST_MESSAGE));
        return;
      case 'guest-spawned':
        this.#pid = message.pid;
        return;
      case 'guest-words':
        this.#words = (this.#words + message.words).slice(-LAST_WORDS_LENGTH);
        return;
      case 'guest-exited':
        this.#gone({ code: message.code, signal: message.signal });
    }
  }

  /** The news of the exit takes another way than the guest's last messages, so those are waited for: until the port closes. */
  #gone(exit: GuestExit): void {
    const late = setTimeout(() => this.#channel.close(), LAST_MESSAGES_MILLISECONDS);
    this.#channel.onClose(() => {
      clearTimeout(late);
      this.#resolveExit(exit);
    });
    this.#channel.closeUnlessOpen();
  }
}

/** A channel that can be used before its port is there. */
class WaitingChannel implements ByteChannel {
  #channel: ByteChannel | undefined;
  #closed = false;
  readonly #unsent: Uint8Array[] = [];
  readonly #listeners: ((message: Uint8Array) => void)[] = [];
  readonly #closes: (() => void)[] = [];

  open(channel: ByteChannel): void {
    if (this.#closed) {
      channel.close();
      return;
    }
    this.#channel = channel;
    channel.onClose(() => this.#ended());
    for (const listener of this.#listeners.splice(0)) channel.onMessage(listener);
    for (const message of this.#unsent.splice(0)) channel.send(message);
  }

  send(message: Uint8Array): void {
    if (this.#channel) this.#channel.send(message);
    else if (!this.#closed) this.#unsent.push(message.slice());
  }

  onMessage(listener: (message: Uint8Array) => void): void {
    if (this.#channel) this.#channel.onMessage(listener);
    else this.#listeners.push(listener);
  }

  close(): void {
    if (this.#channel) this.#channel.close();
    else this.#ended();
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#closes.push(listener);
  }

  /** A port that has not come by now will not come. */
  closeUnlessOpen(): void {
    if (!this.#channel) this.#ended();
  }

  #ended(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsent.length = 0;
    for (const listener of this.#closes.splice(0)) listener();
  }
}
