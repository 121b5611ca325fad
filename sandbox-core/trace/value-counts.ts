// How often each name, family, outcome and the like occurs in a recording: for completions with counts. Gathered chunk by
// chunk; its size does not grow with the run.
import { FAMILIES } from '../base/family.ts';
import { visibleText } from '../base/visible-text.ts';
import type { ValueCount } from '../query/complete.ts';
import type { Field } from '../query/fields.ts';
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { CallColumns } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';
import { errnoName } from './errno.ts';
import { rowFamilies } from './row-family.ts';

/** Counts by recording. Nothing but a memory of pure results: a recording's rows never change. */
const kept = new WeakMap<Recording, ValueCounts>();

/** The counts of this recording, with all that was taken in so far. */
export function valueCounts(recording: Recording): ValueCounts {
  const counts = kept.get(recording) ?? new ValueCounts(recording);
  kept.set(recording, counts);
  return counts;
}

export class ValueCounts {
  readonly #recording: Recording;
  readonly #familyOf: (chunk: CallColumns, index: number) => number;
  readonly #signatures = new Uint32Array(65_536);
  readonly #rules = new Uint32Array(65_536);
  readonly #actions = new Uint32Array(256);
  readonly #families = new Uint32Array(FAMILIES.length);
  readonly #outcomes = new Uint32Array(CALL_OUTCOMES.length);
  /** Errnos that no call should give are not counted. */
  readonly #errnos = new Uint32Array(256);
  #chunks = 0;

  constructor(recording: Recording) {
    this.#recording = recording;
    this.#familyOf = rowFamilies(recording.header);
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

  /** Values of a field, the most frequent first. What only an argument can be has no counts. */
  readonly of = (field: Field): readonly ValueCount[] => {
    const { signatures, actions } = this.#recording.header;
    switch (field.name) {
      case 'name':
        return counted(this.#signatures, (code) => visibleText(signatures[code]?.name ?? ''));
      case 'module':
        return counted(this.#signatures, (code) => visibleText(signatures[code]?.module ?? ''));
      case 'family':
        return counted(this.#families, (code) => FAMILIES[code] ?? '');
      case 'outcome':
        return counted(this.#outcomes, (code) => CALL_OUTCOMES[code] ?? '');
      case 'errno':
        return counted(this.#errnos, (code) => (code === 0 ? '' : errnoName(code)));
      case 'rule':
        return counted(this.#rules, String);
      case 'action':
        return counted(this.#actions, (code) => visibleText(actions[code] ?? ''));
      default:
        return [];
    }
  };

  #takeChunk(chunk: CallColumns): void {
    for (let row = 0; row < chunk.rows; row++) {
      add(this.#signatures, chunk.signature[row]);
      add(this.#rules, chunk.rule[row]);
      add(this.#actions, chunk.action[row]);
      add(this.#families, this.#familyOf(chunk, row));
      add(this.#outcomes, chunk.outcome[row]);
      add(this.#errnos, chunk.result[row]);
    }
  }
}

function add(counts: Uint32Array, code = 0): void {
  counts[code] = (counts[code] ?? 0) + 1;
}

/** Codes that read the same are one value; those without a text are left out. */
function counted(counts: Uint32Array, text: (code: number) => string): ValueCount[] {
  const sums = new Map<string, number>();
  for (const [code, count] of counts.entries()) {
    const value = count === 0 ? '' : text(code);
    if (value !== '') sums.set(value, (sums.get(value) ?? 0) + count);
  }
  return [...sums].map(([value, count]) => ({ value, count })).sort((one, other) => other.count - one.count);
}
