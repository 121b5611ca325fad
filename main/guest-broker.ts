// Starts and ends guest processes for the engine: only main can fork a utility process. The engine gets a port straight
// to the guest, so what guest and engine say to each other never passes through main.
import type { MessageChannelMain, UtilityProcess } from 'electron';
import type { FromEngine, GuestNumber, GuestRole, ToEngine } from './engine-messages.ts';

/** More guests at once than this is a fault of the engine, not a wish of a person. */
const MOST_GUESTS = 256;

/** What is used of a utility process, so that a test can stand in for it. */
export type Utility = Pick<UtilityProcess, 'postMessage' | 'kill' | 'pid'> & {
  readonly stderr: { on(event: 'data', listener: (piece: Uint8Array) => void): unknown } | null;
  once(event: 'spawn', listener: () => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
};

export interface GuestBrokerOptions {
  fork(role: GuestRole): Utility;
  createChannel(): MessageChannelMain;
  /** Ends a process at once; false when there was none. */
  killNow(pid: number): boolean;
}

/** The engine that asked. */
export type Asker = Pick<Utility, 'postMessage'>;

interface Guest {
  readonly process: Utility;
  /** Electron reports exit code 0 for a process that we killed, so we remember it. */
  killed: boolean;
}

export class GuestBroker {
  readonly #options: GuestBrokerOptions;
  readonly #guests = new Map<GuestNumber, Guest>();

  constructor(options: GuestBrokerOptions) {
    this.#options = options;
  }

  answer(message: Extract<FromEngine, { guest: GuestNumber }>, asker: Asker): void {
    if (message.kind === 'spawn-guest') this.#spawn(message.guest, message.role, asker);
    else this.#kill(this.#guests.get(message.guest));
  }

  /** When the engine is gone its guests have nobody to answer to. */
  killAll(): void {
    for (const guest of this.#guests.values()) this.#kill(guest);
    this.#guests.clear();
  }

  #spawn(number: GuestNumber, role: GuestRole, asker: Asker): void {
    const tell = (message: ToEngine): void => asker.postMessage(message);
    if (this.#guests.has(number) || this.#guests.size >= MOST_GUESTS) {
      tell({ kind: 'guest-words', guest: number, words: `no more than ${MOST_GUESTS} guest processes` });
      tell({ kind: 'guest-exited', guest: number, code: null, signal: null });
      return;
    }
    const guest: Guest = { process: this.#options.fork(role), killed: false };
    this.#guests.set(number, guest);
    const { port1, port2 } = this.#options.createChannel();
    guest.process.postMessage({ kind: 'engine-port' }, [port1]);
    asker.postMessage({ kind: 'guest-port', guest: number } satisfies ToEngine, [port2]);
    this.#report(number, guest, tell);
  }

  #report(number: GuestNumber, guest: Guest, tell: (message: ToEngine) => void): void {
    const { process } = guest;
    const decoder = new TextDecoder();
    process.once('spawn', () => {
      // Killed before it was there: the first kill had no process to end.
      if (guest.killed) this.#kill(guest);
      else if (process.pid !== undefined) tell({ kind: 'guest-spawned', guest: number, pid: process.pid });
    });
    process.stderr?.on('data', (piece) =>
      tell({ kind: 'guest-words', guest: number, words: decoder.decode(piece, { stream: true }) }),
    );
    process.once('exit', (code) => {
      if (this.#guests.get(number) === guest) this.#guests.delete(number);
      tell({ kind: 'guest-exited', guest: number, ...exitOf(code, guest.killed) });
    });
  }

  /** `kill()` asks politely, which a guest that took over its process may ignore: so at once, by the process's number. */
  #kill(guest: Guest | undefined): void {
    if (!guest) return;
    guest.killed = true;
    const { pid } = guest.process;
    if (pid === undefined || !this.#options.killNow(pid)) guest.process.kill();
  }
}

/** How a guest ended, from Electron's number and from what we did to it. */
export function exitOf(code: number, killed: boolean): { readonly code: number | null; readonly signal: string | null } {
  return killed ? { code: null, signal: 'SIGKILL' } : { code, signal: null };
}
