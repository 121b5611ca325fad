// Reads one frame of the tenant's protocol, which may be hostile: what is missing or too long reads as nothing and marks the
// frame as broken, so that a decoder reads to its end and asks once.

export class FrameReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #broken = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Nothing was missing or refused so far. */
  get sound(): boolean {
    return !this.#broken;
  }

  get more(): boolean {
    return !this.#broken && this.#at < this.#bytes.length;
  }

  /** Sound, and read to its last byte. */
  get whole(): boolean {
    return !this.#broken && this.#at === this.#bytes.length;
  }

  /** Marks the frame as broken: a value has a place but no meaning. */
  refuse(): void {
    this.#broken = true;
  }

  u8(): number {
    const at = this.#take(1);
    return at < 0 ? 0 : this.#view.getUint8(at);
  }

  u32(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getUint32(at, true);
  }

  f64(): number {
    const at = this.#take(8);
    return at < 0 ? 0 : this.#view.getFloat64(at, true);
  }

  i64(): bigint {
    const at = this.#take(8);
    return at < 0 ? 0n : this.#view.getBigInt64(at, true);
  }

  /** A whole number from 0 to 2^53-1. */
  count(): number {
    const value = this.f64();
    if (Number.isSafeInteger(value) && value >= 0) return value;
    this.refuse();
    return 0;
  }

  /** The entry of `list` that a byte names. */
  oneOf<Entry>(list: readonly Entry[]): Entry | undefined {
    const entry = list[this.u8()];
    if (entry === undefined) this.refuse();
    return entry;
  }

  /** A view on the frame. */
  bytes(most: number): Uint8Array {
    const length = this.u32();
    const at = length > most ? -1 : this.#take(length);
    if (at < 0) {
      this.refuse();
      return NOTHING;
    }
    return this.#bytes.subarray(at, at + length);
  }

  /** UTF-8; bytes that are none break the frame. */
  text(mostBytes: number): string {
    const bytes = this.bytes(mostBytes);
    try {
      return decoder.decode(bytes);
    } catch {
      this.refuse();
      return '';
    }
  }

  /** Where `length` bytes stand, or -1. */
  #take(length: number): number {
    const at = this.#at;
    if (this.#broken || length > this.#bytes.length - at) {
      this.#broken = true;
      return -1;
    }
    this.#at = at + length;
    return at;
  }
}

const NOTHING = new Uint8Array(0);
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
