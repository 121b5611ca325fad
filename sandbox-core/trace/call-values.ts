// The raw numbers and bytes of one recorded call, as describing it takes them.
import { ACCESS_KINDS, type AccessKind } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';

const READ = ACCESS_KINDS.indexOf('read');
const WROTE = ACCESS_KINDS.indexOf('wrote');
const SECRET = ACCESS_KINDS.indexOf('secret');
const RESOURCE = ACCESS_KINDS.indexOf('resource');

const decoder = new TextDecoder();

export class CallValues {
  readonly chunk: Chunk;
  /** Place of the call in its chunk. */
  readonly index: number;
  readonly #firstArgument: number;
  readonly #arguments: number;
  readonly firstAccess: number;
  readonly endAccess: number;
  #resources: readonly string[] | undefined;

  constructor(chunk: Chunk, index: number) {
    this.chunk = chunk;
    this.index = index;
    this.#firstArgument = chunk.argumentStart[index] ?? 0;
    this.#arguments = (chunk.argumentStart[index + 1] ?? 0) - this.#firstArgument;
    this.firstAccess = chunk.accessStart[index] ?? 0;
    this.endAccess = chunk.accessStart[index + 1] ?? 0;
  }

  /** Undefined where the call was recorded with fewer arguments than its signature has parameters. */
  argument(parameter: number): bigint | undefined {
    return parameter < this.#arguments ? this.chunk.arguments[this.#firstArgument + parameter] : undefined;
  }

  /** An argument without sign. Signatures do not say its width: what fits 32 bits with a sign is taken for those. */
  unsigned(parameter: number): bigint {
    const value = this.argument(parameter) ?? 0n;
    return value >= 0n ? value : BigInt.asUintN(value >= -0x8000_0000n ? 32 : 64, value);
  }

  /** The first access of this kind to this place, or -1. */
  find(kind: AccessKind, pointer: number): number {
    const number = kind === 'read' ? READ : kind === 'wrote' ? WROTE : ACCESS_KINDS.indexOf(kind);
    for (let access = this.firstAccess; access < this.endAccess; access++) {
      if (isKind(this.chunk.accessKind[access] ?? 0, number) && this.chunk.accessPointer[access] === pointer) return access;
    }
    return -1;
  }

  /** The bytes kept of an access. */
  bytes(access: number): Uint8Array {
    return this.chunk.data.subarray(this.chunk.dataStart[access], this.chunk.dataStart[access + 1]);
  }

  /** The first `most` bytes of an access as text; what is no UTF-8 becomes U+FFFD. */
  text(access: number, most: number): string {
    const { data, dataStart } = this.chunk;
    const from = dataStart[access] ?? 0;
    const to = Math.min(dataStart[access + 1] ?? 0, from + most);
    return shortAscii(data, from, to) ?? decoder.decode(data.subarray(from, to));
  }

  /** The absolute guest paths (or whatever else) the policy was asked about. */
  get resources(): readonly string[] {
    this.#resources ??= this.#readResources();
    return this.#resources;
  }

  #readResources(): string[] {
    const found: string[] = [];
    for (let access = this.firstAccess; access < this.endAccess; access++) {
      if (this.chunk.accessKind[access] === RESOURCE) found.push(this.text(access, 4096));
    }
    return found;
  }
}

/** What is secret was written too. */
function isKind(found: number, wanted: number): boolean {
  return found === wanted || (wanted === WROTE && found === SECRET);
}

/** Most paths are short and plain, and a decoder costs more than all the rest of their row. */
function shortAscii(data: Uint8Array, from: number, to: number): string | undefined {
  if (to - from > 64) return undefined;
  let text = '';
  for (let at = from; at < to; at++) {
    const byte = data[at] ?? 0;
    if (byte >= 0x80) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
