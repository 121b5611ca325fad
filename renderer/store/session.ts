// What the engine has: its facts, modules and runs, and how the run in view is doing. Summaries only, never rows.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { IsolationStatus } from '../../app/contract/isolation-schema.ts';
import type { Session } from '../../app/contract/session-schemas.ts';
import type { AppInfo, ModuleSummary, RunSummary } from '../../app/contract/schemas.ts';

export interface Mark {
  readonly row: number;
  /** Nanoseconds since the run's start. */
  readonly time: number;
  readonly text: string;
}

export interface Notice {
  readonly title: string;
  readonly message: string;
  /** Takes back what the notice tells of, where it tells of no failure. */
  readonly undo?: () => void;
}

export interface SessionState {
  readonly info: AppInfo | null;
  /** What stands around a guest; null before the engine was asked. */
  readonly isolation: IsolationStatus | null;
  readonly modules: readonly ModuleSummary[];
  readonly runs: readonly RunSummary[];
  /** Session files by run, as asked for last, and how many runs are kept at most. */
  readonly kept: ReadonlyMap<string, Session>;
  readonly mostKept: number;
  /** Whether the lists have been heard of at least once. */
  readonly loaded: boolean;
  /** What the user waits for, in words. */
  readonly busy: string | null;
  /** What went wrong with the last thing the user asked for, or what it changed besides. */
  readonly notice: Notice | null;
  /** Standard input of the next run, by module, as text. */
  readonly stdin: ReadonlyMap<string, string>;
  /** What people marked, by run, as far as it was asked for. */
  readonly marks: ReadonlyMap<string, readonly Mark[]>;
}

export type SessionStore = StoreApi<SessionState>;

export function createSessionStore(): SessionStore {
  return createStore<SessionState>(() => ({
    info: null,
    isolation: null,
    modules: [],
    runs: [],
    kept: new Map(),
    mostKept: 0,
    loaded: false,
    busy: null,
    notice: null,
    stdin: new Map(),
    marks: new Map(),
  }));
}

/** The list with this run in its newest state. Runs are listed newest first. */
export function withRun(runs: readonly RunSummary[], run: RunSummary): readonly RunSummary[] {
  const rest = runs.filter((other) => other.id !== run.id);
  return [...rest, run].sort((left, right) => right.number - left.number);
}
