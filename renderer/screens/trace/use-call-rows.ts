// The rows a filter shows. A filter that is not understood leaves the last good rows standing and says why.
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { CallRows } from '../../store/rows.ts';
import { useLayout, useWorkspace } from '../../store/use-workspace.ts';

export interface ShownRows {
  /** Null until the first answer. */
  readonly rows: CallRows | null;
  readonly failure: unknown;
  readonly busy: boolean;
  /** The filter of the person whose rows these are; while busy with another one, that of before. */
  readonly settled: string;
  readonly retry: () => void;
}

const GROW_MS = 200;

/** `filter` is what a person wrote; `where` holds the range of time besides. */
export function useCallRows(run: RunSummary, where: string, filter: string): ShownRows {
  const workspace = useWorkspace();
  const folded = useLayout((state) => state.fold);
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((before) => before + 1), []);
  const [shown, setShown] = useState<Omit<ShownRows, 'retry'>>({
    ...{ rows: null, failure: null, busy: true },
    settled: filter,
  });
  const asked = useRef(filter);
  useEffect(() => {
    asked.current = filter;
  });
  const kept = useRef<CallRows | null>(null);
  useEffect(() => {
    const next = workspace.rows(run.id, where, folded);
    let current = true;
    setShown((before) => ({ ...before, rows: before.rows, failure: before.rows === null ? null : before.failure, busy: true }));
    next.open().then(
      () => {
        if (!current) return next.close();
        kept.current?.close();
        kept.current = next;
        setShown({ rows: next, failure: null, busy: false, settled: asked.current });
      },
      (failure: unknown) => {
        if (current) setShown((before) => ({ ...before, failure, busy: false }));
      },
    );
    return () => {
      current = false;
      if (kept.current !== next) next.close();
    };
  }, [workspace, run.id, where, folded, attempt]);
  useGrowth(shown.rows, run);
  useSyncExternalStore(shown.rows?.subscribe ?? subscribeNever, () => shown.rows?.version ?? 0);
  return { ...shown, retry };
}

/** A run that goes on adds rows; asked for at most five times a second, and once more when it has ended. */
function useGrowth(rows: CallRows | null, run: RunSummary): void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    if (rows === null || rows.all >= run.calls) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void rows.grow();
    }, GROW_MS);
  }, [rows, run.calls, run.state]);
  useEffect(() => () => clearTimeout(timer.current), []);
}

function subscribeNever(): () => void {
  return () => undefined;
}
