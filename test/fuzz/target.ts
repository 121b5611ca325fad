// What a fuzz target is: bytes to begin with, and a judge of any bytes.
import type { Random } from './seeded-random.ts';

export interface Judgement {
  /** What is wrong with how these bytes were treated. A throw counts as one, too. */
  readonly fault?: string | undefined;
  /** What happened, in a word or few: bytes that make something new happen join the corpus. */
  readonly happened: string;
}

export interface FuzzTarget {
  readonly name: string;
  corpus(): readonly Uint8Array[];
  judge(bytes: Uint8Array<ArrayBuffer>, random: Random): Judgement;
}

/** A judge that takes longer than this for a small input has found something as broken as a throw. */
const SLOW_MILLISECONDS = 2000;

/** The judgement of these bytes; a throw, or a long time, is a fault of the code that was tried. */
export function judged(target: FuzzTarget, bytes: Uint8Array<ArrayBuffer>, random: Random): Judgement {
  const began = performance.now();
  try {
    const judgement = target.judge(bytes, random);
    const took = performance.now() - began;
    return took > SLOW_MILLISECONDS ? { fault: `took ${Math.round(took)} ms`, happened: 'slow' } : judgement;
  } catch (thrown) {
    return { fault: thrown instanceof Error ? (thrown.stack ?? thrown.message) : 'threw something else', happened: 'thrown' };
  }
}
