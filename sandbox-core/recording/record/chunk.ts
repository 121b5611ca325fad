// A chunk: some thousands of consecutive host calls as columns. The unit of transport, hashing and storage.

/**
 * Row i of a call has arguments `argumentStart[i] .. argumentStart[i+1]` and accesses `accessStart[i] .. accessStart[i+1]`;
 * access j has its stored bytes at `dataStart[j] .. dataStart[j+1]` of `data`, and `accessLength[j]` true ones.
 */
export interface Chunk extends CallColumns {
  readonly argumentStart: Uint32Array;
  readonly arguments: BigInt64Array;
  readonly accessStart: Uint32Array;
  /** Index into ACCESS_KINDS. */
  readonly accessKind: Uint8Array;
  readonly accessPointer: Float64Array;
  readonly accessLength: Uint32Array;
  readonly dataStart: Uint32Array;
  readonly data: Uint8Array;
  /** What an export left out, and is zeros here: `arguments`, `data`, or those bytes of `data` that are secret. */
  readonly hidden?: readonly ('arguments' | 'data' | 'secret')[];
}

/** Of a chunk, what is one number a call. */
export interface CallColumns {
  readonly firstRow: number;
  readonly rows: number;
  /** Index into the recording's signatures. */
  readonly signature: Uint16Array;
  /** Index into CALL_OUTCOMES. */
  readonly outcome: Uint8Array;
  /** Index into ACTIONS. */
  readonly action: Uint8Array;
  /** RuleId. */
  readonly rule: Uint16Array;
  /** Nanoseconds since the run's start. */
  readonly start: Float64Array;
  /** Nanoseconds, 0 where not measured; 2^32-1 stands for that and more. */
  readonly duration: Uint32Array;
  /** The value the guest got: an errno, or 0 where it got none. */
  readonly result: Int32Array;
  /** Pages of memory 0 when the call began. */
  readonly memoryPages: Uint32Array;
  /** Instructions of the guest until the call began, where they were counted. */
  readonly fuel?: Float64Array;
}

/** Most a chunk may hold; checked by who makes it and again by who receives it. */
export const CHUNK_CAPS = { rows: 4096, arguments: 65_536, accesses: 65_535, dataBytes: 4 << 20 } as const;
