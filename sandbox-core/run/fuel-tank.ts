// The fuel of a run, handed to the guest in slices: between two of them rewritten code calls its hook, where the run can be
// stopped or frozen. What was used is what was handed out less what the guest has left, so slices change no count.
//
//   tank    ▒▒▒▒▒▒▒▒▒▒▒▒        not handed out
//   global              ▒▒▒     the guest's; below zero when it has used more than it had, since it asks only now and then

import type { FuelSource } from '../host/fuel-source.ts';

/** A millisecond or less of a guest that only computes, beside a microsecond for the hook. */
const FUEL_SLICE = 1_000_000;

/** More than any run can use, and an i64. */
const UNLIMITED = 2n ** 62n;

export class FuelTank implements FuelSource {
  readonly #global: WebAssembly.Global;
  readonly #most: bigint;
  readonly #slice: bigint;
  #tank: bigint;
  /** What was handed out in all; exact, since a run uses less than 2^53. */
  #handedOut = 0;

  /** `global` is the instance's exported i64. `most` null: without limit. */
  constructor(global: WebAssembly.Global, most: number | null, slice: number = FUEL_SLICE) {
    this.#global = global;
    this.#most = most === null ? UNLIMITED : BigInt(most);
    this.#slice = BigInt(slice);
    this.#tank = this.#most;
    this.refill();
  }

  /** Hands out the next slice, and what is owed. False when that is more than there is, so that the guest traps. */
  refill(): boolean {
    const left = this.#left;
    const wanted = this.#slice - left;
    const given = wanted < this.#tank ? wanted : this.#tank;
    // A guest chooses how deep the stack is: where this throws, nothing has happened yet.
    this.#global.value = left + given;
    this.#tank -= given;
    this.#handedOut = Number(this.#most - this.#tank);
    return left + given >= 0n;
  }

  /**
   * Instructions so far. At the end exact unless the guest trapped: then what its last stretch without calls had executed is
   * missing.
   */
  get used(): number {
    return this.#handedOut - Number(this.#left);
  }

  get #left(): bigint {
    const { value } = this.#global;
    return typeof value === 'bigint' ? value : 0n;
  }
}
