// Find, which keeps all rows in sight: which of them match, how many there are, and the way from one to the next.
import { useCallback, useEffect, useMemo, useState } from 'react';
import { InTurn } from '../../store/in-turn.ts';
import type { CallRows } from '../../store/rows.ts';
import { usePlace, useWorkspace } from '../../store/use-workspace.ts';
import { joinedFilter } from './filter-text.ts';

export interface Found {
  /** Recorded rows in view that match. */
  readonly rows: ReadonlySet<number>;
  readonly matching: number;
  /** Place of the selected call among all that match, from 0; null where it is none of them. */
  readonly place: number | null;
  readonly step: (backwards: boolean) => void;
}

const NONE: ReadonlySet<number> = new Set();

/** `text` is a good filter or empty; it looks among the rows that the filter shows. */
export function useFind(rows: CallRows | null, text: string, first: number, last: number): Found {
  const { client, place, traceWindow, announcements } = useWorkspace();
  const run = rows?.query.run ?? '';
  const where = text.trim() === '' ? '' : joinedFilter(rows?.query.where ?? '', text);
  const [from, to] = [rows?.at(first)?.row ?? 0, rows?.at(Math.max(first, last - 1))?.row ?? 0];
  const [seen, setSeen] = useState<{ where: string; rows: ReadonlySet<number>; matching: number } | null>(null);
  const [stood, setStood] = useState<{ where: string; row: number; place: number } | null>(null);
  const selected = usePlace(({ selection }) => (selection?.kind === 'call' && selection.run === run ? selection.row : null));
  const all = rows?.all ?? 0;
  useEffect(() => {
    if (where === '') return;
    let current = true;
    void client.call('trace.matches', { run, where, from, to }).then(
      (answer) => {
        if (!current) return;
        setSeen({ where, rows: new Set(answer.rows), matching: answer.matching });
        traceWindow.setState({ found: answer.marks.map(({ time }) => time) });
      },
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [client, run, where, from, to, all, traceWindow]);
  useEffect(() => (where === '' ? traceWindow.setState({ found: [] }) : undefined), [where, traceWindow]);
  useEffect(() => () => traceWindow.setState({ found: [] }), [traceWindow]);
  const turns = useMemo(() => new InTurn(), []);
  const step = useCallback(
    (backwards: boolean) =>
      turns.run(async () => {
        if (where === '') return;
        const { selection } = place.getState().place;
        const stands = selection?.kind === 'call' && selection.run === run;
        const at = stands ? selection.row : backwards ? all : -1;
        const answer = await client.call('trace.next-match', { run, where, from: at, backwards });
        if (answer.row === null || answer.place === null)
          return announcements.getState().say(backwards ? 'No earlier match.' : 'No later match.');
        setStood({ where, row: answer.row, place: answer.place });
        announcements.getState().say(`${answer.place + 1} of ${answer.matching}`);
        place.getState().move({ selection: { kind: 'call', run, row: answer.row } });
      }),
    [client, run, where, all, place, announcements, turns],
  );
  const here = seen !== null && seen.where === where ? seen : null;
  const stands = stood !== null && stood.where === where && stood.row === selected;
  return { rows: here?.rows ?? NONE, matching: here?.matching ?? 0, place: stands ? stood.place : null, step };
}
