// One target fuzzed for some time: bytes of the corpus are changed and judged, and those that make something new happen join
// the corpus. The same seed makes the same bytes in the same order.
import { mutate } from './mutate.ts';
import { seededRandom } from './seeded-random.ts';
import { judged, type FuzzTarget } from './target.ts';

export interface FuzzResult {
  readonly rounds: number;
  /** Different things that happened. */
  readonly happenings: number;
  readonly crash: { readonly bytes: Uint8Array; readonly fault: string } | undefined;
}

export interface FuzzOptions {
  readonly seed: number;
  readonly milliseconds: number;
}

const MOST_CORPUS = 1000;
const MOST_GROWN_BYTES = 20_000;

export function fuzzTarget(target: FuzzTarget, { seed, milliseconds }: FuzzOptions): FuzzResult {
  const random = seededRandom(seed);
  const corpus = [...target.corpus()];
  const given = corpus.length;
  const happened = new Set<string>();
  const deadline = performance.now() + milliseconds;
  let rounds = 0;
  for (; performance.now() < deadline; rounds += 1) {
    // What it begins with must be right as it is, too.
    const bytes = rounds < given ? new Uint8Array(corpus[rounds] ?? []) : mutate(corpus, random);
    const judgement = judged(target, bytes, random);
    if (judgement.fault !== undefined) return { rounds, happenings: happened.size, crash: { bytes, fault: judgement.fault } };
    if (happened.has(judgement.happened)) continue;
    happened.add(judgement.happened);
    if (corpus.length < MOST_CORPUS && bytes.length <= MOST_GROWN_BYTES) corpus.push(bytes);
  }
  return { rounds, happenings: happened.size, crash: undefined };
}
