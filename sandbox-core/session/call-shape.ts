// What of a host function's arguments and bytes means the same in another build and another run, worked out once for each
// signature: values and texts do, addresses do not, and what came of a clock or of chance is expected to differ.
import type { CallSignature } from '../recording/record/call-signature.ts';

export interface CallShape {
  /** The same for the same function in both recordings. */
  readonly function: number;
  /** Parameters that are compared by value. */
  readonly values: readonly number[];
  /** Parameters that point to text. */
  readonly texts: readonly number[];
  /** Parameters that are points in time or precisions. */
  readonly times: readonly number[];
  /** Parameters that point to arrays of addresses: their bytes mean nothing elsewhere. */
  readonly addresses: readonly number[];
  /** Parameter that points to the answer, or -1. */
  readonly answer: number;
  readonly answerBytes: number;
  /** The whole of what it gives comes of a clock or of randomness. */
  readonly isChance: boolean;
  /** Whether the answer is a point in time. */
  readonly answersTime: boolean;
  /** Bytes that hold inode numbers and times of the host among others. */
  readonly layout: 'filestat' | 'dirents' | undefined;
}

/** Functions by number, over both recordings. */
export class FunctionNumbers {
  readonly #numbers = new Map<string, number>();

  get names(): readonly string[] {
    return [...this.#numbers.keys()].map((key) => key.slice(key.indexOf('\0') + 1));
  }

  shapes(signatures: readonly CallSignature[]): CallShape[] {
    return signatures.map((signature) => shapeOf(signature, this.#numberOf(signature)));
  }

  #numberOf({ module, name }: CallSignature): number {
    const key = `${module}\0${name}`;
    const number = this.#numbers.get(key) ?? this.#numbers.size;
    this.#numbers.set(key, number);
    return number;
  }
}

const POINTER_TABLES = new Set(['args_get', 'environ_get']);
const FILESTATS = new Set(['fd_filestat_get', 'path_filestat_get']);

function shapeOf(signature: CallSignature, number: number): CallShape {
  const { parameters, answer, family, name } = signature;
  const indices = parameters.map((_, index) => index);
  const tables = POINTER_TABLES.has(name) ? [0] : [];
  return {
    function: number,
    values: indices.filter((index) => isValue(signature, index)),
    texts: indices.filter((index) => parameters[index]?.kind === 'text'),
    times: indices.filter((index) => parameters[index]?.kind === 'timestamp'),
    addresses: [...indices.filter((index) => parameters[index]?.kind === 'vectors'), ...tables],
    answer: answer?.parameter ?? -1,
    answerBytes: answer?.bytes ?? 0,
    isChance: family === 'time' || family === 'random',
    answersTime: answer?.kind === 'timestamp',
    layout: FILESTATS.has(name) ? 'filestat' : name === 'fd_readdir' ? 'dirents' : undefined,
  };
}

/** The length of a text goes with the text, and how a list is cut into vectors is no matter. */
function isValue({ parameters }: CallSignature, index: number): boolean {
  const before = parameters[index - 1]?.kind;
  switch (parameters[index]?.kind) {
    case 'fd':
    case 'integer':
    case 'signed':
    case 'choice':
    case 'flags':
      return true;
    case 'length':
      return before !== 'text';
    case 'count':
      return before !== 'vectors';
    default:
      return false;
  }
}

/** Whether one of these parameters of the call, whose arguments begin at `first`, is this address. `words`: the arguments' halves. */
export function pointsTo(parameters: readonly number[], words: Int32Array, first: number, pointer: number): boolean {
  for (const parameter of parameters) if ((words[2 * (first + parameter)] ?? 0) >>> 0 === pointer) return true;
  return false;
}

/** The bytes with all that differs from host to host set to zero: inode and device numbers, times of files. */
export function withoutChance(layout: CallShape['layout'], bytes: Uint8Array): Uint8Array {
  if (layout === undefined) return bytes;
  const rest = bytes.slice();
  if (layout === 'filestat') {
    rest.fill(0, 0, 16);
    rest.fill(0, 40, 64);
    return rest;
  }
  // `dirent`: next cookie, inode, length of the name, type; then the name.
  const view = new DataView(rest.buffer, rest.byteOffset, rest.length);
  for (let at = 0; at + 24 <= rest.length; at += 24 + view.getUint32(at + 16, true)) rest.fill(0, at + 8, at + 16);
  return rest;
}
