// The blocks that are open at an instruction, as columns, and at each of their labels where the count of fuel stands there.
//
// `place` says what holds the count: the local or the global. `lag` is how much of what was executed is not charged to it yet.
// Lags are of executed instructions and operands, of which a body of some millions of bytes has no more: 32 bits hold them.
// All jumps to a label must bring the same place and lag, so the first one decides, and later ones adapt before they jump.

export const PLACE = { unset: 0, local: 1, global: 2 } as const;
export type Place = (typeof PLACE)[keyof typeof PLACE];

export const BLOCK = { plain: 0, loop: 1, if: 2, else: 3, legacyTry: 4 } as const;
export type BlockKind = (typeof BLOCK)[keyof typeof BLOCK];

export class BlockStack {
  /** How many are open; the outermost is the function itself. */
  depth = 0;
  kind = new Uint8Array(64);
  /** Number of the block among all of the body. */
  ordinal = new Uint32Array(64);
  /** At the label. */
  place = new Uint8Array(64);
  lag = new Int32Array(64);
  reached = new Uint8Array(64);
  /** At the beginning of the block, for the other arm of an `if`. */
  entryPlace = new Uint8Array(64);
  entryLag = new Int32Array(64);
  entryDead = new Uint8Array(64);
  /** How many operands lie below it. */
  height = new Int32Array(64);
  /** Whether a catch clause jumps to the label. */
  caught = new Uint8Array(64);
  /** Coarse counting: where the charge of the loop is to be written, and what it is so far. */
  patch = new Int32Array(64);
  cost = new Int32Array(64);

  push(kind: BlockKind, ordinal: number, place: Place, lag: number, dead: boolean): number {
    if (this.depth === this.kind.length) this.#grow();
    const block = this.depth;
    this.depth += 1;
    this.kind[block] = kind;
    this.ordinal[block] = ordinal;
    this.place[block] = PLACE.unset;
    this.lag[block] = 0;
    this.reached[block] = 0;
    this.entryPlace[block] = place;
    this.entryLag[block] = lag;
    this.entryDead[block] = dead ? 1 : 0;
    this.height[block] = 0;
    this.caught[block] = 0;
    this.patch[block] = -1;
    this.cost[block] = 0;
    return block;
  }

  #grow(): void {
    const capacity = this.kind.length * 2;
    this.kind = grownBytes(this.kind, capacity);
    this.place = grownBytes(this.place, capacity);
    this.reached = grownBytes(this.reached, capacity);
    this.entryPlace = grownBytes(this.entryPlace, capacity);
    this.entryDead = grownBytes(this.entryDead, capacity);
    this.caught = grownBytes(this.caught, capacity);
    this.height = grownNumbers(this.height, capacity);
    this.lag = grownNumbers(this.lag, capacity);
    this.entryLag = grownNumbers(this.entryLag, capacity);
    this.patch = grownNumbers(this.patch, capacity);
    this.cost = grownNumbers(this.cost, capacity);
    const ordinals = new Uint32Array(capacity);
    ordinals.set(this.ordinal);
    this.ordinal = ordinals;
  }
}

function grownBytes(column: Uint8Array<ArrayBuffer>, capacity: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(capacity);
  larger.set(column);
  return larger;
}

function grownNumbers(column: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity);
  larger.set(column);
  return larger;
}
