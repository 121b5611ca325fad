// Chunks from the control thread to the guest's thread while the latter is busy running the guest: two slots of shared
// memory, filled and emptied in turn.
//
//   word 0, 1   state of slot 0, 1: EMPTY, FULL, or LAST (nothing follows)
//   word 2, 3   bytes in slot 0, 1
//   then        the slots, each with room for the largest chunk
import { CHUNK_CAPS, type Chunk } from '../../recording/record/chunk.ts';
import { decodeChunk, mostEncodedBytes, type ChunkBounds } from '../../recording/record/chunk-codec.ts';
import { SandboxError } from '../../base/errors.ts';
import type { ChunkSource } from './script.ts';

const EMPTY = 0;
const FULL = 1;
const LAST = 2;

const HEAD_BYTES = 64;
const SLOT_BYTES = Math.ceil(mostEncodedBytes(CHUNK_CAPS) / 8) * 8;
/** A stop that comes while a chunk is waited for is noticed this late. */
const WAIT_MILLISECONDS = 20;

export function createScriptSlots(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEAD_BYTES + 2 * SLOT_BYTES);
}

/** The control thread's end. */
export class ScriptWriter {
  readonly #buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  #slot = 0;

  constructor(buffer: SharedArrayBuffer) {
    this.#buffer = buffer;
    this.#words = new Int32Array(buffer, 0, HEAD_BYTES / 4);
  }

  /** Puts an encoded chunk into the next slot; false while that is still full. */
  offer(encoded: Uint8Array): boolean {
    if (encoded.length > SLOT_BYTES) throw new SandboxError('PROTOCOL', `a chunk of ${encoded.length} bytes`);
    return this.#put(FULL, encoded);
  }

  /** Says that nothing follows; false while the next slot is still full. */
  close(): boolean {
    return this.#put(LAST, new Uint8Array());
  }

  #put(state: number, bytes: Uint8Array): boolean {
    const slot = this.#slot;
    if (Atomics.load(this.#words, slot) !== EMPTY) return false;
    new Uint8Array(this.#buffer, HEAD_BYTES + slot * SLOT_BYTES, bytes.length).set(bytes);
    this.#words[2 + slot] = bytes.length;
    Atomics.store(this.#words, slot, state);
    Atomics.notify(this.#words, slot);
    this.#slot = 1 - slot;
    return true;
  }
}

export interface ScriptReaderOptions {
  readonly buffer: SharedArrayBuffer;
  readonly bounds: ChunkBounds;
  /** Word 0 non-zero: the run is to end. */
  readonly stop: Int32Array;
  /** Called when a slot has become empty. */
  emptied(): void;
}

/** The guest thread's end. */
export class ScriptReader implements ChunkSource {
  readonly #options: ScriptReaderOptions;
  readonly #words: Int32Array;
  #slot = 0;
  #over = false;

  constructor(options: ScriptReaderOptions) {
    this.#options = options;
    this.#words = new Int32Array(options.buffer, 0, HEAD_BYTES / 4);
  }

  next(): Chunk | undefined {
    if (this.#over || !this.#filled()) return undefined;
    const slot = this.#slot;
    if (Atomics.load(this.#words, slot) === LAST) {
      this.#over = true;
      return undefined;
    }
    const length = this.#words[2 + slot] ?? 0;
    const decoded = decodeChunk(
      new Uint8Array(this.#options.buffer, HEAD_BYTES + slot * SLOT_BYTES, length).slice(),
      this.#options.bounds,
    );
    if (!decoded.ok) throw new SandboxError('PROTOCOL', decoded.diagnostics[0]?.message ?? 'a faulty chunk');
    Atomics.store(this.#words, slot, EMPTY);
    this.#slot = 1 - slot;
    this.#options.emptied();
    return decoded.value;
  }

  /** False when the run was stopped while nothing came. */
  #filled(): boolean {
    while (Atomics.load(this.#words, this.#slot) === EMPTY) {
      if (Atomics.load(this.#options.stop, 0) !== 0) return false;
      Atomics.wait(this.#words, this.#slot, EMPTY, WAIT_MILLISECONDS);
    }
    return true;
  }
}
