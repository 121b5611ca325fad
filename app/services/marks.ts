// What people marked in a run: kept in its session file; while the run goes on in memory, and written when it has ended.
import { visibleText, type Note, type Platform } from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, CommandOutput } from '../contract/contract.ts';
import type { Recordings } from './recordings.ts';

export interface MarksOptions {
  readonly platform: Pick<Platform, 'clock' | 'log'>;
  readonly recordings: Recordings;
}

/** As many as a page lists; a file may hold more. */
const MOST_MARKS = 1000;
/** Runs whose marks are remembered. */
const MOST_RUNS = 100;

interface RunMarks {
  /** By row. */
  readonly notes: ReadonlyMap<number, Note>;
  /** The same set as long as the same rows are marked: filters that ask for them are kept by it. */
  readonly rows: ReadonlySet<number>;
  readonly isWritten: boolean;
}

export class Marks {
  readonly #options: MarksOptions;
  readonly #runs = new Map<string, RunMarks>();

  constructor(options: MarksOptions) {
    this.#options = options;
  }

  rowsOf(run: string): ReadonlySet<number> {
    return this.#of(run).rows;
  }

  list(run: string): CommandOutput<'marks.list'> {
    const recording = this.#options.recordings.of(run);
    const marks = [...this.#of(run).notes.values()].flatMap(({ row, text }) => {
      if (row === null || row >= recording.rows) return [];
      const chunk = recording.chunkOf(row);
      return [{ row, time: chunk.start[row - chunk.firstRow] ?? 0, text: visibleText(text) }];
    });
    return { marks: marks.sort((one, other) => one.row - other.row).slice(0, MOST_MARKS) };
  }

  /** Marks a call with a note, which may be empty. */
  set({ run, row, text }: CommandInput<'marks.set'>): CommandOutput<'marks.list'> {
    return this.#change(run, row, text);
  }

  remove({ run, row }: CommandInput<'marks.remove'>): CommandOutput<'marks.list'> {
    return this.#change(run, row, null);
  }

  #change(run: string, row: number, text: string | null): CommandOutput<'marks.list'> {
    const recording = this.#options.recordings.of(run);
    if (row >= recording.rows) throw new ContractError('NOT_FOUND', `call #${row + 1} is not there`);
    const notes = new Map(this.#of(run).notes);
    if (text === null) notes.delete(row);
    else if (!notes.has(row) && notes.size >= MOST_MARKS)
      throw new ContractError('CONFLICT', `a run has at most ${MOST_MARKS} marks`);
    else notes.set(row, { kind: 'mark', row, written: this.#options.platform.clock.wall(), text });
    const { rows } = this.#of(run);
    const isSame = rows.size === notes.size && [...notes.keys()].every((each) => rows.has(each));
    this.#runs.set(run, { notes, rows: isSame ? rows : new Set(notes.keys()), isWritten: false });
    this.#write(run);
    return this.list(run);
  }

  /** Writes what was marked in runs that have ended since. */
  flush(): void {
    for (const [run, { isWritten }] of this.#runs) if (!isWritten) this.#write(run);
  }

  #of(run: string): RunMarks {
    const known = this.#runs.get(run);
    if (known !== undefined) return known;
    const notes = new Map<number, Note>();
    for (const note of this.#options.recordings.of(run).notes())
      if (note.kind === 'mark' && note.row !== null && notes.size < MOST_MARKS) notes.set(note.row, note);
    const marks = { notes, rows: new Set(notes.keys()), isWritten: true };
    this.#runs.set(run, marks);
    for (const [oldest, { isWritten }] of this.#runs) {
      if (this.#runs.size <= MOST_RUNS) break;
      if (isWritten && oldest !== run) this.#runs.delete(oldest);
    }
    return marks;
  }

  /** A file takes notes once its run has ended. */
  #write(run: string): void {
    const marks = this.#of(run);
    try {
      const recording = this.#options.recordings.of(run);
      if (recording.outcome === undefined) return;
      const others = recording.notes().filter(({ kind }) => kind !== 'mark');
      this.#options.recordings.annotate(run, [...others, ...marks.notes.values()]);
    } catch (thrown) {
      // The run was removed, and its marks with it.
      if (thrown instanceof ContractError && thrown.code === 'NOT_FOUND') return void this.#runs.delete(run);
      // The marks stay in memory, and are tried again with the next one.
      this.#options.platform.log.write('warn', 'marks', `marks of ${run} were not written: ${visibleText(String(thrown))}`);
      return;
    }
    this.#runs.set(run, { ...marks, isWritten: true });
  }
}
