// How to read the raw numbers of a host call: stored with each recording, so that a reader needs no host functions to
// name a flag, find a path or tell which bytes are the answer.
import type { Family } from '../../base/family.ts';

export type ParameterKind =
  | 'fd'
  | 'integer'
  | 'signed'
  | 'pointer'
  /** Pointer to text; its length is the next parameter. Shown as the text, from the bytes the host read there. */
  | 'text'
  | 'length'
  /** Pointer to an iovec or ciovec array; its count is the next parameter. Shown as the sum of bytes. */
  | 'vectors'
  | 'count'
  | 'timestamp'
  /** One of `names` by value. */
  | 'choice'
  /** A set of `names` by bit, lowest first. */
  | 'flags'
  /** Pointer to a place for an answer, described by `CallSignature.answer`. */
  | 'out';

export interface ParameterDescription {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly names?: readonly string[];
  /** 64 where the value has 64 bits; 32 otherwise. */
  readonly bits?: 64;
  /** Told among the details of a call, not in its row. */
  readonly minor?: true;
}

/** Where the answer of a successful call stands, when it is more than an errno. */
export interface AnswerDescription {
  readonly name: string;
  /** Index of the `out` parameter that points to it. */
  readonly parameter: number;
  readonly bytes: 1 | 2 | 4 | 8;
  readonly kind: 'fd' | 'integer' | 'timestamp' | 'length';
}

export interface CallSignature {
  readonly module: string;
  readonly name: string;
  readonly family: Family;
  readonly parameters: readonly ParameterDescription[];
  /**
   * `errno`: a WASI errno by number. `none`: it does not return a value (or does not return). `size`: the size before a growth, or
   * -1 where it did not grow.
   */
  readonly result: 'errno' | 'none' | 'size';
  readonly answer?: AnswerDescription;
}
