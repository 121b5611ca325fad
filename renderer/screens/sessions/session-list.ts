// Kept runs as the screen lists them: run and file together, filtered by plain words, sorted by one column.
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { Session } from '../../../app/contract/session-schemas.ts';

export interface KeptRun {
  readonly run: RunSummary;
  readonly size: number;
  /** It was opened from a file. */
  readonly isForeign: boolean;
  readonly tags: readonly string[];
  readonly note: string;
}

export type SortColumn = 'run' | 'module' | 'calls' | 'denied' | 'size';

export interface Sorting {
  readonly by: SortColumn;
  readonly downwards: boolean;
}

/** Of a run whose file was not heard of yet, nothing is known. */
export function keptRuns(runs: readonly RunSummary[], sessions: ReadonlyMap<string, Session>): readonly KeptRun[] {
  return runs.map((run) => {
    const session = sessions.get(run.id);
    const { size = 0, isForeign = false, tags = [], note = '' } = session ?? {};
    return { run, size, isForeign, tags, note };
  });
}

/** Runs that have every word somewhere: in `run 12`, the module, the ending, a tag or the note. */
export function matchingRuns(kept: readonly KeptRun[], filter: string): readonly KeptRun[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return kept;
  return kept.filter(({ run, tags, note }) => {
    const text = [`run ${run.number}`, run.moduleName, run.sentence ?? run.state, ...tags, note].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Equal ones stay newest first. */
export function sortedRuns(kept: readonly KeptRun[], { by, downwards }: Sorting): readonly KeptRun[] {
  const way = downwards ? -1 : 1;
  return kept.toSorted((left, right) => way * compared(left, right, by) || right.run.number - left.run.number);
}

function compared(left: KeptRun, right: KeptRun, by: SortColumn): number {
  switch (by) {
    case 'run':
      return left.run.number - right.run.number;
    case 'module':
      return left.run.moduleName.localeCompare(right.run.moduleName);
    case 'calls':
      return left.run.calls - right.run.calls;
    case 'denied':
      return left.run.denials - right.run.denials;
    case 'size':
      return left.size - right.size;
  }
}

export function sizeInSum(kept: readonly KeptRun[]): number {
  return kept.reduce((sum, { size }) => sum + size, 0);
}

/** `nightly, slow` as tags: each once, no empty ones, 64 characters at most. */
export function tagsOf(text: string): readonly string[] {
  const tags = text.split(',').map((tag) => tag.trim().slice(0, 64));
  return [...new Set(tags)].filter((tag) => tag !== '').slice(0, 32);
}

/** The run in view after this one is gone: the one below it, else the one above. */
export function neighbourOf(kept: readonly KeptRun[], run: string): string | null {
  const at = kept.findIndex((each) => each.run.id === run);
  return (kept[at + 1] ?? kept[at - 1])?.run.id ?? null;
}

/** The two to be compared, the older one as A: two that are marked, or the one marked and the one in view, or that and the run of its module before. */
export function pairOf(
  runs: readonly RunSummary[],
  marked: readonly string[],
  shown: string | null,
): { readonly a: string; readonly b: string } | null {
  const chosen = new Set([...marked, ...(marked.length < 2 && shown !== null ? [shown] : [])]);
  const pair = runs.filter(({ id }) => chosen.has(id)).toSorted((left, right) => left.number - right.number);
  const [one, two] = pair;
  if (one === undefined) return null;
  if (two !== undefined) return { a: one.id, b: two.id };
  const before = runs
    .filter(({ id, module, number }) => id !== one.id && module === one.module && number < one.number)
    .toSorted((left, right) => right.number - left.number)[0];
  const other = before ?? runs.find(({ id }) => id !== one.id);
  return other === undefined ? null : { a: other.id, b: one.id };
}
