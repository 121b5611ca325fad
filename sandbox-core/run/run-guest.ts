// One guest on its thread, from bytes to the end of its entry function. It returns a value, always: what the guest does
// wrong, what the engine refuses and what the gate ended are all a GuestEnd.
import type { HostFiles } from '../platform/host-files.ts';
import type { Clock } from '../platform/platform.ts';
import { createGate, type Gate } from '../host/gate.ts';
import { ringRecorder } from '../recording/record/ring.ts';
import { asFuncref, makeTrap } from '../runtime/trap-module.ts';
import { callExport, compileModule, exportedMemory, exportedMemoryBytes, instantiate, type CallResult } from '../runtime/v8.ts';
import { keepDeepStacks, type ThrownTrap } from '../runtime/v8-trap.ts';
import type { LimitName } from '../limits/limits.ts';
import type { Module } from '../module/module.ts';
import { readModule } from '../module/read-module.ts';
import type { GuestEnd, GuestEnding, GuestStart } from './guest-protocol.ts';

export interface GuestThreadOptions {
  readonly start: GuestStart;
  readonly ring: SharedArrayBuffer;
  readonly words: Int32Array;
  readonly clock: Clock;
  readonly hostFiles: HostFiles;
  random(bytes: Uint8Array): void;
  /** Called once, just before the guest's first instruction. */
  entered(): void;
}

export function runGuest(options: GuestThreadOptions): GuestEnd {
  keepDeepStacks();
  const { start } = options;
  const read = readModule(start.bytes);
  if (!read.ok) return endOf({ kind: 'refused', message: read.diagnostics[0]?.message ?? 'unreadable module' }, undefined, 0);
  const compiled = compileModule(start.bytes);
  if (!(compiled instanceof WebAssembly.Module)) return endOf(refusedEnding(compiled), undefined, 0);
  return runCompiled(options, read.value, compiled);
}

function runCompiled(options: GuestThreadOptions, module: Module, compiled: WebAssembly.Module): GuestEnd {
  const gate = gateFor(options);
  const imports = gate.importsFor(module);
  if (!imports.ok) return endOf({ kind: 'refused', message: imports.diagnostics[0]?.message ?? 'unknown import' }, gate, 0);
  options.entered();
  const made = instantiate(compiled, imports.value);
  if (made.kind === 'refused') return endOf(gate.ending ?? refusedEnding(made), gate, 0);
  if (made.kind === 'trapped') return endOf(gate.ending ?? trappedEnding(made.trap), gate, 0);
  const { instance } = made;
  const memory = exportedMemory(instance);
  if (memory) gate.attach(memory);
  let overflow = false;
  setHooks(options.start.hooks, instance, gate, () => {
    overflow = true;
  });
  const fuel = new FuelTank(options.start, instance);
  const ending = callEntries(instance, options.start.entries);
  return endOf(gate.ending ?? (overflow ? asOverflow(ending) : ending), gate, exportedMemoryBytes(instance), fuel.used);
}

function gateFor(options: GuestThreadOptions): Gate {
  const { plan, stdin } = options.start;
  return createGate({
    plan,
    stdin,
    recorder: ringRecorder(options.ring, { stop: options.words, keepReadBytes: plan.keepReadBytes }),
    clock: options.clock,
    random: (bytes) => options.random(bytes),
    hostFiles: options.hostFiles,
    stop: options.words,
    runStart: options.clock.monotonic(),
    trap: makeTrap(),
  });
}

/** What rewritten code calls when a limit is passed that stands in the module itself. */
function setHooks(hooks: GuestStart['hooks'], instance: WebAssembly.Instance, gate: Gate, overflowed: () => void): void {
  if (hooks === null) return;
  const table = instance.exports[hooks.tableExport];
  if (!(table instanceof WebAssembly.Table)) return;
  const ends = (limit: LimitName): unknown => asFuncref(() => gate.endBy({ kind: 'limit', limit }));
  table.set(hooks.slots.memory, ends('memory'));
  table.set(hooks.slots.fuel, ends('fuel'));
  table.set(
    hooks.slots.stack,
    asFuncref(() => overflowed()),
  );
}

/** The fuel of a run: put into the instance before its first instruction, read after its last. */
class FuelTank {
  readonly #left: WebAssembly.Global | undefined;
  readonly #most: number;

  constructor(start: GuestStart, instance: WebAssembly.Instance) {
    const left = start.fuelExport === null ? undefined : instance.exports[start.fuelExport];
    this.#left = left instanceof WebAssembly.Global ? left : undefined;
    this.#most = start.plan.limits.fuel?.most ?? 0;
    if (this.#left) this.#left.value = BigInt(this.#most);
  }

  /** Exact unless the guest trapped: then what its last stretch without calls had executed is missing. */
  get used(): number {
    const left = this.#left?.value;
    return typeof left === 'bigint' ? Math.max(0, this.#most - Number(left)) : 0;
  }
}

/** The trap that follows the hook of the stack limit, by its reason. */
function asOverflow(ending: GuestEnding): GuestEnding {
  if (ending.kind !== 'trapped') return ending;
  return { kind: 'trapped', trap: { ...ending.trap, kind: 'stack-overflow', message: 'the stack passed its limit' } };
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

function trappedEnding(trap: ThrownTrap): GuestEnding {
  return { kind: 'trapped', trap: { kind: trap.kind, message: trap.message, stack: trap.stack } };
}

function refusedEnding(refused: { readonly message: string; readonly offset: number | undefined }): GuestEnding {
  const { message, offset } = refused;
  return offset === undefined ? { kind: 'refused', message } : { kind: 'refused', message, offset };
}

function endOf(ending: GuestEnding, gate: Gate | undefined, memory: number, fuel = 0): GuestEnd {
  const openFiles = gate?.limits().find((use) => use.limit === 'open-files')?.used ?? 0;
  return { ending, memory, openFiles, fuel };
}
