// The arguments of the call under way, 64 bits each, as the recording has them too: kept as words they cost no more than
// stores, while an array of numbers and bigints would be told to the garbage collector with each call.

/** One more than any host function has. */
const MOST_ARGUMENTS = 10;

/** Where the entries of host functions put what the guest passed. */
export interface ArgumentStore {
  put(index: number, value: number | bigint): void;
}

export class CallArguments implements ArgumentStore {
  /** Two words an argument, low one first; an i32 is sign-extended. */
  readonly words = new Int32Array(2 * MOST_ARGUMENTS);
  readonly #signed = new BigInt64Array(this.words.buffer);
  readonly #unsigned = new BigUint64Array(this.words.buffer);

  put(index: number, value: number | bigint): void {
    if (typeof value === 'number') {
      this.words[2 * index] = value;
      this.words[2 * index + 1] = (value | 0) >> 31;
    } else {
      this.#signed[index] = value;
    }
  }

  /** 64 bits each, in their order. */
  replace(values: readonly bigint[]): void {
    for (const [index, value] of values.slice(0, MOST_ARGUMENTS).entries()) this.#signed[index] = value;
  }

  u32(index: number): number {
    return (this.words[2 * index] ?? 0) >>> 0;
  }

  u64(index: number): bigint {
    return this.#unsigned[index] ?? 0n;
  }

  s64(index: number): bigint {
    return this.#signed[index] ?? 0n;
  }
}
