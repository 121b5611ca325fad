// Which calls are slow: those in the slowest hundredth of their name, or ten times slower than its median. Durations are
// counted in narrow classes, each a sixteenth of a power of two wide, so that a million of them take a few kilobytes.
import type { CallColumns } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';

/** Fewer measured calls of a name have no slowest hundredth. */
const LEAST_FOR_HUNDREDTH = 100;
/** Fewer have no median worth the name. */
const LEAST_FOR_MEDIAN = 8;
const TIMES_MEDIAN = 10;
/** Of 32-bit durations. */
const CLASSES = 29 * 16;

export class SlowCalls {
  readonly #recording: Recording;
  /** How many calls of each class, by signature. */
  readonly #counts: (Uint32Array | undefined)[] = [];
  #chunks = 0;
  #rows = 0;
  /** Durations above this are slow, by signature; made anew when rows came. */
  #limits: Float64Array | undefined;

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  /** Rows taken in so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Takes in `most` rows or a little more; answers whether that were all. */
  takeIn(most: number): boolean {
    const { chunks } = this.#recording;
    for (let rows = 0; this.#chunks < chunks.length && rows < most; this.#chunks++) {
      const chunk = this.#recording.columns(this.#chunks);
      this.#takeChunk(chunk);
      rows += chunk.rows;
    }
    return this.#chunks === chunks.length;
  }

  isSlow(signature: number, duration: number): boolean {
    this.#limits ??= Float64Array.from(this.#counts, (counts) => limitOf(counts));
    return duration > (this.#limits[signature] ?? Infinity);
  }

  #takeChunk(chunk: CallColumns): void {
    this.#limits = undefined;
    for (let row = 0; row < chunk.rows; row++) {
      const duration = chunk.duration[row] ?? 0;
      if (duration === 0) continue;
      const signature = chunk.signature[row] ?? 0;
      const counts = (this.#counts[signature] ??= new Uint32Array(CLASSES));
      const place = classOf(duration);
      counts[place] = (counts[place] ?? 0) + 1;
    }
    this.#rows += chunk.rows;
  }
}

function limitOf(counts: Uint32Array | undefined): number {
  if (counts === undefined) return Infinity;
  const all = counts.reduce((sum, count) => sum + count, 0);
  const hundredth = all < LEAST_FOR_HUNDREDTH ? Infinity : endOf(classAt(counts, Math.ceil(all * 0.99)));
  const median = all < LEAST_FOR_MEDIAN ? Infinity : TIMES_MEDIAN * endOf(classAt(counts, Math.ceil(all / 2)));
  return Math.min(hundredth, median);
}

/** The class of the call at this place, from 1, when they stand by duration. */
function classAt(counts: Uint32Array, place: number): number {
  let passed = 0;
  for (let number = 0; number < CLASSES; number++) {
    passed += counts[number] ?? 0;
    if (passed >= place) return number;
  }
  return CLASSES - 1;
}

/** Up to 31 each duration is a class of its own. */
function classOf(duration: number): number {
  const shift = Math.max(0, 27 - Math.clz32(duration));
  return shift * 16 + (duration >>> shift);
}

/** The longest duration of a class. */
function endOf(number: number): number {
  if (number < 32) return number;
  const shift = Math.floor(number / 16) - 1;
  return (number - shift * 16 + 1) * 2 ** shift - 1;
}
