// What the guest did: every host call of one run in order, live or afterwards.
import { useCallback, useEffect, useMemo, useRef, useState, type JSX, type RefObject } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import type { CallRow } from '../../store/call-row.ts';
import type { TimeMode } from '../../store/layout.ts';
import type { CallRows } from '../../store/rows.ts';
import { filterWithin } from '../../store/time-range.ts';
import { useRange } from '../../store/use-range.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { useModule, usePlace, useRun, useWorkspace } from '../../store/use-workspace.ts';
import type { Workspace } from '../../store/workspace.ts';
import { Button } from '../../ui/button.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Busy, Broken, Empty } from '../../ui/states.tsx';
import { countText, thousands } from '../../ui/quantities.ts';
import type { RowsHandle } from '../../ui/rows.tsx';
import { describeFailure } from '../../ui/view-boundary.tsx';
import { CallTable } from './call-table.tsx';
import { CallMenu } from './call-menu.tsx';
import { FilterBar } from './filter-bar.tsx';
import { joinedFilter } from './filter-text.ts';
import { FindBar } from './find-bar.tsx';
import { Lanes } from './lanes.tsx';
import { lastWhole } from './last-whole.ts';
import { HeldBanner, PendingRow } from './held-banner.tsx';
import { StepBar } from './step-bar.tsx';
import { markCommands } from './marks.tsx';
import { RunBanner } from './run-banner.tsx';
import { useFind } from './use-find.ts';
import { useCallRows } from './use-call-rows.ts';
import './trace-screen.css';

export function TraceMain(): JSX.Element {
  const run = useRun();
  return run === null ? <NoRun /> : <RunTrace key={run.id} run={run} />;
}

function NoRun(): JSX.Element {
  const workspace = useWorkspace();
  const module = useModule();
  if (module === null) {
    return (
      <Empty icon="trace" title="No run yet" why="Calls appear here as a guest makes them. Open a module first.">
        <Button
          kind="primary"
          large
          icon="modules"
          keys="Ctrl+1"
          onPress={() => workspace.place.getState().go({ screen: 'modules' })}
        >
          Modules
        </Button>
      </Empty>
    );
  }
  return (
    <Empty icon="trace" title="No run yet" why="Calls appear here as the guest makes them.">
      <Button
        kind="primary"
        large
        icon="play"
        keys="F5"
        disabled={module.kind === 'refused'}
        onPress={() => void workspace.startRun()}
      >
        Run {module.name}
      </Button>
    </Empty>
  );
}

function RunTrace({ run }: { readonly run: RunSummary }): JSX.Element {
  const workspace = useWorkspace();
  const filter = usePlace((place) => place.filter);
  const range = useRange(run.id);
  const where = filterWithin(range, filter);
  const { rows, failure, busy, settled, retry } = useCallRows(run, where, filter);
  const table = useRef<RowsHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const onFilterDone = useCallback(() => table.current?.focus(), []);
  const [view, setView] = useState<View>({ first: 0, last: 0 });
  const tail = useTail(run, rows);
  const active = useActivePlace(rows, table, run.id);
  const onView = useView(rows, setView);
  useShownTimes(rows, view.first, view.last);
  const [find, setFind] = useState<{ readonly text: string; readonly asked: number } | null>(null);
  const found = useFind(rows, find?.text ?? '', view.first, view.last);
  const [menu, setMenu] = useState<{ call: CallRow; column: string; x: number; y: number } | null>(null);
  const onMenu = useCallback((call: CallRow, column: string, x: number, y: number) => setMenu({ call, column, x, y }), []);
  const closeMenu = useCallback(() => {
    setMenu(null);
    table.current?.focus();
  }, []);
  const onFindText = useCallback((text: string) => setFind((before) => before && { ...before, text }), []);
  const commands = useMemo(() => traceCommands(workspace, field), [workspace]);
  useCommands(commands);
  const { step } = found;
  const finding = find !== null;
  const findCommands = useMemo(
    () =>
      commandsOfFind(() => setFind((before) => ({ text: before?.text ?? '', asked: (before?.asked ?? 0) + 1 })), finding, step),
    [finding, step],
  );
  useCommands(findCommands);

  if (rows === null) {
    if (failure !== null) {
      const { code, message } = describeFailure(failure);
      return <Broken title="The calls of this run cannot be read" code={code} message={message} onRetry={retry} />;
    }
    return <Busy title={`Reading run ${run.number}`} says={countText(run.calls, 'call')} />;
  }
  return (
    <>
      {run.state !== 'ended' && <StepBar run={run} />}
      {run.held === null ? <RunBanner run={run} /> : <HeldBanner run={run} />}
      <Lanes rows={rows} version={rows.version} first={view.first} last={view.last} />
      <FilterBar {...{ run, rows, failure, busy, settled, field }} onDone={onFilterDone} />
      {find !== null && (
        <FindBar
          run={run}
          found={found}
          text={find.text}
          asked={find.asked}
          onText={onFindText}
          onClose={() => {
            setFind(null);
            table.current?.focus();
          }}
        />
      )}
      {rows.all === 0 ? (
        <NoCalls run={run} />
      ) : rows.matching === 0 ? (
        <NothingMatches
          run={run.id}
          where={rows.query.where}
          all={rows.all}
          onClear={() => workspace.place.getState().move({ filter: '' })}
        />
      ) : (
        <div className="calls">
          <CallTable
            rows={rows}
            version={rows.version}
            run={run}
            active={active}
            handle={table}
            onView={onView}
            onAtEnd={tail.onAtEnd}
            followEnd={tail.follows}
            onSelect={tail.release}
            found={found.rows}
            onMenu={onMenu}
          />
          {menu !== null && (
            <CallMenu
              {...menu}
              onClose={closeMenu}
              onFilter={(term) => workspace.place.getState().go({ filter: joinedFilter(filter, term) })}
              onStop={(term) => workspace.breakpoints.getState().add({ where: term, phase: 'before', skip: 0, on: true })}
              onNext={(term) => void workspace.nextMatch(joinedFilter(filter, term), menu.call.row)}
            />
          )}
          {tail.newer > 0 && (
            <button type="button" className="newer" onClick={tail.rejoin}>
              {thousands(String(tail.newer)).join('\u202f')} newer ↓
            </button>
          )}
        </div>
      )}
      <PendingRow run={run} />
    </>
  );
}

function NoCalls({ run }: { readonly run: RunSummary }): JSX.Element {
  return run.state === 'ended' ? (
    <Empty icon="trace" title="This run made no host calls" why={run.sentence ?? 'It asked for nothing.'} />
  ) : (
    <Empty icon="trace" title="No host calls so far" why="The guest computes and has not asked for anything yet." />
  );
}

interface NothingMatchesProps {
  readonly run: string;
  readonly where: string;
  readonly all: number;
  readonly onClear: () => void;
}

function NothingMatches({ run, where, all, onClear }: NothingMatchesProps): JSX.Element {
  const { client, place } = useWorkspace();
  const { value } = useAnswer(`${run} ${where}`, all, () => client.call('trace.suggest', { run, where }));
  const meant = value?.meant ?? null;
  return (
    <Empty
      icon="search"
      title={`0 of ${countText(all, 'call')}`}
      why={meant === null ? 'No call matches this filter.' : 'No call matches this filter. Did you mean this?'}
    >
      {meant !== null && (
        <Button kind="primary" onPress={() => place.getState().move({ filter: meant.where })}>
          <span className="data">{meant.where}</span>
          <Figure value={meant.matching} />
        </Button>
      )}
      <Button keys="Esc" onPress={onClear}>
        Clear the filter
      </Button>
    </Empty>
  );
}

interface View {
  readonly first: number;
  readonly last: number;
}

const FOLLOW_MS = 80;

interface Tail {
  readonly follows: boolean;
  /** Rows that came since the user left the end. */
  readonly newer: number;
  readonly onAtEnd: (atEnd: boolean) => void;
  readonly release: () => void;
  readonly rejoin: () => void;
}

/** Rows are asked for at once; the timelines follow the view a moment later, so that scrolling has the frame to itself. */
function useView(rows: CallRows | null, show: (view: View) => void): (first: number, last: number) => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef<View>({ first: 0, last: 0 });
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (first: number, last: number) => {
      rows?.want(first, last);
      latest.current = { first, last };
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        show(latest.current);
      }, FOLLOW_MS);
    },
    [rows, show],
  );
}

/** A live list sticks to its end until the user scrolls or selects; then it stands still and counts what is newer. */
function useTail(run: RunSummary, rows: CallRows | null): Tail {
  const live = run.state !== 'ended';
  // A run that was watched from its start is followed to its very last row, which comes after its end.
  const [startedLive] = useState(live);
  const [follows, setFollows] = useState(live);
  const left = useRef<number | null>(null);
  const count = rows?.matching ?? 0;
  const onAtEnd = useCallback(
    (atEnd: boolean) => {
      if (atEnd) left.current = null;
      else left.current ??= rows?.matching ?? 0;
      setFollows(atEnd && startedLive);
    },
    [rows, startedLive],
  );
  const release = useCallback(() => {
    left.current ??= rows?.matching ?? 0;
    setFollows(false);
  }, [rows]);
  const rejoin = useCallback(() => {
    left.current = null;
    setFollows(true);
  }, []);
  const newer = live && !follows && left.current !== null ? Math.max(0, count - left.current) : 0;
  return { follows, newer, onAtEnd, release, rejoin };
}

/** Where the selected call stands among the rows shown, or -1. Follows a selection made elsewhere into view. */
function useActivePlace(rows: CallRows | null, table: RefObject<RowsHandle | null>, run: string): number {
  const row = usePlace(({ selection }) => (selection?.kind === 'call' && selection.run === run ? selection.row : null));
  const [found, setFound] = useState<{ readonly rows: CallRows; readonly row: number; readonly place: number | null } | null>(
    null,
  );
  const known = row === null || rows === null ? -1 : placeAtHand(rows, row);
  useEffect(() => {
    if (rows === null || row === null) return;
    if (known >= 0) return table.current?.reveal(known, true);
    let current = true;
    void rows.placeOf(row).then(
      (place) => {
        if (!current) return;
        setFound({ rows, row, place });
        if (place !== null) table.current?.reveal(place, true);
      },
      // The rows ask the same engine, and say why it does not answer.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [rows, row, known, table, rows?.layoutVersion]);
  if (known >= 0) return known;
  return found !== null && found.rows === rows && found.row === row ? (found.place ?? -1) : -1;
}

/** Where every call is a line a row's number is its place; else it may be among the lines that are here. */
function placeAtHand(rows: CallRows, row: number): number {
  if (rows.query.where === '' && !rows.query.folded) return row < rows.matching ? row : -1;
  return rows.lineAtHand(row);
}

/** Tells the overview which span of time is in view here. */
function useShownTimes(rows: CallRows | null, first: number, last: number): void {
  const { traceWindow } = useWorkspace();
  const from = rows?.at(first)?.time;
  const whole = rows !== null && first === 0 && last >= rows.all;
  const end = rows === null ? undefined : rows.at(lastWhole(rows, first, last));
  const to = end === undefined ? undefined : end.time + end.duration;
  useEffect(() => {
    traceWindow.setState({ shown: whole || from === undefined || to === undefined ? null : { from, to } });
  }, [traceWindow, whole, from, to]);
  useEffect(() => () => traceWindow.setState({ shown: null }), [traceWindow]);
}

function commandsOfFind(open: () => void, finding: boolean, step: (backwards: boolean) => void): readonly Command[] {
  const when = (): boolean => finding;
  return [
    { id: 'trace.find', title: 'Find in the calls', group: 'Trace', icon: 'search', keys: ['Ctrl+F'], run: open },
    { id: 'trace.next-match', title: 'Next match', group: 'Trace', keys: ['N'], when, run: () => step(false) },
    { id: 'trace.previous-match', title: 'Previous match', group: 'Trace', keys: ['Shift+N'], when, run: () => step(true) },
  ];
}

const NEXT_MODE: Readonly<Record<TimeMode, TimeMode>> = { start: 'previous', previous: 'selection', selection: 'start' };

function traceCommands(workspace: Workspace, field: RefObject<HTMLInputElement | null>): readonly Command[] {
  const { place, layout } = workspace;
  const step = (by: number) => (): void => {
    const { run, selection } = place.getState().place;
    const summary = workspace.run(run);
    if (summary === null || summary.calls === 0) return;
    const at = selection?.kind === 'call' ? selection.row + by : by > 0 ? 0 : summary.calls - 1;
    place.getState().move({ selection: { kind: 'call', run: summary.id, row: Math.min(summary.calls - 1, Math.max(0, at)) } });
  };
  return [
    ...markCommands(workspace),
    {
      id: 'trace.filter',
      title: 'Filter the calls',
      group: 'Trace',
      icon: 'search',
      keys: ['/'],
      run: () => field.current?.focus(),
    },
    {
      id: 'trace.next-failure',
      title: 'Next denial or error',
      group: 'Trace',
      icon: 'denied',
      keys: [']'],
      run: () => void workspace.nextFailure(false),
    },
    {
      id: 'trace.previous-failure',
      title: 'Previous denial or error',
      group: 'Trace',
      icon: 'denied',
      keys: ['['],
      run: () => void workspace.nextFailure(true),
    },
    { id: 'trace.next-call', title: 'Next call', group: 'Trace', keys: ['.'], run: step(1) },
    { id: 'trace.previous-call', title: 'Previous call', group: 'Trace', keys: [','], run: step(-1) },
    {
      id: 'trace.time',
      title: 'Time since start, previous row or selection',
      group: 'Trace',
      icon: 'time',
      keys: ['T'],
      run: () => layout.getState().change({ timeMode: NEXT_MODE[layout.getState().timeMode] }),
    },
    {
      id: 'trace.lanes',
      title: 'Show or hide the lanes',
      group: 'Trace',
      keys: ['L'],
      run: () => layout.getState().change({ lanes: !layout.getState().lanes }),
    },
  ];
}
