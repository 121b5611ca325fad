// utilityProcess on the stand-in: a real child process of Node, with `process.parentPort` given to it by the prelude.
import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import type * as Electron from 'electron';
import { standInApp } from './app.ts';
import { report } from './control.ts';
import { closeEnd, leave, packTransfer, passOn, type Place } from './ports.ts';
import { environmentOf, exitCodeOf, v8FlagsOf } from './rules.ts';
import type { FromUtility, ToUtility } from './utility-prelude.ts';

const prelude = new URL('./utility-prelude.ts', import.meta.url).href;

export function forkUtility(modulePath: string, args: string[] = [], options: Electron.ForkOptions = {}): StandInUtility {
  if (!standInApp.isReady) throw new Error('utilityProcess.fork: the app is not ready');
  return new StandInUtility(modulePath, args, options);
}

type UtilityEvents = { spawn: []; message: [unknown]; exit: [number] };

class StandInUtility extends EventEmitter<UtilityEvents> implements Place {
  readonly #child: ChildProcess;
  readonly #service: string;
  #killed = false;
  pid: number | undefined = undefined;
  stdout: Readable | null;
  stderr: Readable | null;

  constructor(modulePath: string, args: string[], options: Electron.ForkOptions) {
    super();
    const environment = environmentOf(options.env as Record<string, string> | undefined, process.env);
    this.#service = options.serviceName ?? 'Node Utility Process';
    this.#child = fork(modulePath, args, {
      execPath: process.execPath,
      execArgv: [`--import=${prelude}`, '--no-warnings', ...v8FlagsOf(options.execArgv ?? [])],
      env: environment,
      serialization: 'advanced',
      stdio: [...stdioOf(options.stdio), 'ipc'],
    });
    this.stdout = this.#child.stdout;
    this.stderr = this.#child.stderr;
    this.#watch(Object.keys(environment));
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    const ports = packTransfer(message, transfer, this);
    if (ports) this.#send({ kind: 'parent', data: message, ports });
  }

  kill(): boolean {
    this.#killed = true;
    return this.#child.kill('SIGTERM');
  }

  deliver(port: number, data: unknown): void {
    this.#send({ kind: 'port', port, data });
  }

  closed(port: number): void {
    this.#send({ kind: 'closed', port });
  }

  #send(message: ToUtility): void {
    // A message to a process that is gone is nobody's.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #watch(environment: readonly string[]): void {
    const child = this.#child;
    const pid = child.pid ?? 0;
    child.once('spawn', () => {
      this.pid = pid;
      report({ kind: 'utility-spawned', service: this.#service, pid, environment });
      this.emit('spawn');
    });
    child.on('message', (message: FromUtility) => this.#hear(message));
    // The exit and the last messages take two ways, as in Electron: ports close when the second is empty.
    child.once('disconnect', () => leave(this));
    child.once('exit', (code, signal) => {
      const status = exitCodeOf(code, signal ? constants.signals[signal] : 0, this.#killed);
      report({ kind: 'utility-exited', service: this.#service, pid, code: status });
      this.emit('exit', status);
      this.pid = undefined;
      this.stdout = null;
      this.stderr = null;
    });
  }

  #hear(message: FromUtility): void {
    if (message.kind === 'parent') this.emit('message', message.data);
    else if (message.kind === 'port') passOn(message.port, message.data);
    else closeEnd(message.port);
  }
}

type Stream = 'pipe' | 'ignore' | 'inherit';

function stdioOf(stdio: Electron.ForkOptions['stdio']): [Stream, Stream, Stream] {
  const named = (word: string): Stream => (word === 'pipe' || word === 'ignore' ? word : 'inherit');
  if (!Array.isArray(stdio)) return ['ignore', named(stdio ?? 'inherit'), named(stdio ?? 'inherit')];
  if ((stdio[0] ?? 'ignore') !== 'ignore') throw new Error('utilityProcess.fork: stdin cannot be configured');
  return ['ignore', named(stdio[1] ?? 'inherit'), named(stdio[2] ?? 'inherit')];
}
