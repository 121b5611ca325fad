// One instance of a guest on its thread: a WebAssembly instance of its own behind a gate of its own, so that nothing of it
// reaches another. It is never used again after a close; a reset makes a new one.
import type { LimitName, LimitUse } from '../limits/limits.ts';
import { FuelTank } from '../run/fuel-tank.ts';
import type { GuestEnding } from '../run/guest-protocol.ts';
import { asOverflow, trappedEnding } from '../run/guest-endings.ts';
import { callFunction } from '../runtime/v8.ts';
import type { ModuleHead } from './commands.ts';
import type { CoreValue } from './core-values.ts';
import type { InstanceGate } from './instance-gate.ts';
import type { InstanceCounts, OperationEnd } from './reports.ts';

export interface LiveParts {
  readonly number: number;
  readonly gate: InstanceGate;
  readonly instance: WebAssembly.Instance;
  readonly head: ModuleHead;
  /** Instructions it may execute until it is reset; null: without limit. */
  readonly fuel: number | null;
}

export class LiveInstance {
  readonly number: number;
  readonly gate: InstanceGate;
  readonly #instance: WebAssembly.Instance;
  readonly #memories: readonly WebAssembly.Memory[];
  /** Undefined where nothing is counted. */
  readonly #fuel: FuelTank | undefined;
  readonly #stackLeft: WebAssembly.Global | undefined;
  readonly #stack: unknown;
  readonly #stackBytes: number | null;
  /** By the call under way, and by any. */
  #overflowed = false;
  #everOverflowed = false;

  constructor({ number, gate, instance, head, fuel }: LiveParts) {
    this.number = number;
    this.gate = gate;
    this.#instance = instance;
    const memories = Object.values(instance.exports).filter((value) => value instanceof WebAssembly.Memory);
    this.#memories = [...new Set(memories)];
    const fuelLeft = globalOf(instance, head.fuelExport);
    this.#fuel = fuelLeft && new FuelTank(fuelLeft, fuel);
    this.#stackLeft = globalOf(instance, head.stackExport);
    this.#stack = this.#stackLeft?.value;
    this.#stackBytes = head.stackBytes;
  }

  /** Calls an export; the engine has checked that the values fit its type. */
  call(name: string, values: readonly CoreValue[]): OperationEnd {
    this.#overflowed = false;
    const entry = this.#instance.exports[name];
    if (typeof entry !== 'function') return this.#ended({ kind: 'refused', message: 'the module exports no such function' });
    const result = callFunction(entry as (...values: CoreValue[]) => unknown, values);
    if (this.gate.ending) return this.#ended(this.gate.ending);
    if (result.kind === 'returned') return { kind: 'values', values: valuesOf(result.value) };
    // What a call took of the stack, one that ended by a trap has not given back.
    if (this.#stackLeft) this.#stackLeft.value = this.#stack;
    const trapped = trappedEnding(result.trap);
    return this.#ended(this.#overflowed ? asOverflow(trapped) : trapped);
  }

  /** Said by the hook of the stack limit, before the trap that follows. */
  overflowed(): void {
    this.#overflowed = true;
    this.#everOverflowed = true;
  }

  /** Hands out the next slice of fuel. False when there is none. */
  refuel(): boolean {
    return this.#fuel?.refill() === true;
  }

  counts(): InstanceCounts {
    const { calls, denials, errors } = this.gate.counts;
    const uses = this.gate.limits();
    return {
      hostCalls: calls,
      denials,
      errors,
      fuel: this.#fuel?.used ?? 0,
      memory: this.#memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
      output: usedOf(uses, 'output'),
      input: usedOf(uses, 'input'),
      hostCallRate: usedOf(uses, 'host-call-rate'),
      sleep: Math.round(usedOf(uses, 'sleep')),
      stack: this.#everOverflowed ? (this.#stackBytes ?? 0) : 0,
      openFiles: usedOf(uses, 'open-files'),
      distinctDenials: usedOf(uses, 'denials'),
    };
  }

  close(): void {
    this.gate.close();
  }

  /** A gate that ended its guest serves it no more; after a trap of its own the instance may be called again. */
  #ended(ending: GuestEnding): OperationEnd {
    return { kind: 'ended', ending, alive: this.gate.ending === undefined };
  }
}

function globalOf(instance: WebAssembly.Instance, name: string | null): WebAssembly.Global | undefined {
  const value = name === null ? undefined : instance.exports[name];
  return value instanceof WebAssembly.Global ? value : undefined;
}

function usedOf(uses: readonly LimitUse[], limit: LimitName): number {
  return uses.find((use) => use.limit === limit)?.used ?? 0;
}

/** No result, one, or an array of several: the JavaScript interface's three forms. Only numbers cross. */
function valuesOf(value: unknown): CoreValue[] {
  const list: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return list.filter((each) => typeof each === 'number' || typeof each === 'bigint');
}
