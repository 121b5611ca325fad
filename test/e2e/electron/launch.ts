// Starts a built main process on the stand-in and joins its page, so that a test drives it as a person would.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import type { Asked, Happened } from './stand-in/control.ts';

const register = new URL('./stand-in/register.ts', import.meta.url).href;

export const projectFolder = fileURLToPath(new URL('../../../', import.meta.url));

export interface LaunchOptions {
  /** The main process's first file. */
  readonly main: string;
  /** The app's own arguments: what stands after `--`. */
  readonly arguments?: readonly string[];
  /** Arguments before `--`, as Electron and Chromium would read them. */
  readonly switches?: readonly string[];
  readonly userData: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export class RunningStandIn {
  readonly happened: Happened[] = [];
  readonly exited: Promise<number | null>;
  readonly #process: ChildProcess;
  #browser: Browser | undefined;
  #errors = '';

  constructor(options: LaunchOptions) {
    const own = options.arguments ?? [];
    this.#process = spawn(
      process.execPath,
      [
        '--no-warnings',
        `--import=${register}`,
        options.main,
        `--user-data-dir=${options.userData}`,
        ...(options.switches ?? []),
        ...(own.length > 0 ? ['--', ...own] : []),
      ],
      { cwd: projectFolder, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: { ...process.env, ...options.environment } },
    );
    this.#process.on('message', (happened: Happened) => this.happened.push(happened));
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    this.exited = once(this.#process, 'exit').then(([code]: (number | null)[]) => code ?? null);
  }

  /** The first thing that happened and fits, waited for up to 20 s from the `from`-th on. */
  async until<Kind extends Happened['kind']>(
    kind: Kind,
    fits: (happened: Extract<Happened, { kind: Kind }>) => boolean = () => true,
    from = 0,
  ): Promise<Extract<Happened, { kind: Kind }>> {
    const end = Date.now() + 20_000;
    while (Date.now() < end) {
      for (const one of this.happened.slice(from)) if (isKind(one, kind) && fits(one)) return one;
      if (this.#process.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`${kind} did not happen; so far: ${JSON.stringify(this.happened)}; standard error: ${this.#errors}`);
  }

  async page(): Promise<Page> {
    const { endpoint } = await this.until('browser');
    await this.until('window');
    this.#browser ??= await join(endpoint);
    const page = this.#browser.contexts()[0]?.pages()[0];
    if (!page) throw new Error('the stand-in has no page');
    return page;
  }

  ask(asked: Asked): void {
    this.#process.send(asked);
  }

  get errors(): string {
    return this.#errors;
  }

  /** Closes the window, as a person ends the app; answers the exit code. */
  async close(): Promise<number | null> {
    if (this.#process.exitCode !== null) return this.#process.exitCode;
    this.ask({ kind: 'close-window' });
    const late = setTimeout(() => this.#process.kill('SIGKILL'), 10_000);
    const code = await this.exited;
    clearTimeout(late);
    return code;
  }
}

/** A browser that has just started under load may reset the first connection. */
async function join(endpoint: string, attempts = 3): Promise<Browser> {
  try {
    return await chromium.connectOverCDP(endpoint);
  } catch (thrown) {
    if (attempts <= 1) throw thrown;
    return join(endpoint, attempts - 1);
  }
}

function isKind<Kind extends Happened['kind']>(happened: Happened, kind: Kind): happened is Extract<Happened, { kind: Kind }> {
  return happened.kind === kind;
}
