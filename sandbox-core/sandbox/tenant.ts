// The engine's side of one tenant: a process of its own, never shared and never handed on, on whose threads the tenant's
// instances live. The process is not trusted: its reports are decoded as hostile, and one that breaks the protocol or does not
// stop in time is killed. What that does to each instance is said: it is dead, or it had not been used and is made anew.
import { SandboxError } from '../base/errors.ts';
import type { Limits } from '../limits/limits.ts';
import type { GuestProcess, GuestSpawner, Platform } from '../platform/platform.ts';
import type { GuestEnding } from '../run/guest-protocol.ts';
import type { Ending } from '../run/outcome.ts';
import { jailOf } from '../run/jail-of.ts';
import type { RunPlan } from '../run/run-plan.ts';
import type { CoreValue } from '../tenant/core-values.ts';
import { encodeCommand, type Command, type ModuleCommand, type Reporting } from '../tenant/commands.ts';
import { decodeReport } from '../tenant/decode-report.ts';
import type { DoneReport, OperationEnd, Report, TenantEvent } from '../tenant/reports.ts';
import { Lane, type Operation, type OperationResult } from './lane.ts';
import { Resident } from './resident.ts';

export interface TenantOptions {
  readonly platform: Pick<Platform, 'clock' | 'timers'>;
  readonly spawner: GuestSpawner;
  readonly plan: RunPlan;
  readonly threads: number;
  readonly reporting: Reporting;
  readonly module: ModuleCommand;
  /** From the words of the process to those of the module as it was given. */
  readEnding(ending: GuestEnding): Ending;
  /**
   * From the moment a guest should have stopped to the end of its process, in milliseconds: the process's own control thread
   * asks politely for 10 ms and then needs some 5 ms to end the thread.
   */
  readonly killAfter: number;
  onEvent(event: TenantEvent): void;
}

export interface TenantCall {
  readonly name: string;
  readonly values: readonly CoreValue[];
  readonly milliseconds: number;
  fits(values: readonly CoreValue[]): boolean;
}

/** An operation under way, and how to end it before its time. */
export interface Underway {
  readonly ended: Promise<OperationResult>;
  /** Takes it back where it has not begun, else stops the guest. */
  stop(): void;
}

/** From spawn to a thread that waits, and for what only the engine does on it: compiling, making instances. */
const START_MILLISECONDS = 60_000;

export class Tenant {
  readonly #options: TenantOptions;
  readonly #lanes: readonly Lane[];
  readonly #operations = new Map<number, Operation>();
  readonly #residents = new Map<number, Resident>();
  #process: GuestProcess | undefined;
  #nextOperation = 1;
  #nextInstance = 1;
  #closed = false;

  constructor(options: TenantOptions) {
    this.#options = options;
    this.#lanes = Array.from({ length: options.threads }, (_, place) => new Lane(place));
  }

  /** Of the process, while there is one. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get residents(): Iterable<Resident> {
    return this.#residents.values();
  }

  /** Compiles the module on every thread; the ending says why it cannot be. */
  async warm(): Promise<Ending | undefined> {
    const results = await Promise.all(this.#lanes.map((lane) => this.#openOn(lane, [], NO_INPUT)));
    return results.map((result) => (result.kind === 'ended' ? result.ending : undefined)).find((ending) => ending !== undefined);
  }

  /** Makes instances on the thread that has fewest. All of them are there, or all have died of the same ending. */
  async open(count: number, stdin: Uint8Array): Promise<readonly Resident[]> {
    const lane = this.#lanes.reduce((least, each) => (each.residents.size < least.residents.size ? each : least));
    const residents = Array.from({ length: count }, () => new Resident(this.#nextInstance++, lane.place, stdin));
    for (const resident of residents) {
      lane.residents.add(resident);
      this.#residents.set(resident.number, resident);
    }
    await this.#openOn(lane, residents, stdin);
    return residents;
  }

  call(resident: Resident, call: TenantCall): Underway {
    const { promise, resolve } = Promise.withResolvers<OperationResult>();
    const operation: Operation = {
      command: { kind: 'call', operation: this.#nextOperation++, instance: resident.number, ...onWire(call) },
      residents: [resident],
      sent: 0,
      again: false,
      fits: (end) => end.kind !== 'values' || call.fits(end.values),
      settle: resolve,
    };
    this.#sendCall(operation, resident);
    return { ended: promise, stop: () => this.#withdraw(operation) };
  }

  /** Forgets an instance; its number is never used again. */
  close(resident: Resident): void {
    resident.die({ kind: 'stopped' });
    if (!this.#residents.delete(resident.number)) return;
    const lane = this.#laneOf(resident);
    lane.residents.delete(resident);
    const { place, generation, life } = lane;
    if (resident.life === life) this.#tell({ kind: 'close', thread: place, generation, instance: resident.number });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Ends the process with everything in it; resolves when it is gone. */
  async dispose(): Promise<void> {
    const process = this.#process;
    this.#closed = true;
    this.#processGone({ kind: 'stopped' });
    await process?.exited;
  }

  #laneOf(resident: Resident): Lane {
    const lane = this.#lanes[resident.place];
    if (lane === undefined) throw new SandboxError('INTERNAL', `no place ${resident.place}`);
    return lane;
  }

  #openOn(lane: Lane, residents: readonly Resident[], stdin: Uint8Array): Promise<OperationResult> {
    const { promise, resolve } = Promise.withResolvers<OperationResult>();
    const { digest } = this.#options.module;
    const first = residents[0]?.number ?? 0;
    const numbers = { operation: this.#nextOperation++, first, count: residents.length };
    this.#send(lane, {
      command: { kind: 'open', ...numbers, digest, stdin },
      residents,
      sent: 0,
      again: false,
      fits: (end) => end.kind !== 'values' || end.values.length === 0,
      settle: resolve,
    });
    return promise;
  }

  #sendCall(operation: Operation, resident: Resident): void {
    if (resident.ending) {
      operation.settle({ kind: 'ended', ending: resident.ending });
      return;
    }
    const lane = this.#laneOf(resident);
    // Its thread was lost before it was used: it is made anew, as if nothing had been.
    if (resident.life !== lane.life) void this.#openOn(lane, [resident], resident.stdin);
    this.#send(lane, operation);
  }

  #send(lane: Lane, operation: Operation): void {
    if (this.#closed) {
      operation.settle({ kind: 'ended', ending: { kind: 'stopped' } });
      return;
    }
    this.#ensureProcess();
    const { command } = operation;
    if (command.kind === 'open') for (const resident of operation.residents) resident.life = lane.life;
    operation.sent = this.#options.platform.clock.monotonic();
    this.#operations.set(command.operation, operation);
    lane.waiting.push(operation);
    this.#tell({ ...command, thread: lane.place, generation: lane.generation });
    if (lane.waiting.length === 1) this.#watch(lane);
  }

  #ensureProcess(): void {
    if (this.#process) return;
    const { spawner, plan, threads, reporting, module } = this.#options;
    const process = spawner.spawn(jailOf(plan.mounts));
    this.#process = process;
    process.channel.onMessage((bytes) => {
      if (this.#process === process) this.#fromProcess(bytes);
    });
    void process.exited.then(({ signal, code }) => {
      const how = signal === null ? `with code ${code ?? 'unknown'}` : `by signal ${signal}`;
      if (this.#process === process) this.#processGone({ kind: 'crashed', reason: `the tenant process ended ${how}`, signal });
    });
    this.#tell({ kind: 'configure', plan, threads, reporting });
    this.#tell(module);
  }

  #tell(command: Command): void {
    this.#process?.channel.send(encodeCommand(command));
  }

  #fromProcess(bytes: Uint8Array): void {
    const report = decodeReport(bytes);
    const fault = report.ok ? this.#taken(report.value) : report.diagnostics[0]?.message;
    if (fault !== undefined) this.#processGone({ kind: 'crashed', reason: fault, signal: null });
  }

  /** What is wrong with a report, if anything is. */
  #taken(report: Report): string | undefined {
    if (report.kind === 'done') return this.#done(report);
    const lane = this.#lanes[report.thread];
    if (lane === undefined || lane.generation !== report.generation)
      return 'the tenant process spoke for a thread that is not there';
    switch (report.kind) {
      case 'up':
        lane.up = true;
        this.#watch(lane);
        return undefined;
      case 'events':
        return this.#events(lane, report.batch, report.events);
      case 'lost':
        this.#laneLost(lane, lane.generation + 1, { kind: 'crashed', reason: report.reason, signal: null });
        return undefined;
    }
  }

  #done(report: DoneReport): string | undefined {
    const operation = this.#operations.get(report.operation);
    const lane = operation && this.#lanes.find(({ waiting }) => waiting.includes(operation));
    if (operation === undefined || lane === undefined) return 'the tenant process answered what nobody asked';
    const inOrder = report.end.kind === 'withdrawn' || lane.waiting[0] === operation;
    if (!inOrder || !operation.fits(report.end)) return 'the tenant process answered what cannot be';
    lane.waiting.splice(lane.waiting.indexOf(operation), 1);
    this.#operations.delete(report.operation);
    if (report.end.kind !== 'withdrawn') this.#account(operation, report);
    lane.compiled ||= operation.command.kind === 'open';
    this.#watch(lane);
    this.#finish(operation, report.end);
    return undefined;
  }

  #account({ command, residents, sent }: Operation, { counts, nanos, cpuNanos }: DoneReport): void {
    const most = this.#options.platform.clock.monotonic() - sent;
    const calls = command.kind === 'call' ? 1 : 0;
    // A thread that had to be ended tells no time.
    const time = calls === 0 ? 0 : counts === null ? most : Math.min(nanos, most);
    // One thread uses no more than a second a second; none is told where no limit asks for it.
    const cpu = calls === 0 || this.#limits.cpuTime === null ? 0 : Math.min(cpuNanos, most);
    for (const resident of residents) {
      resident.used ||= calls > 0;
      resident.count(counts, { calls, time, cpu }, this.#limits);
    }
  }

  #finish(operation: Operation, end: OperationEnd): void {
    if (end.kind !== 'ended') {
      operation.settle(end);
      return;
    }
    const ending = this.#options.readEnding(end.ending);
    // A call that found no instance is told how that one ended.
    const told = operation.residents[0]?.ending ?? ending;
    if (!end.alive) for (const resident of operation.residents) this.#dies(resident, ending);
    operation.settle({ kind: 'ended', ending: told });
  }

  #dies(resident: Resident, ending: Ending): void {
    resident.die(ending);
    this.#laneOf(resident).residents.delete(resident);
  }

  #events(lane: Lane, batch: number, events: readonly TenantEvent[]): string | undefined {
    lane.batches += 1;
    if (batch !== lane.batches) return 'the tenant process sent events out of order';
    for (const event of events) {
      const fault = this.#event(event);
      if (fault !== undefined) return fault;
    }
    this.#tell({ kind: 'taken', thread: lane.place, generation: lane.generation, batches: batch });
    return undefined;
  }

  #event(event: TenantEvent): string | undefined {
    if (event.instance === 0 || event.instance >= this.#nextInstance)
      return 'the tenant process spoke for an instance that never was';
    if (event.kind === 'decision' && event.rule > this.#options.plan.rules.length)
      return 'the tenant process named a rule that is not there';
    const resident = this.#residents.get(event.instance);
    if (resident === undefined) return undefined;
    if (event.kind === 'output') resident.outputTold += event.bytes.length;
    else resident.decisions += 1;
    const { output, hostCalls } = this.#limits;
    if (resident.outputTold > output || resident.decisions > hostCalls)
      return 'the tenant process told of more than its limits allow';
    this.#options.onEvent(event);
    return undefined;
  }

  get #limits(): Limits {
    return this.#options.plan.limits;
  }

  /** The first operation of a lane has its time, and a little more for the process to enforce it. */
  #watch(lane: Lane): void {
    lane.watch?.();
    lane.watch = undefined;
    const first = lane.waiting[0];
    if (first === undefined) return;
    const most = lane.up ? this.#mostMilliseconds(lane, first) : START_MILLISECONDS;
    const { timers } = this.#options.platform;
    lane.watch = timers.after(most + this.#options.killAfter, () => {
      // One more turn: if we are late ourselves, the answer may lie in the pipe already.
      lane.watch = timers.after(1, () => this.#overdue(first, { kind: 'limit', limit: 'wall-time' }));
    });
  }

  /** Making an instance takes the engine's time, and the guest's where it begins with guest code. */
  #mostMilliseconds(lane: Lane, { command }: Operation): number {
    if (command.kind === 'call') return command.milliseconds;
    const runsGuest = lane.compiled && this.#options.module.head.entries.length > 0;
    return runsGuest ? this.#limits.wallTime / 1e6 : START_MILLISECONDS;
  }

  #withdraw(operation: Operation): void {
    const { timers } = this.#options.platform;
    this.#tell({ kind: 'withdraw', operation: operation.command.operation });
    timers.after(this.#options.killAfter, () => timers.after(1, () => this.#overdue(operation, { kind: 'stopped' })));
  }

  /** The process did not do as it was told. */
  #overdue(operation: Operation, ending: Ending): void {
    if (!this.#operations.has(operation.command.operation)) return;
    const lane = this.#lanes.find(({ waiting }) => waiting.includes(operation));
    if (lane) this.#end(lane, operation, ending);
    this.#processGone({
      kind: 'crashed',
      reason: 'an instance of the same tenant had to be stopped with its process',
      signal: 'SIGKILL',
    });
  }

  /** Ends an operation that no report will end. */
  #end(lane: Lane, operation: Operation, ending: Ending): void {
    lane.waiting = lane.waiting.filter((each) => each !== operation);
    this.#operations.delete(operation.command.operation);
    for (const resident of operation.residents) {
      const time = this.#options.platform.clock.monotonic() - operation.sent;
      resident.count(null, { calls: 1, time, cpu: 0 }, this.#limits);
      this.#dies(resident, ending);
    }
    operation.settle({ kind: 'ended', ending });
  }

  #processGone(ending: Ending): void {
    const process = this.#process;
    this.#process = undefined;
    process?.kill();
    for (const lane of this.#lanes) {
      // The first of each lane may have begun; nobody can tell.
      const [first] = lane.waiting;
      if (first) this.#end(lane, first, ending);
    }
    for (const lane of this.#lanes) this.#laneLost(lane, 0, ending);
  }

  /** Its thread is gone. Instances that were used are dead; what had not begun begins anew on the next thread. */
  #laneLost(lane: Lane, generation: number, ending: Ending): void {
    const waited = lane.begin(generation);
    for (const resident of lane.residents) if (resident.used || this.#closed) this.#dies(resident, ending);
    for (const operation of waited) {
      this.#operations.delete(operation.command.operation);
      const [resident] = operation.residents;
      if (operation.again || this.#closed) this.#end(lane, operation, ending);
      else if (operation.command.kind === 'call' && resident) this.#resend(operation, resident);
      else this.#send(lane, { ...operation, again: true });
    }
  }

  #resend(operation: Operation, resident: Resident): void {
    // The same object: whoever wants to stop it holds it.
    operation.again = true;
    this.#sendCall(operation, resident);
  }
}

const NO_INPUT = new Uint8Array(0);

function onWire({ name, values, milliseconds }: TenantCall): Omit<TenantCall, 'fits'> {
  return { name, values, milliseconds };
}
