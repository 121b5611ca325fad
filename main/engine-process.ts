// The engine's life: one utility process, started again after a crash, which gets a port to each page and to each guest.
import type { MessageChannelMain, UtilityProcess, WebFrameMain } from 'electron';
import { readFromEngine, type ToEngine } from './engine-messages.ts';
import type { GuestBroker } from './guest-broker.ts';
import { HEALTHY_MILLISECONDS, restartDelay } from './restart-delay.ts';

/** How long the engine may take to close its files before it is killed. */
const CLOSING_MILLISECONDS = 3000;

/** What is used of a utility process, so that a test can stand in for it. */
export type Utility = Pick<UtilityProcess, 'postMessage' | 'kill'> & {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
};

export interface EngineProcessOptions {
  fork(): Utility;
  createChannel(): MessageChannelMain;
  readonly guests: Pick<GuestBroker, 'answer' | 'killAll'>;
  /** What each new engine is told first. */
  firstMessages(): readonly ToEngine[];
  /** The engine has granted a folder that it was told of. */
  granted(path: string): void;
  /** The engine could not do what a person asked for in a dialog or on the command line. */
  refused(message: string): void;
  log(message: string): void;
}

/** The page's frame: where its end of the port goes. */
export type PageFrame = Pick<WebFrameMain, 'postMessage'>;

export class EngineProcess {
  readonly #options: EngineProcessOptions;
  #running: Utility | undefined;
  #closing = false;
  #failures = 0;
  /** What was asked for while no engine ran. One page at most waits: the last that asked. */
  #waitingPage: PageFrame | undefined;
  readonly #waitingMessages: ToEngine[] = [];

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  start(): void {
    const engine = this.#options.fork();
    const startedAt = Date.now();
    this.#running = engine;
    engine.on('message', (value: unknown) => {
      const message = readFromEngine(value);
      if (!message) this.#options.log('a message of the engine was not understood');
      else if (message.kind === 'refused') this.#options.refused(message.message);
      else if (message.kind === 'granted') this.#options.granted(message.path);
      else this.#options.guests.answer(message, engine);
    });
    engine.once('exit', (code) => this.#ended(code, Date.now() - startedAt));
    for (const message of [...this.#options.firstMessages(), ...this.#waitingMessages.splice(0)]) engine.postMessage(message);
    if (this.#waitingPage) this.connectPage(this.#waitingPage);
    this.#waitingPage = undefined;
  }

  /** Joins page and engine directly: main keeps neither end. */
  connectPage(page: PageFrame): void {
    if (!this.#running) {
      this.#waitingPage = page;
      return;
    }
    const { port1, port2 } = this.#options.createChannel();
    this.#running.postMessage({ kind: 'page' } satisfies ToEngine, [port1]);
    page.postMessage('port', null, [port2]);
  }

  tell(message: ToEngine): void {
    if (this.#running) this.#running.postMessage(message);
    else this.#waitingMessages.push(message);
  }

  /** Lets the engine close its files, then ends it; resolves when it is gone. */
  async close(): Promise<void> {
    this.#closing = true;
    const engine = this.#running;
    if (!engine) return;
    const gone = new Promise<void>((resolve) => {
      engine.once('exit', () => resolve());
    });
    engine.postMessage({ kind: 'close' } satisfies ToEngine);
    const late = setTimeout(() => engine.kill(), CLOSING_MILLISECONDS);
    await gone;
    clearTimeout(late);
  }

  #ended(code: number, lived: number): void {
    this.#running = undefined;
    this.#options.guests.killAll();
    if (this.#closing) return;
    this.#failures = lived >= HEALTHY_MILLISECONDS ? 1 : this.#failures + 1;
    const delay = restartDelay(this.#failures);
    this.#options.log(`the engine ended with code ${code}; it starts again in ${delay} ms`);
    setTimeout(() => {
      if (!this.#closing) this.start();
    }, delay);
  }
}
