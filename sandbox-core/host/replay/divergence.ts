// Where a replay first did something else than its recording says: the call, what was expected there, and what came.

export const DIVERGENCE_KINDS = [
  'function',
  'argument',
  'bytes',
  'memory',
  'more-calls',
  'fewer-calls',
  'ending',
  'fuel',
] as const;

/**
 * `function`: another host function was called. `argument`: one differs. `bytes`: guest memory that the host had read holds
 * something else. `memory`: its size differs. `more-calls`, `fewer-calls`: the guest goes on past the recording's end, or ends
 * before it. `ending`, `fuel`: every call was the same, and the end or the count of instructions was not.
 */
export type DivergenceKind = (typeof DIVERGENCE_KINDS)[number];

export interface Divergence {
  readonly kind: DivergenceKind;
  /** Row of the recording; for what stands past its last call, the number of its rows. */
  readonly row: number;
  /** The host function that the recording has there; empty past its end. */
  readonly call: string;
  /** What differs, in words: `argument fd`, `byte 3 at 0x1f40`. */
  readonly part: string;
  /** Values as text, at most LONGEST_VALUE characters each. May be guest text. */
  readonly expected: string;
  readonly found: string;
}

export const LONGEST_VALUE = 200;

/** Some bytes in hexadecimal around a place, for a divergence. */
export function bytesText(bytes: Uint8Array, at: number): string {
  const from = Math.max(0, at - 4);
  const some = bytes.subarray(from, from + 16);
  return [...some].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
