// The recorded calls of a run, read for the page: windows of rows, one call in full, the next failure, the whole at a glance.
import {
  completeQuery,
  diagnosticOf,
  foldIndex,
  gatherOverview,
  gatherRange,
  matchingRows,
  nextFailure,
  overview,
  OverviewWindow,
  parseQuery,
  rangeTotals,
  suggestQuery,
  traceFields,
  valueCounts,
  type MatchingRows,
  type Overview,
  type Platform,
  type Recording,
  type TimeSpan,
} from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, CommandOutput } from '../contract/contract.ts';
import type { CallDetails } from '../contract/schemas.ts';
import { callForPage } from './call-for-page.ts';
import { pause } from './latch.ts';
import { linesOf, tableOf } from './trace-lines.ts';

export interface TraceOptions {
  readonly platform: Pick<Platform, 'timers'>;
  /** The recording with all that was written so far. Throws NOT_FOUND. */
  readonly recordingOf: (run: string) => Recording;
  /** Rows that people marked; the same set as long as they are the same rows. */
  readonly markedIn: (run: string) => ReadonlySet<number>;
}

/** Rows judged or gathered before other requests get their turn: some 20 ms where each must be put into words. */
const ROWS_AT_A_TIME = 8192;
/** Rows and marks of one answer about matches. */
const MOST_MATCHES = 1000;

export class Trace {
  readonly #options: TraceOptions;

  constructor(options: TraceOptions) {
    this.#options = options;
  }

  async rows(input: CommandInput<'trace.rows'>, abort: AbortSignal): Promise<CommandOutput<'trace.rows'>> {
    const { recording, matching } =
      input.fold === undefined ? await this.#matching(input, abort) : await this.#folded(input, abort);
    const shown = input.fold === undefined ? matching.count : foldIndex(recording, matching).count(input.fold);
    return {
      ...{ matching: matching.count, all: recording.rows, shown },
      table: tableOf(recording, linesOf(recording, matching, input)),
    };
  }

  async place(input: CommandInput<'trace.place'>, abort: AbortSignal): Promise<CommandOutput<'trace.place'>> {
    if (input.fold !== undefined) {
      const { recording, matching } = await this.#folded(input, abort);
      return { place: foldIndex(recording, matching).lineOf(input.row, input.fold) ?? null };
    }
    const { matching } = await this.#matching(input, abort);
    const place = matching.placeOf(input.row);
    return { place: place < matching.count && matching.rowAt(place) === input.row ? place : null };
  }

  call({ run, row }: CommandInput<'trace.call'>): CallDetails {
    const recording = this.#options.recordingOf(run);
    if (row >= recording.rows)
      throw new ContractError('NOT_FOUND', `call #${row + 1} is not there; ${recording.rows} are recorded`);
    return callForPage(recording, row);
  }

  async nextFailure(input: CommandInput<'trace.next-failure'>, abort: AbortSignal): Promise<CommandOutput<'trace.next-failure'>> {
    const { recording, matching } = await this.#matching(input, abort);
    const found = nextFailure(recording, input.from, input.backwards, matching);
    return found ? { row: found.row, place: found.place } : { row: null, place: null };
  }

  /** Nothing here is refused: what is wrong with a text that is being typed is the answer. */
  async complete(
    { run, text, cursor }: CommandInput<'trace.complete'>,
    abort: AbortSignal,
  ): Promise<CommandOutput<'trace.complete'>> {
    const recording = await this.#counted(run, abort);
    const table = traceFields(recording.header, true);
    const parsed = parseQuery(text, table);
    const { from, to, items } = completeQuery(text, cursor, table, valueCounts(recording).of);
    return {
      fault: parsed.ok ? null : { message: parsed.fault.message, from: parsed.fault.from, to: parsed.fault.to },
      from,
      to,
      items: items.map((item) => ({ text: item.text, help: item.help, count: item.count ?? null })),
    };
  }

  async suggest({ run, where }: CommandInput<'trace.suggest'>, abort: AbortSignal): Promise<CommandOutput<'trace.suggest'>> {
    const recording = await this.#counted(run, abort);
    const table = traceFields(recording.header, true);
    const parsed = parseQuery(where, table);
    const meant = parsed.ok ? suggestQuery(parsed.value, table, valueCounts(recording).of) : undefined;
    if (meant === undefined) return { meant: null };
    const { matching } = await this.#matching({ run, where: meant }, abort);
    return { meant: matching.count === 0 ? null : { where: meant, matching: matching.count } };
  }

  async matches(input: CommandInput<'trace.matches'>, abort: AbortSignal): Promise<CommandOutput<'trace.matches'>> {
    const { matching } = await this.#matching(input, abort);
    const first = matching.placeOf(input.from);
    const last = matching.placeOf(input.to + 1);
    const rows = matching.rows(first, Math.min(MOST_MATCHES, Math.max(0, last - first)));
    return { matching: matching.count, rows: [...rows], marks: matching.marks(MOST_MATCHES).map((mark) => ({ ...mark })) };
  }

  async nextMatch(input: CommandInput<'trace.next-match'>, abort: AbortSignal): Promise<CommandOutput<'trace.next-match'>> {
    const { matching } = await this.#matching(input, abort);
    const place = input.backwards ? matching.placeOf(Math.max(0, input.from)) - 1 : matching.placeOf(input.from + 1);
    const found = place >= 0 && place < matching.count;
    return { row: found ? matching.rowAt(place) : null, place: found ? place : null, matching: matching.count };
  }

  async overview(
    { run, buckets, span }: CommandInput<'trace.overview'>,
    abort: AbortSignal,
  ): Promise<CommandOutput<'trace.overview'>> {
    const recording = await this.#gathered(run, abort);
    const shown = span === undefined ? overview(recording, buckets) : await this.#window(run, span, buckets, abort);
    return {
      end: shown.end,
      span: { ...shown.span },
      calls: [...shown.calls],
      memory: [...shown.memory],
      fuel: [...shown.fuel],
      marks: shown.marks.map((mark) => ({ ...mark })),
      totals: [...shown.totals],
    };
  }

  async range({ run, span }: CommandInput<'trace.range'>, abort: AbortSignal): Promise<CommandOutput<'trace.range'>> {
    await this.#gathered(run, abort);
    for (;;) {
      const recording = this.#options.recordingOf(run);
      if (gatherRange(recording, span, ROWS_AT_A_TIME)) return { ...rangeTotals(recording, span) };
      await this.#turn(abort);
    }
  }

  async #window(run: string, { from, to }: TimeSpan, buckets: number, abort: AbortSignal): Promise<Overview> {
    const window = new OverviewWindow({ from, to: Math.max(to, from + 1) }, buckets);
    for (;;) {
      const recording = this.#options.recordingOf(run);
      if (window.takeIn(recording, ROWS_AT_A_TIME)) return window.overview(recording);
      await this.#turn(abort);
    }
  }

  /** The recording with its shape taken in, in turns. */
  async #gathered(run: string, abort: AbortSignal): Promise<Recording> {
    for (;;) {
      const recording = this.#options.recordingOf(run);
      if (gatherOverview(recording, ROWS_AT_A_TIME)) return recording;
      await this.#turn(abort);
    }
  }

  /** The recording with all its values counted, in turns. */
  async #counted(run: string, abort: AbortSignal): Promise<Recording> {
    for (;;) {
      const recording = this.#options.recordingOf(run);
      if (valueCounts(recording).takeIn(ROWS_AT_A_TIME)) return recording;
      await this.#turn(abort);
    }
  }

  /** The matching calls with their runs of like calls found, in turns. */
  async #folded(
    input: { readonly run: string; readonly where: string },
    abort: AbortSignal,
  ): Promise<{ recording: Recording; matching: MatchingRows }> {
    for (;;) {
      const found = await this.#matching(input, abort);
      if (foldIndex(found.recording, found.matching).takeIn(ROWS_AT_A_TIME)) return found;
      await this.#turn(abort);
    }
  }

  /** Judges in turns, so that a filter over a million calls holds up nobody else. */
  async #matching(
    { run, where }: { readonly run: string; readonly where: string },
    abort: AbortSignal,
  ): Promise<{ recording: Recording; matching: MatchingRows }> {
    for (;;) {
      // Asked for again each time: meanwhile it may have been closed in favour of others, or have grown.
      const recording = this.#options.recordingOf(run);
      const judged = matchingRows(recording, where, { most: ROWS_AT_A_TIME, marked: this.#options.markedIn(run) });
      if (!judged.ok) throw new ContractError('BAD_REQUEST', judged.fault.message, [diagnosticOf(judged.fault)]);
      if (judged.value.judged >= recording.rows) return { recording, matching: judged.value };
      await this.#turn(abort);
    }
  }

  /** Lets other requests have their turn. */
  async #turn(abort: AbortSignal): Promise<void> {
    await pause(this.#options.platform, 0, abort);
    if (abort.aborted) throw new ContractError('CANCELLED', 'the request was taken back');
  }
}
