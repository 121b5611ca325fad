// The entries that the filter leaves, asked for again while the log grows. A new answer takes the place of the old one when the
// lines in view are there, so that nothing flickers.
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { AuditList } from '../../../app/contract/audit-timeline-schemas.ts';
import { AuditLines } from '../../store/audit-lines.ts';
import { useSession, useWorkspace } from '../../store/use-workspace.ts';

export interface ShownList {
  readonly list: AuditList;
  readonly lines: AuditLines;
}

export interface AuditListState {
  /** Null until the first answer. */
  readonly shown: ShownList | null;
  readonly failure: unknown;
  readonly version: number;
  readonly again: () => void;
  /** Tells which places are in view. */
  readonly want: (from: number, to: number) => void;
}

/** A run that goes on makes entries all the time; more often nobody reads. */
const PAUSE_MS = 500;

export function useAuditList(): AuditListState {
  const { client, auditView } = useWorkspace();
  const where = useStore(auditView, (state) => state.where);
  const growth = useGrowth();
  const [attempt, setAttempt] = useState(0);
  const [shown, setShown] = useState<ShownList | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const view = useRef({ from: 0, to: 0 });
  useEffect(() => {
    let current = true;
    const ask = async (): Promise<void> => {
      const list = await client.call('audit.list', { where });
      const lines = new AuditLines(client, where, list.matching);
      lines.want(view.current.from, view.current.to);
      await lines.ready(Math.min(Math.max(0, list.matching - 1), view.current.from));
      if (!current) return;
      setShown({ list, lines });
      setFailure(null);
    };
    ask().catch((thrown: unknown) => current && setFailure(thrown));
    return () => {
      current = false;
    };
  }, [client, where, growth, attempt]);
  const version = useSyncExternalStore(shown?.lines.subscribe ?? subscribeNever, () => shown?.lines.version ?? 0);
  const again = useCallback(() => setAttempt((before) => before + 1), []);
  const want = useCallback(
    (from: number, to: number) => {
      view.current = { from, to };
      shown?.lines.want(from, to);
    },
    [shown],
  );
  return { shown, failure, version, again, want };
}

/** A number that changes when runs begin, go on or end, at most twice a second. */
function useGrowth(): number {
  const now = useSession(({ runs }) => runs.reduce((sum, run) => sum + run.calls + (run.state === 'ended' ? 2 : 1), 0));
  const [told, setTold] = useState(now);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(now);
  useEffect(() => {
    latest.current = now;
    if (now === told) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setTold(latest.current);
    }, PAUSE_MS);
  }, [now, told]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return told;
}

function subscribeNever(): () => void {
  return () => undefined;
}
