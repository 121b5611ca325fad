// One place for a guest thread in a tenant's process: its queue, the time of the operation under way, and the thread itself,
// which is replaced when it had to be ended. Lives on the control thread.
import type { Disposer } from '../base/signal.ts';
import type { Timers } from '../platform/platform.ts';
import { clearStop, createControlWords, requestStop, STOP_REASON, type StopReason } from '../run/control-words.ts';
import type { GuestEnding } from '../run/guest-protocol.ts';
import { ProcessorWatch } from '../run/processor-watch.ts';
import type { ConfigureCommand, ModuleCommand, ThreadCommand } from './commands.ts';
import { encodeDone, encodeEvents, encodeLost, encodeUp, type OperationEnd } from './reports.ts';
import type { ThreadMessage, ThreadTask } from './tenant-thread.ts';
import { setTaken } from './thread-words.ts';

/** The thread as the platform gives it. */
export interface TenantWorker {
  take(task: ThreadTask): void;
  onMessage(listener: (message: ThreadMessage) => void): void;
  /** Called when the thread is gone, with the reason when it ended by itself and badly (out of memory, say). */
  onExit(listener: (reason: string | undefined) => void): void;
  /** Nanoseconds of processor time from any origin, answered while the guest computes or waits; undefined once it is gone. */
  processorTime(): Promise<number | undefined>;
  /** Ends the thread wherever the guest is; resolves when it is gone. */
  terminate(): Promise<void>;
}

export interface ThreadPlaceOptions {
  readonly place: number;
  readonly configuration: ConfigureCommand;
  readonly timers: Timers;
  readonly modules: ReadonlyMap<string, ModuleCommand>;
  spawn(configuration: ConfigureCommand, words: Int32Array): TenantWorker;
  tell(report: Uint8Array): void;
}

/** How long a guest that was asked to stop may take to come by the gate before its thread is torn down. */
const POLITE_MILLISECONDS = 10;
/** For what only the engine does: compiling a large module takes seconds, hundreds of instances may too. */
const ENGINE_MILLISECONDS = 60_000;
/** The number of an operation of the place's own. */
const OWN_OPERATION = 0;

type Timed = Exclude<ThreadCommand, { readonly kind: 'close' }>;

interface Running {
  readonly operation: number;
  /** The engine's operation that ends when the thread does: another than `operation` where that is the place's own. */
  readonly answers: number;
  timer: Disposer;
  /** Holds it to its processor time, where that is limited. */
  readonly processor: ProcessorWatch | undefined;
  /** Set when it was asked to stop: how it ends if the thread has to be torn down. */
  ending: GuestEnding | undefined;
}

export class ThreadPlace {
  readonly #options: ThreadPlaceOptions;
  #words = createControlWords();
  #worker: TenantWorker;
  #generation = 0;
  #up = false;
  #queue: ThreadCommand[] = [];
  #running: Running | undefined;
  readonly #known = new Set<string>();

  constructor(options: ThreadPlaceOptions) {
    this.#options = options;
    this.#worker = this.#spawn();
  }

  take(command: ThreadCommand): void {
    if (command.generation !== this.#generation) return;
    this.#queue.push(command);
    this.#next();
  }

  /** Takes an operation back where it has not begun, and stops it where it has. False when it is not here. */
  withdraw(operation: number): boolean {
    if (this.#running?.operation === operation) {
      this.#stop(STOP_REASON.person, { kind: 'stopped' });
      return true;
    }
    const at = this.#queue.findIndex((command) => command.kind !== 'close' && command.operation === operation);
    if (at < 0) return false;
    this.#queue.splice(at, 1);
    this.#tellDone(operation, { kind: 'withdrawn' });
    return true;
  }

  taken(generation: number, batches: number): void {
    if (generation === this.#generation) setTaken(this.#words, batches);
  }

  #spawn(): TenantWorker {
    const { configuration, spawn } = this.#options;
    const generation = this.#generation;
    this.#words = createControlWords();
    const worker = spawn(configuration, this.#words);
    worker.onMessage((message) => {
      if (generation === this.#generation) this.#fromThread(message);
    });
    worker.onExit((reason) => {
      if (generation === this.#generation)
        this.#gone(this.#running?.ending ?? { kind: 'crashed', reason: reason ?? 'the guest thread ended' });
    });
    return worker;
  }

  #fromThread(message: ThreadMessage): void {
    const { place, tell } = this.#options;
    switch (message.kind) {
      case 'up':
        this.#up = true;
        tell(encodeUp(place, this.#generation));
        this.#next();
        return;
      case 'events':
        tell(encodeEvents(place, this.#generation, message.batch, message.events));
        return;
      case 'done':
        this.#letGo();
        if (message.operation !== OWN_OPERATION) tell(message.report);
        this.#next();
    }
  }

  #next(): void {
    while (this.#up && this.#running === undefined) {
      const command = this.#queue.shift();
      if (command === undefined) return;
      if (command.kind === 'close') this.#worker.take(command);
      else if (command.kind === 'open' && !this.#known.has(command.digest)) this.#compileBefore(command);
      else this.#begin(command, this.#mostMilliseconds(command));
    }
  }

  /** As an operation of its own, so that a guest's first instructions have the guest's time and not the compiler's. */
  #compileBefore(command: Extract<Timed, { kind: 'open' }>): void {
    const module = this.#options.modules.get(command.digest);
    if (module) this.#worker.take(module);
    this.#known.add(command.digest);
    this.#queue.unshift(command);
    this.#begin({ ...command, operation: OWN_OPERATION, count: 0 }, ENGINE_MILLISECONDS, command.operation);
  }

  #mostMilliseconds(command: Timed): number {
    if (command.kind === 'call') return command.milliseconds;
    return this.#runsGuest(command) ? this.#options.configuration.plan.limits.wallTime / 1e6 : ENGINE_MILLISECONDS;
  }

  #runsGuest(command: Timed): boolean {
    if (command.kind === 'call') return true;
    return command.count > 0 && (this.#options.modules.get(command.digest)?.head.entries.length ?? 0) > 0;
  }

  #begin(command: Timed, milliseconds: number, answers = command.operation): void {
    clearStop(this.#words);
    const timer = this.#options.timers.after(milliseconds, () =>
      this.#stop(STOP_REASON.wallTime, { kind: 'limit', limit: 'wall-time' }),
    );
    const processor = this.#runsGuest(command) ? this.#processorWatch() : undefined;
    this.#running = { operation: command.operation, answers, timer, processor, ending: undefined };
    void processor?.begin();
    this.#worker.take(command);
  }

  /** As the wall clock's, the limit is that of one operation. */
  #processorWatch(): ProcessorWatch | undefined {
    const { configuration, timers } = this.#options;
    const { cpuTime } = configuration.plan.limits;
    if (cpuTime === null) return undefined;
    const worker = this.#worker;
    return new ProcessorWatch({
      most: cpuTime,
      timers,
      processorTime: () => worker.processorTime(),
      passed: () => this.#stop(STOP_REASON.cpuTime, { kind: 'limit', limit: 'cpu-time' }),
    });
  }

  /** What ran is over. */
  #letGo(): Running | undefined {
    const running = this.#running;
    running?.timer();
    running?.processor?.end();
    this.#running = undefined;
    return running;
  }

  #stop(reason: StopReason, ending: GuestEnding): void {
    const running = this.#running;
    if (running === undefined || running.ending !== undefined) return;
    running.timer();
    running.ending = ending;
    requestStop(this.#words, reason);
    void running.processor?.look();
    running.timer = this.#options.timers.after(POLITE_MILLISECONDS, () => {
      const worker = this.#worker;
      // Should it answer yet, nothing more is begun on it.
      this.#up = false;
      void worker.terminate().then(() => {
        if (this.#worker === worker) this.#gone(ending);
      });
    });
  }

  /** The thread is gone, and with it every instance on it. What waits is the engine's to send anew or to give up. */
  #gone(ending: GuestEnding): void {
    const running = this.#letGo();
    const end = { kind: 'ended', ending: running?.ending ?? ending, alive: false } as const;
    if (running) this.#tellDone(running.answers, end, running.processor?.used);
    const reason = ending.kind === 'crashed' ? ending.reason : 'an instance on the same thread had to be stopped';
    this.#options.tell(encodeLost(this.#options.place, this.#generation, reason));
    this.#generation += 1;
    this.#up = false;
    this.#queue = [];
    this.#known.clear();
    this.#worker = this.#spawn();
  }

  #tellDone(operation: number, end: OperationEnd, cpuNanos = 0): void {
    this.#options.tell(encodeDone({ operation, nanos: 0, cpuNanos, counts: null, end }));
  }
}
