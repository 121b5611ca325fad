// Where a replaying guest stands still for whoever looks back: at the call of the order, as long as orders are about it.
import type { ThrownFrame } from '../../runtime/v8-trap.ts';
import { MOST_LOOKED_BYTES, type Looked, type LookOrder, type LookPhase } from './look-order.ts';

/** The guest thread's end of a slot of orders. */
export interface LookSlot {
  /** The order that came since the last look; undefined where there is none. */
  take(): LookOrder | undefined;
  /** Until an order may have come, at most so long. */
  wait(milliseconds: number): void;
}

export interface LookerOptions {
  readonly slot: LookSlot;
  /** The replay is to end. */
  stopAsked(): boolean;
  /** The guest's frames now, innermost first. */
  stack(): readonly ThrownFrame[];
  looked(seen: Looked): void;
}

/** A stop that comes meanwhile is noticed this late. */
const LOOK_MILLISECONDS = 5;
/** Of a larger memory the moment before a call is found by a new replay. */
export const MOST_KEPT_BYTES = 256 << 20;

export class Looker {
  readonly #options: LookerOptions;
  #order: LookOrder | undefined;
  /** Memory before the call at which the guest stood, so that one can look from after it to before it and back. */
  #before: { readonly row: number; readonly memory: Uint8Array } | undefined;

  constructor(options: LookerOptions) {
    this.#options = options;
  }

  /** Called before and after each call; returns at once where nothing is to be seen. */
  pass(row: number, phase: LookPhase, memory: () => Uint8Array): void {
    const { slot, stopAsked } = this.#options;
    this.#order = slot.take() ?? this.#order;
    while (this.#order !== undefined && isDue(this.#order, row, phase)) {
      const kept = this.#kept(this.#order, row, phase);
      if (kept === undefined) this.#tell(this.#order, row, phase, memory());
      else this.#tell(this.#order, row, 'before', kept);
      this.#order = undefined;
      while (this.#order === undefined && !stopAsked()) {
        slot.wait(LOOK_MILLISECONDS);
        this.#order = slot.take();
      }
      if (phase === 'before') this.#keep(row, memory());
    }
  }

  /** What an order means that is about the moment before the call after which the guest stands. */
  #kept(order: LookOrder, row: number, phase: LookPhase): Uint8Array | undefined {
    const isBefore = phase === 'after' && order.row === row && order.phase === 'before';
    return isBefore && this.#before?.row === row ? this.#before.memory : undefined;
  }

  #keep(row: number, memory: Uint8Array): void {
    if (this.#before?.row !== row && memory.length <= MOST_KEPT_BYTES) this.#before = { row, memory: memory.slice() };
  }

  #tell({ number, address, length }: LookOrder, row: number, phase: LookPhase, memory: Uint8Array): void {
    const from = Math.min(address, memory.length);
    const bytes = memory.slice(from, Math.min(from + Math.min(length, MOST_LOOKED_BYTES), memory.length));
    const stack = this.#options.stack();
    this.#options.looked({ number, row, phase, memoryBytes: memory.length, stack, bytes });
  }
}

function isDue(order: LookOrder, row: number, phase: LookPhase): boolean {
  return row > order.row || (row === order.row && (order.phase === 'before' || phase === 'after'));
}
