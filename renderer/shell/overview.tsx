// The one timeline above every screen: the whole run, what failed in it, and where the screen below stands.
import { useCallback, useMemo, useRef, useState, type JSX, type KeyboardEvent, type MouseEvent } from 'react';
import { useStore } from 'zustand';
import {
  BAR,
  OVERVIEW_HEIGHT,
  drawOverview,
  marksInView,
  rowAt,
  type Overview as OverviewData,
} from '../charts/overview-picture.ts';
import { Surface, type Painter } from '../charts/surface.tsx';
import { GUTTER, RIGHT_PAD, timeAt, timeAxis } from '../charts/time-axis.ts';
import type { RunSummary } from '../../app/contract/schemas.ts';
import { useAnswer } from '../store/use-answer.ts';
import { usePlace, useRun, useWorkspace } from '../store/use-workspace.ts';
import { FAMILY_NAMES } from '../ui/palette.ts';
import { bytesText, countText, nanosText } from '../ui/quantities.ts';
import './overview.css';
import { callNumber } from '../ui/call-number.ts';

const PAGE_BYTES = 65_536;
const MARKS_IN_TWIN = 100;

export function Overview(): JSX.Element {
  const run = useRun();
  return (
    <section className="overview" aria-label="Overview timeline" data-pane="Overview">
      {run === null ? <EmptyOverview /> : <RunOverview key={run.id} run={run} />}
    </section>
  );
}

function EmptyOverview(): JSX.Element {
  return (
    <div className="overview-labels">
      <span className="medium">No run yet</span>
      <span className="overview-hint">The calls of a run appear here, on one clock for every screen.</span>
    </div>
  );
}

function RunOverview({ run }: { readonly run: RunSummary }): JSX.Element {
  const workspace = useWorkspace();
  const [width, setWidth] = useState(0);
  const buckets = Math.max(1, Math.floor((width - GUTTER - RIGHT_PAD) / BAR));
  const again = run.state === 'ended' ? 'ended' : run.calls;
  const { value } = useAnswer(width === 0 ? null : `${run.id} ${buckets}`, again, () =>
    workspace.client.call('trace.overview', { run: run.id, buckets }),
  );
  const shown = useStore(workspace.traceWindow, (state) => state.shown);
  const found = useStore(workspace.traceWindow, (state) => state.found);
  const onTrace = usePlace((place) => place.screen === 'trace');
  const selected = useSelectedTime(run.id);
  const draw = useCallback(
    (painter: Painter) => {
      if (value === null) return;
      drawOverview(painter, { overview: value, shown: onTrace ? shown : null, selected, live: run.state !== 'ended', found });
    },
    [value, shown, selected, onTrace, found, run.state],
  );
  return (
    <>
      <div className="overview-labels" aria-hidden="true">
        <span className="medium">Run {run.number}</span>
        <span className="overview-second">calls, memory</span>
        <span className="overview-third">marks</span>
      </div>
      {value === null ? (
        <Surface height={OVERVIEW_HEIGHT} draw={drawNothing} onWidth={setWidth} />
      ) : (
        <OverviewWidget run={run} overview={value} width={width} selected={selected}>
          <Surface height={OVERVIEW_HEIGHT} draw={draw} onWidth={setWidth} />
        </OverviewWidget>
      )}
    </>
  );
}

function drawNothing(): void {}

interface OverviewWidgetProps {
  readonly run: RunSummary;
  readonly overview: OverviewData;
  readonly width: number;
  readonly selected: number | null;
  readonly children: JSX.Element;
}

/** One slider to the keyboard and to a screen reader: arrows go from mark to mark, Home and End to the ends. */
function OverviewWidget({ run, overview, width, selected, children }: OverviewWidgetProps): JSX.Element {
  const { place } = useWorkspace();
  const box = useRef<HTMLDivElement>(null);
  const axis = useMemo(() => timeAxis(0, overview.end, width), [overview.end, width]);
  const marks = useMemo(() => marksInView(overview.marks, axis), [overview.marks, axis]);
  const select = (row: number): void =>
    place.getState().go({ screen: 'trace', run: run.id, selection: { kind: 'call', run: run.id, row } });

  const click = (event: MouseEvent): void => {
    const bounds = box.current?.getBoundingClientRect();
    if (bounds === undefined || overview.calls.length === 0) return;
    const x = event.clientX - bounds.left;
    if (x < GUTTER - 4) return;
    const near = marks.toSorted((left, right) => Math.abs(left.x - x) - Math.abs(right.x - x))[0];
    if (near !== undefined && Math.abs(near.x - x) <= 6) select(near.mark.row);
    else select(Math.min(run.calls - 1, rowAt(overview, timeAt(axis, x))));
  };
  const step = (event: KeyboardEvent): void => {
    const at = selected ?? -1;
    const ahead = event.key === 'ArrowRight' || event.key === 'ArrowUp';
    const behind = event.key === 'ArrowLeft' || event.key === 'ArrowDown';
    const mark = ahead
      ? marks.find(({ mark: each }) => each.time > at)
      : behind
        ? marks.findLast(({ mark: each }) => each.time < at)
        : undefined;
    if (mark !== undefined) select(mark.mark.row);
    else if (event.key === 'Home') select(0);
    else if (event.key === 'End') select(Math.max(0, run.calls - 1));
    if (ahead || behind || event.key === 'Home' || event.key === 'End') event.preventDefault();
  };
  const selectedMark = overview.marks.find((mark) => mark.time === selected);
  return (
    <>
      <div
        ref={box}
        role="slider"
        tabIndex={0}
        className="overview-widget"
        aria-label={`Run ${run.number}, ${sentenceOf(run, overview)}`}
        aria-valuemin={0}
        aria-valuemax={Math.round(overview.end / 1e3)}
        aria-valuenow={Math.round((selected ?? 0) / 1e3)}
        aria-valuetext={
          selected === null ? 'nothing selected' : `${nanosText(selected)}${selectedMark ? `, ${selectedMark.outcome}` : ''}`
        }
        onClick={click}
        onKeyDown={step}
      >
        {children}
      </div>
      <TableTwin run={run} overview={overview} />
    </>
  );
}

/** The same as a table, for who cannot see the picture. */
function TableTwin({ run, overview }: { readonly run: RunSummary; readonly overview: OverviewData }): JSX.Element {
  return (
    <div className="unseen">
      <table>
        <caption>Calls of run {run.number} by family</caption>
        <tbody>
          {FAMILY_NAMES.map((family, index) => (
            <tr key={family}>
              <th scope="row">{family}</th>
              <td>{overview.totals[index] ?? 0}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <caption>What failed in run {run.number}</caption>
        <tbody>
          {overview.marks.slice(0, MARKS_IN_TWIN).map((mark) => (
            <tr key={mark.row}>
              <th scope="row">call {callNumber(mark.row)}</th>
              <td>{nanosText(mark.time)}</td>
              <td>{mark.outcome}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function sentenceOf(run: RunSummary, overview: OverviewData): string {
  const parts = FAMILY_NAMES.map((family, index) => [family, overview.totals[index] ?? 0] as const).filter(
    ([, count]) => count > 0,
  );
  const families = parts.map(([family, count]) => `${count} ${family}`).join(', ');
  const memory = overview.memory.reduce((most, pages) => Math.max(most, pages), 0) * PAGE_BYTES;
  return `0 to ${nanosText(overview.end)}: ${countText(run.calls, 'call')}${families ? ` (${families})` : ''}, ${run.denials} denied, ${countText(run.errors, 'error')}, memory up to ${bytesText(memory)}`;
}

function useSelectedTime(run: string): number | null {
  const workspace = useWorkspace();
  const row = usePlace(({ selection }) => (selection?.kind === 'call' && selection.run === run ? selection.row : null));
  const { value } = useAnswer(row === null ? null : `${run} ${row}`, 0, () => workspace.callDetails(run, row ?? 0));
  return row === null ? null : (value?.time ?? null);
}
