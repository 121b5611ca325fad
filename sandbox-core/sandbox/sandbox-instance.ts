// One instance of a sandbox's module, as a caller holds it. Its memory, globals, tables, descriptors and meters are its own; a
// reset throws all of them away and makes new ones.
/// <reference lib="esnext.disposable" />
import { SandboxError } from '../base/errors.ts';
import type { Ending } from '../run/outcome.ts';
import type { CallValue } from './call-values.ts';
import { callInstance, faultOf, type CallOptions } from './instance-calls.ts';
import type { Resident } from './resident.ts';
import type { SandboxParts } from './sandbox-parts.ts';
import { usesOf, type Counts, type InstanceUsage } from './usage.ts';

/** The sandbox, told what becomes of its instances. */
export interface InstanceOwner {
  /** What a resident had used when it was left, by a reset or a close. */
  retired(counts: Counts): void;
  closed(): void;
}

export class SandboxInstance {
  readonly #parts: SandboxParts;
  readonly #owner: InstanceOwner;
  #resident: Resident;
  #closed = false;

  /** Made by a Sandbox alone. */
  constructor(parts: SandboxParts, resident: Resident, owner: InstanceOwner) {
    this.#parts = parts;
    this.#resident = resident;
    this.#owner = owner;
  }

  /** By which audit and output name it. A reset gives it a new one. */
  get number(): number {
    return this.#resident.number;
  }

  get state(): 'alive' | 'dead' {
    return this.#resident.ending === undefined ? 'alive' : 'dead';
  }

  /** How it died; undefined while it is alive. */
  get ending(): Ending | undefined {
    return this.#resident.ending;
  }

  /**
   * Calls an exported function. Results by its type: nothing, a number (i32, f32, f64), a bigint (i64), or an array of several.
   * Throws a TypeError or a RangeError for arguments that do not fit, NOT_FOUND for an export that is not there, and a
   * GuestError with the ending when the guest traps, passes a limit, is denied with `onMiss: stop`, exits or is stopped.
   * After a trap the instance may be called again; after every other ending it is dead, and each further call says how it died.
   */
  async call(name: string, values: readonly unknown[] = [], options: CallOptions = {}): Promise<CallValue> {
    this.#mustBeOpen();
    return callInstance(this.#parts, this.#resident, name, values, options);
  }

  /** Makes it as if new, also when it is dead. Calls under way belong to the old one. */
  async reset(): Promise<void> {
    this.#mustBeOpen();
    const [resident] = await this.#parts.tenant.open(1, this.#resident.stdin);
    if (resident === undefined) throw new SandboxError('INTERNAL', 'no instance was made');
    this.#leave();
    this.#resident = resident;
    if (resident.ending) throw faultOf(this.#parts, resident, resident.ending);
  }

  usage(): InstanceUsage {
    const { counts, number, ending } = this.#resident;
    return { ...counts, instance: number, state: this.state, limits: usesOf(counts, this.#parts.plan.limits, ending) };
  }

  /** Gives its memory back. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave();
    this.#owner.closed();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #leave(): void {
    this.#parts.tenant.close(this.#resident);
    this.#owner.retired(this.#resident.counts);
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new SandboxError('CLOSED', 'the instance was closed');
  }
}
