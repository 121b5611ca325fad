// The gate of one instance, made when there is something for it to do: at once for a module that imports, at the end of a guest
// by a limit for one that only computes. A gate weighs some 17 KiB, which ten thousand instances that compute need not carry.
import type { Checked } from '../base/diagnostic.ts';
import type { Gate } from '../host/gate.ts';
import type { GateEnding } from '../host/gate-ending.ts';
import type { LimitUse } from '../limits/limits.ts';
import type { Module } from '../module/module.ts';

export class InstanceGate {
  readonly #make: () => Gate;
  #made: Gate | undefined;

  constructor(make: () => Gate) {
    this.#make = () => make();
  }

  /** What to instantiate the module with. */
  importsFor(module: Module): Checked<object> {
    return module.imports.length === 0 ? { ok: true, value: Object.create(null) as object } : this.#gate.importsFor(module);
  }

  attach(memory: WebAssembly.Memory): void {
    this.#made?.attach(memory);
  }

  endBy(ending: GateEnding): never {
    return this.#gate.endBy(ending);
  }

  get ending(): GateEnding | undefined {
    return this.#made?.ending;
  }

  get counts(): Gate['counts'] {
    return this.#made?.counts ?? NONE;
  }

  limits(): readonly LimitUse[] {
    return this.#made?.limits() ?? [];
  }

  close(): void {
    this.#made?.close();
  }

  get #gate(): Gate {
    return (this.#made ??= this.#make());
  }
}

const NONE: Gate['counts'] = { calls: 0, denials: 0, errors: 0 };
