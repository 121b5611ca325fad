// Growth of memories and tables, as the gate records it: instructions and no host calls, but what comes of them depends on the
// host as well, and a replay must repeat it.
import type { CallSignature } from '../recording/record/call-signature.ts';

export type Grown = 'memory' | 'table';

/** A growth that is asked for, or, with `result`, done: the size before it in pages or elements, or -1. */
export interface Growth {
  readonly grown: Grown;
  readonly index: number;
  readonly asked: bigint;
  readonly result: bigint | undefined;
}

export const GROWTH_SIGNATURES: readonly CallSignature[] = (['memory', 'table'] as const).map((grown) => ({
  module: 'wasm',
  name: `${grown}.grow`,
  family: 'process',
  parameters: [
    { name: grown, kind: 'integer' },
    { name: 'delta', kind: 'integer', bits: 64 },
  ],
  result: 'size',
}));

/** The growth hook's words (rewrite/growth-function.ts) as a growth. */
export function growthOf(what: number, asked: bigint, result: bigint): Growth {
  const grown = (what & 2) === 0 ? 'memory' : 'table';
  return { grown, index: what >>> 2, asked, result: (what & 1) === 0 ? undefined : result };
}
