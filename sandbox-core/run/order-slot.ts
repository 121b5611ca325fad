// Orders from the control thread to the guest's thread, which may be busy or stand still: one slot of shared memory. A newer
// order takes the place of one that was not read yet.
//
//   word 0   number of the order, counted up when it is whole; odd while it is written
//   word 1   bytes of its JSON
//   then     the JSON, UTF-8
import { SandboxError } from '../base/errors.ts';

const HEAD_BYTES = 16;
/** A hundred breakpoints of the longest filters, as JSON. */
const SLOT_BYTES = 1 << 20;

export function createOrderSlot(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEAD_BYTES + SLOT_BYTES);
}

export function writeOrders(slot: SharedArrayBuffer, orders: object): void {
  const words = new Int32Array(slot, 0, HEAD_BYTES / 4);
  const json = new TextEncoder().encode(JSON.stringify(orders));
  if (json.length > SLOT_BYTES) throw new SandboxError('PROTOCOL', `orders of ${json.length} bytes`);
  Atomics.add(words, 0, 1);
  new Uint8Array(slot, HEAD_BYTES).set(json);
  words[1] = json.length;
  Atomics.add(words, 0, 1);
  Atomics.notify(words, 0);
}

/** The guest thread's end. */
export class OrderSlot<Orders> {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  #seen = 0;

  constructor(slot: SharedArrayBuffer) {
    this.#words = new Int32Array(slot, 0, HEAD_BYTES / 4);
    this.#bytes = new Uint8Array(slot, HEAD_BYTES);
  }

  /** The orders that came since the last look; undefined where there are none. */
  take(): Orders | undefined {
    for (;;) {
      const number = Atomics.load(this.#words, 0);
      if (number === this.#seen) return undefined;
      // The writer takes microseconds.
      if (number % 2 === 1) continue;
      const json = new TextDecoder().decode(this.#bytes.slice(0, this.#words[1]));
      if (Atomics.load(this.#words, 0) !== number) continue;
      this.#seen = number;
      return JSON.parse(json) as Orders;
    }
  }

  /** Until an order may have come, at most so long. */
  wait(milliseconds: number): void {
    Atomics.wait(this.#words, 0, this.#seen, milliseconds);
  }
}
