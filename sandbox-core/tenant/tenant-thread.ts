// A guest thread of a tenant: many instances, one call at a time. Modules are compiled once and kept by their digest, traps
// and hooks are made once, so that an instance of a known module costs little more than the engine's own work.
import { createGate } from '../host/gate.ts';
import type { Module } from '../module/module.ts';
import { readModule } from '../module/read-module.ts';
import type { HostFiles } from '../platform/host-files.ts';
import type { Clock } from '../platform/platform.ts';
import { limitOfStop, STOP_REASON, stopReason } from '../run/control-words.ts';
import type { GuestEnding } from '../run/guest-protocol.ts';
import { refusedEnding, trappedEnding } from '../run/guest-endings.ts';
import { asFuncref, makeTrap } from '../runtime/trap-module.ts';
import { compileModule, exportedMemory, instantiate } from '../runtime/v8.ts';
import { keepDeepStacks } from '../runtime/v8-trap.ts';
import type { CallCommand, ConfigureCommand, ModuleCommand, ModuleHead, OpenCommand } from './commands.ts';
import { DecisionRecorder } from './decision-recorder.ts';
import { InstanceGate } from './instance-gate.ts';
import { LiveInstance } from './live-instance.ts';
import { encodeDone, type InstanceCounts, type OperationEnd } from './reports.ts';

export type ThreadTask = ModuleCommand | OpenCommand | CallCommand | { readonly kind: 'close'; readonly instance: number };

export type ThreadMessage =
  | { readonly kind: 'up' }
  /** `report` is an encoded `done`. */
  | { readonly kind: 'done'; readonly operation: number; readonly report: Uint8Array }
  | { readonly kind: 'events'; readonly batch: number; readonly events: Uint8Array };

export interface TenantThreadOptions {
  readonly configuration: Pick<ConfigureCommand, 'plan' | 'reporting'>;
  readonly words: Int32Array;
  readonly clock: Clock;
  readonly hostFiles: HostFiles;
  random(bytes: Uint8Array): void;
  /** Nanoseconds of processor time of this thread, from any origin. */
  processorTime(): number;
  tell(message: ThreadMessage): void;
}

interface KnownModule {
  readonly head: ModuleHead;
  readonly bytes: Uint8Array<ArrayBuffer>;
  made: { readonly module: Module; readonly compiled: WebAssembly.Module } | GuestEnding | undefined;
}

export class TenantThread {
  readonly #options: TenantThreadOptions;
  readonly #recorder: DecisionRecorder;
  readonly #trap = makeTrap();
  readonly #modules = new Map<string, KnownModule>();
  readonly #instances = new Map<number, LiveInstance>();
  /** Functions for the hook tables of all instances: they speak for the one that is running. */
  readonly #hooks: Readonly<Record<'memory' | 'fuel' | 'stack', unknown>>;
  #current: LiveInstance | undefined;

  constructor(options: TenantThreadOptions) {
    keepDeepStacks();
    this.#options = options;
    this.#recorder = new DecisionRecorder(options.configuration.reporting, options.words, (batch, events) =>
      options.tell({ kind: 'events', batch, events }),
    );
    this.#hooks = {
      memory: asFuncref(() => this.#current?.gate.endBy({ kind: 'limit', limit: 'memory' })),
      fuel: asFuncref(() => this.#refuel()),
      stack: asFuncref(() => this.#current?.overflowed()),
    };
  }

  take(task: ThreadTask): void {
    switch (task.kind) {
      case 'module':
        this.#modules.set(task.digest, { head: task.head, bytes: task.bytes.slice(), made: undefined });
        return;
      case 'open':
        this.#answer(task.operation, () => this.#open(task), task.first);
        return;
      case 'call':
        this.#answer(task.operation, () => this.#call(task), task.instance);
        return;
      case 'close':
        this.#instances.get(task.instance)?.close();
        this.#instances.delete(task.instance);
    }
  }

  #answer(operation: number, work: () => OperationEnd, instance: number): void {
    const { clock, tell } = this.#options;
    const start = clock.monotonic();
    const cpuStart = this.#processorTime();
    const end = this.#timely(work());
    const nanos = clock.monotonic() - start;
    const cpuNanos = this.#processorTime() - cpuStart;
    const counts: InstanceCounts | null = this.#instances.get(instance)?.counts() ?? null;
    this.#recorder.flush();
    if (end.kind === 'ended' && !end.alive) this.take({ kind: 'close', instance });
    tell({ kind: 'done', operation, report: encodeDone({ operation, nanos, cpuNanos, counts, end }) });
  }

  /** The reason for which the control thread asked to stop names the ending. */
  #timely(end: OperationEnd): OperationEnd {
    const stopped = end.kind === 'ended' && end.ending.kind === 'stopped';
    const limit = stopped ? limitOfStop(stopReason(this.#options.words)) : undefined;
    return limit === undefined ? end : dead({ kind: 'limit', limit });
  }

  /** 0 where no limit asks for it: it costs two microseconds. */
  #processorTime(): number {
    const { configuration, processorTime } = this.#options;
    return configuration.plan.limits.cpuTime === null ? 0 : processorTime();
  }

  #refuel(): void {
    const live = this.#current;
    if (stopReason(this.#options.words) !== STOP_REASON.none) live?.gate.endBy({ kind: 'stopped' });
    if (live?.refuel() !== true) live?.gate.endBy({ kind: 'limit', limit: 'fuel' });
  }

  #call({ instance, name, values }: CallCommand): OperationEnd {
    const live = this.#instances.get(instance);
    if (live === undefined) return dead({ kind: 'crashed', reason: 'the thread has no such instance' });
    this.#enter(live);
    return live.call(name, values);
  }

  /** All of them, or none. */
  #open(command: OpenCommand): OperationEnd {
    const known = this.#modules.get(command.digest);
    const made = known && this.#make(known);
    if (known === undefined || made === undefined) return dead({ kind: 'crashed', reason: 'the thread has no such module' });
    if ('kind' in made) return dead(made);
    for (let index = 0; index < command.count; index += 1) {
      const ending = this.#openOne(known.head, made, command.first + index, command.stdin);
      if (ending === undefined) continue;
      // The first is closed with the answer, which carries its counts.
      for (let opened = 1; opened <= index; opened += 1) this.take({ kind: 'close', instance: command.first + opened });
      return dead(ending);
    }
    return { kind: 'values', values: [] };
  }

  #make(known: KnownModule): NonNullable<KnownModule['made']> {
    if (known.made) return known.made;
    const read = readModule(known.bytes);
    const compiled = compileModule(known.bytes);
    if (!read.ok) known.made = { kind: 'refused', message: read.diagnostics[0]?.message ?? 'unreadable module' };
    else known.made = compiled instanceof WebAssembly.Module ? { module: read.value, compiled } : refusedEnding(compiled);
    return known.made;
  }

  /** Undefined when it is there and its entries have returned. */
  #openOne(
    head: ModuleHead,
    { module, compiled }: { readonly module: Module; readonly compiled: WebAssembly.Module },
    number: number,
    stdin: Uint8Array,
  ): GuestEnding | undefined {
    const gate = this.#gate(stdin);
    this.#recorder.instance = number;
    const imports = gate.importsFor(module);
    if (!imports.ok) return { kind: 'refused', message: imports.diagnostics[0]?.message ?? 'unknown import' };
    const made = instantiate(compiled, imports.value);
    if (made.kind === 'refused') return refusedEnding(made);
    if (made.kind === 'trapped') return gate.ending ?? trappedEnding(made.trap);
    const memory = exportedMemory(made.instance);
    if (memory) gate.attach(memory);
    const fuel = this.#options.configuration.plan.limits.fuel?.most ?? null;
    this.#setHooks(head, made.instance);
    const live = new LiveInstance({ number, gate, instance: made.instance, head, fuel });
    this.#instances.set(number, live);
    return this.#begin(live, head);
  }

  #begin(live: LiveInstance, head: ModuleHead): GuestEnding | undefined {
    this.#enter(live);
    for (const entry of head.entries) {
      const end = live.call(entry, []);
      if (end.kind === 'ended') return end.ending;
    }
    return undefined;
  }

  #enter(live: LiveInstance): void {
    this.#current = live;
    this.#recorder.instance = live.number;
  }

  #gate(stdin: Uint8Array): InstanceGate {
    const { configuration, clock, hostFiles, words } = this.#options;
    const runStart = clock.monotonic();
    return new InstanceGate(() =>
      createGate({
        plan: configuration.plan,
        stdin,
        recorder: this.#recorder,
        clock,
        random: (bytes) => this.#options.random(bytes),
        hostFiles,
        stop: words,
        runStart,
        trap: this.#trap,
      }),
    );
  }

  #setHooks({ hooks }: ModuleHead, instance: WebAssembly.Instance): void {
    const table = hooks === null ? undefined : instance.exports[hooks.tableExport];
    if (hooks === null || !(table instanceof WebAssembly.Table)) return;
    table.set(hooks.slots.memory, this.#hooks.memory);
    table.set(hooks.slots.fuel, this.#hooks.fuel);
    table.set(hooks.slots.stack, this.#hooks.stack);
  }
}

function dead(ending: GuestEnding): OperationEnd {
  return { kind: 'ended', ending, alive: false };
}
