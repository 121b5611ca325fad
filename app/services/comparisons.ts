// Two runs held against each other for the page: worked out in turns, kept for the windows that are asked for next.
import {
  compareHeaders,
  Comparison,
  traceRowsAt,
  visibleText,
  type AlignedLines,
  type Platform,
  type Recording,
} from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, CommandOutput, StreamInput, StreamItem } from '../contract/contract.ts';
import { encodeTable } from '../contract/table.ts';
import { LatelyUsed } from './lately-used.ts';
import { pause } from './latch.ts';

export interface ComparisonsOptions {
  readonly platform: Pick<Platform, 'timers'>;
  /** The recording with all that was written so far. Throws NOT_FOUND. */
  readonly recordingOf: (run: string) => Recording;
}

/** Some 10 bytes a call each. */
const MOST_KEPT = 2;
/** Rows worked on before other requests get their turn. */
const ROWS_AT_A_TIME = 8192;
/** Turns between two items of progress: with the pauses, not more than ten a second. */
const MILLISECONDS_BETWEEN = 100;

type Pair = { readonly a: string; readonly b: string };

interface Kept {
  readonly comparison: Comparison;
  done: number;
  all: number;
}

export class Comparisons {
  readonly #options: ComparisonsOptions;
  readonly #kept = new LatelyUsed<Kept>(MOST_KEPT);

  constructor(options: ComparisonsOptions) {
    this.#options = options;
  }

  async summary(input: CommandInput<'compare.summary'>, abort: AbortSignal): Promise<CommandOutput<'compare.summary'>> {
    const summary = (await this.#compared(input, abort)).summary();
    const { lines, differences, firstDifference, approximated, cut } = summary;
    return {
      headers: compareHeaders(...this.#recordings(input)).map((header) => ({ ...header })),
      functions: summary.functions.map((counts) => ({ ...counts, name: visibleText(counts.name) })),
      lines,
      differences,
      firstDifference: firstDifference ?? null,
      approximated,
      cut,
    };
  }

  async rows(input: CommandInput<'compare.rows'>, abort: AbortSignal): Promise<CommandOutput<'compare.rows'>> {
    const comparison = await this.#compared(input, abort);
    const window = comparison.window(input.from, input.count);
    return { lines: comparison.lines, table: tableOf(window, ...this.#recordings(input)) };
  }

  async nextDifference(
    input: CommandInput<'compare.next-difference'>,
    abort: AbortSignal,
  ): Promise<CommandOutput<'compare.next-difference'>> {
    const comparison = await this.#compared(input, abort);
    return { line: comparison.nextDifference(input.from, input.backwards) ?? null };
  }

  async *progress(input: StreamInput<'compare.progress'>, abort: AbortSignal): AsyncGenerator<StreamItem<'compare.progress'>> {
    const kept = this.#of(input);
    const compared = this.#finish(kept, abort).then(() => true);
    // Its failure is the last thing that is awaited; until then nobody else would hear of it.
    compared.catch(() => undefined);
    for (let done = false; !done && !abort.aborted;) {
      done = await Promise.race([compared, this.#wait(abort)]);
      yield { done: kept.done, all: kept.all };
    }
    await compared;
  }

  async #compared(pair: Pair, abort: AbortSignal): Promise<Comparison> {
    const kept = this.#of(pair);
    await this.#finish(kept, abort);
    return kept.comparison;
  }

  async #finish(kept: Kept, abort: AbortSignal): Promise<void> {
    const onProgress = (done: number, all: number): void => void ([kept.done, kept.all] = [done, all]);
    while (!kept.comparison.work({ most: ROWS_AT_A_TIME, onProgress })) {
      await pause(this.#options.platform, 0, abort);
      if (abort.aborted) throw new ContractError('CANCELLED', 'the request was taken back');
    }
  }

  async #wait(abort: AbortSignal): Promise<false> {
    await pause(this.#options.platform, MILLISECONDS_BETWEEN, abort);
    return false;
  }

  /** A run that went on since is compared anew. */
  #of(pair: Pair): Kept {
    const [a, b] = this.#recordings(pair);
    return this.#kept.get(`${pair.a} ${a.rows} ${pair.b} ${b.rows}`, () => {
      return { comparison: new Comparison(() => this.#recordings(pair)), done: 0, all: 0 };
    });
  }

  #recordings({ a, b }: Pair): readonly [Recording, Recording] {
    return [this.#options.recordingOf(a), this.#options.recordingOf(b)];
  }
}

function tableOf(window: AlignedLines, a: Recording, b: Recording): Uint8Array<ArrayBuffer> {
  const { kind, rowA, rowB, changes } = window;
  const [one, two] = [textsOf(a, rowA), textsOf(b, rowB)];
  const name = one.name.map((text, at) => (text === '' ? (two.name[at] ?? '') : text));
  return encodeTable({
    kind,
    rowA,
    rowB,
    changes,
    durationA: one.duration,
    durationB: two.duration,
    name,
    argumentsA: one.arguments,
    argumentsB: two.arguments,
    resultA: one.result,
    resultB: two.result,
  });
}

interface Texts {
  readonly name: string[];
  readonly arguments: string[];
  readonly result: string[];
  readonly duration: Float64Array;
}

/** The rows in words; empty where a line has none on this side. */
function textsOf(recording: Recording, rows: Float64Array): Texts {
  const found = traceRowsAt(
    recording,
    rows.filter((row) => row >= 0),
  );
  const texts: Texts = { name: [], arguments: [], result: [], duration: new Float64Array(rows.length) };
  let at = 0;
  for (const [line, row] of rows.entries()) {
    const place = row < 0 ? -1 : at++;
    texts.name.push(found.name[place] ?? '');
    texts.arguments.push(found.arguments[place] ?? '');
    texts.result.push(found.result[place] ?? '');
    texts.duration[line] = found.duration[place] ?? 0;
  }
  return texts;
}
