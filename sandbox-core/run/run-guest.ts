// One guest on its thread, from bytes to the end of its entry function. It returns a value, always: what the guest does
// wrong, what the engine refuses and what the gate ended are all a GuestEnd.
import type { HostFiles } from '../platform/host-files.ts';
import type { Clock } from '../platform/platform.ts';
import type { CallDirector } from '../host/call-director.ts';
import { FreezePoint } from '../host/freeze-point.ts';
import { createGate, type Gate } from '../host/gate.ts';
import { growthOf } from '../host/growth.ts';
import type { AskAboutMiss } from '../host/ask-about-miss.ts';
import { FreeOutput } from '../host/replay/free-output.ts';
import { createReplayGate, type ReplayGate } from '../host/replay/replay-gate.ts';
import { Script } from '../host/replay/script.ts';
import type { Witness } from '../host/replay/witness.ts';
import { ScriptReader } from '../host/replay/script-slots.ts';
import { CHUNK_CAPS } from '../recording/record/chunk.ts';
import { ringRecorder } from '../recording/record/ring.ts';
import { asFuncref, asGrowthFuncref, makeTrap } from '../runtime/trap-module.ts';
import {
  callExport,
  compileModule,
  exportedMemory,
  exportedMemoryBytes,
  instantiate,
  type CallResult,
  type InstanceResult,
} from '../runtime/v8.ts';
import { framesNow, keepDeepStacks } from '../runtime/v8-trap.ts';
import type { Module } from '../module/module.ts';
import { readModule } from '../module/read-module.ts';
import { AnswerSlot } from './asking/answer-slot.ts';
import { askAboutMisses } from './asking/ask-about-misses.ts';
import type { AskedAt } from './asking/miss-question.ts';
import { FaultDirector } from './faults/fault-director.ts';
import { Directors } from './stepping/directors.ts';
import { StepDirector, type HeldAt } from './stepping/step-director.ts';
import { OrderSlot } from './order-slot.ts';
import type { StepOrders } from './stepping/step-orders.ts';
import { STOP_REASON, stopReason } from './control-words.ts';
import type { Looked, LookOrder } from './look-back/look-order.ts';
import { Looker } from './look-back/looker.ts';
import { FuelTank } from './fuel-tank.ts';
import { asOverflow, refusedEnding, trappedEnding } from './guest-endings.ts';
import type { GuestEnd, GuestEnding, GuestStart } from './guest-protocol.ts';

export interface GuestThreadOptions {
  readonly start: GuestStart;
  readonly ring: SharedArrayBuffer;
  readonly words: Int32Array;
  /** Where the chunks of a replayed recording come from. */
  readonly script: SharedArrayBuffer | null;
  /** Where the orders of a person who steps or looks back come from. */
  readonly step: SharedArrayBuffer | null;
  /** Where answers about misses come from. */
  readonly answers: SharedArrayBuffer | null;
  /** Called each time the guest stands still at a call. */
  held(at: HeldAt): void;
  /** Called each time the guest stands still at misses. */
  asked(at: AskedAt): void;
  /** Called each time a replaying guest stands still for whoever looks back. */
  looked(seen: Looked): void;
  /** Called when there is room for a chunk of it. */
  emptied(): void;
  readonly clock: Clock;
  readonly hostFiles: HostFiles;
  random(bytes: Uint8Array): void;
  /** Called once, just before the guest's first instruction. */
  entered(): void;
  /** Nanoseconds of processor time of this thread, from any origin. */
  processorTime(): number;
  /** Called each time the guest stands still, with the number of the freeze. */
  frozen(freeze: number): void;
}

export function runGuest(options: GuestThreadOptions): GuestEnd {
  keepDeepStacks();
  const { start } = options;
  const read = readModule(start.bytes);
  if (!read.ok) return endOf({ kind: 'refused', message: read.diagnostics[0]?.message ?? 'unreadable module' });
  const compiled = compileModule(start.bytes);
  if (!(compiled instanceof WebAssembly.Module)) return endOf(refusedEnding(compiled));
  return new GuestRun(options).run(read.value, compiled);
}

/** What belongs to the one execution: its gate, the point where it can be frozen, and what it has used. */
class GuestRun {
  readonly #options: GuestThreadOptions;
  readonly #freezePoint: FreezePoint;
  readonly #gate: Gate | ReplayGate;
  #fuel: FuelTank | undefined;
  #overflow = false;

  constructor(options: GuestThreadOptions) {
    this.#options = options;
    this.#freezePoint = new FreezePoint(options.words, options.clock, (freeze) => options.frozen(freeze));
    this.#gate = replayGateFor(options) ?? gateFor(options, this.#freezePoint);
  }

  run(module: Module, compiled: WebAssembly.Module): GuestEnd {
    const imports = this.#gate.importsFor(module);
    if (!imports.ok) return endOf({ kind: 'refused', message: imports.diagnostics[0]?.message ?? 'unknown import' });
    const began = this.#options.processorTime();
    this.#options.entered();
    const made = instantiate(compiled, imports.value);
    const { ending, memory } = made.kind === 'ready' ? this.#call(made.instance) : { ending: failedEnding(made), memory: 0 };
    return { ...endOf(this.#gate.ending ?? ending, memory, this.#used(began)), replay: this.#replayed() };
  }

  #call(instance: WebAssembly.Instance): { ending: GuestEnding; memory: number } {
    const { start } = this.#options;
    const memory = exportedMemory(instance);
    if (memory) this.#gate.attach(memory);
    this.#fuel = fuelTank(start, instance);
    if (this.#fuel) this.#gate.attachFuel(this.#fuel);
    this.#setHooks(start.hooks, instance);
    const ending = callEntries(instance, start.entries);
    return { ending: this.#overflow ? asOverflow(ending) : ending, memory: exportedMemoryBytes(instance) };
  }

  /** What rewritten code calls when a limit is passed that stands in the module itself, and for more fuel. */
  #setHooks(hooks: GuestStart['hooks'], instance: WebAssembly.Instance): void {
    if (hooks === null) return;
    const table = instance.exports[hooks.tableExport];
    if (!(table instanceof WebAssembly.Table)) return;
    const set = (slot: keyof typeof hooks.slots, action: () => void): void => table.set(hooks.slots[slot], asFuncref(action));
    set('memory', () => this.#gate.endBy({ kind: 'limit', limit: 'memory' }));
    table.set(
      hooks.slots.growth,
      asGrowthFuncref((what, asked, result) => Number(this.#gate.growth(growthOf(what, asked, result)))),
    );
    set('fuel', () => this.#refuel());
    set('stack', () => {
      this.#overflow = true;
    });
  }

  #refuel(): void {
    this.#freezePoint.pass();
    if (stopReason(this.#options.words) !== STOP_REASON.none) this.#gate.endBy({ kind: 'stopped' });
    if (this.#fuel?.refill() !== true) this.#gate.endBy({ kind: 'limit', limit: 'fuel' });
  }

  #replayed(): GuestEnd['replay'] {
    const gate = this.#gate;
    if (!('divergence' in gate)) return null;
    const divergence = gate.divergence ?? null;
    return { rows: gate.rows, finished: divergence === null && gate.finished(), divergence };
  }

  #used(began: number): GuestEnd['used'] {
    const { limits } = this.#options.start.plan;
    const { stackBytes } = this.#options.start;
    return {
      ...Object.fromEntries(this.#gate.limits().map(({ limit, used }) => [limit, Math.round(used)])),
      ...(this.#fuel === undefined ? {} : { fuel: this.#fuel.used }),
      ...(limits.cpuTime === null ? {} : { 'cpu-time': Math.round(this.#options.processorTime() - began) }),
      ...(this.#overflow && stackBytes !== null ? { stack: stackBytes } : {}),
    };
  }
}

function replayGateFor(options: GuestThreadOptions): ReplayGate | undefined {
  const { start, script, ring, words, emptied } = options;
  const { replay, plan } = start;
  if (replay === null || script === null) return undefined;
  const { signatures, actions, mostRule, freeOutput: isFree, look: _look, ...rest } = replay;
  const recorder = ringRecorder(ring, { stop: words, keepReadBytes: plan.keepReadBytes });
  const freeOutput = isFree ? new FreeOutput(recorder, plan.limits.output) : null;
  const bounds = { ...CHUNK_CAPS, signatures: signatures.length, actions, mostRule };
  const source = new ScriptReader({ buffer: script, bounds, stop: words, emptied });
  const witness = witnessFor(options);
  return createReplayGate({
    ...rest,
    freeOutput,
    signatures,
    script: new Script(source),
    stop: words,
    witness,
    trap: makeTrap(),
  });
}

function witnessFor({ start, step, words, looked }: GuestThreadOptions): Witness | null {
  if (start.replay === null || start.replay.look === null || step === null) return null;
  return new Looker({
    slot: new OrderSlot<LookOrder>(step),
    stopAsked: () => stopReason(words) !== STOP_REASON.none,
    stack: framesNow,
    looked,
  });
}

/** Those who may change calls of this run; without one, the gate does not look. */
function directorFor(options: GuestThreadOptions, freezePoint: FreezePoint): CallDirector | undefined {
  const { faults } = options.start.plan;
  const all: CallDirector[] = [];
  if (options.step !== null) {
    all.push(
      new StepDirector({
        slot: new OrderSlot<StepOrders>(options.step),
        freezePoint,
        stopAsked: () => stopReason(options.words) !== STOP_REASON.none,
        stack: framesNow,
        held: (at) => options.held(at),
      }),
    );
  }
  if (faults.length > 0) all.push(new FaultDirector(faults));
  return all.length > 0 ? new Directors(all) : undefined;
}

function askerFor(options: GuestThreadOptions, freezePoint: FreezePoint): AskAboutMiss | undefined {
  if (options.answers === null) return undefined;
  return askAboutMisses({
    slot: new AnswerSlot(options.answers),
    freezePoint,
    stopAsked: () => stopReason(options.words) !== STOP_REASON.none,
    stack: framesNow,
    asked: (at) => options.asked(at),
  });
}

function gateFor(options: GuestThreadOptions, freezePoint: FreezePoint): Gate {
  const { plan, stdin } = options.start;
  const environment = {
    plan,
    stdin,
    recorder: ringRecorder(options.ring, { stop: options.words, keepReadBytes: plan.keepReadBytes }),
    clock: freezePoint.clock,
    random: (bytes: Uint8Array) => options.random(bytes),
    hostFiles: options.hostFiles,
    stop: options.words,
    freezePoint,
    runStart: freezePoint.clock.monotonic(),
    trap: makeTrap(),
  };
  return createGate(environment, { director: directorFor(options, freezePoint), ask: askerFor(options, freezePoint) });
}

/** Filled before the instance's first instruction; undefined where nothing is counted. */
function fuelTank(start: GuestStart, instance: WebAssembly.Instance): FuelTank | undefined {
  const left = start.fuelExport === null ? undefined : instance.exports[start.fuelExport];
  return left instanceof WebAssembly.Global ? new FuelTank(left, start.plan.limits.fuel?.most ?? null) : undefined;
}

function callEntries(instance: WebAssembly.Instance, entries: readonly string[]): GuestEnding {
  for (const entry of entries) {
    const ending = callEnding(callExport(instance, entry), entry);
    if (ending.kind !== 'returned') return ending;
  }
  return { kind: 'returned' };
}

function callEnding(result: CallResult | { readonly kind: 'missing' }, entry: string): GuestEnding {
  switch (result.kind) {
    case 'returned':
      return { kind: 'returned' };
    case 'trapped':
      return trappedEnding(result.trap);
    case 'missing':
      return { kind: 'refused', message: `the module exports no function ${entry}` };
  }
}

function failedEnding(made: Exclude<InstanceResult, { kind: 'ready' }>): GuestEnding {
  return made.kind === 'refused' ? refusedEnding(made) : trappedEnding(made.trap);
}

function endOf(ending: GuestEnding, memory = 0, used: GuestEnd['used'] = {}): GuestEnd {
  return { ending, memory, used, replay: null };
}
