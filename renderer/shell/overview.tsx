// The one timeline above every screen: the whole run, what failed in it, and where the screen below stands.
import { useCallback, useEffect, useMemo, useState, type JSX } from 'react';
import { useStore } from 'zustand';
import { BAR, OVERVIEW_HEIGHT, drawOverview, type Overview as OverviewData } from '../charts/overview-picture.ts';
import { Surface, type Painter } from '../charts/surface.tsx';
import { GUTTER, RIGHT_PAD, timeAxis } from '../charts/time-axis.ts';
import type { RunSummary } from '../../app/contract/schemas.ts';
import type { TimeRange } from '../store/time-range.ts';
import { useAnswer } from '../store/use-answer.ts';
import { useMarks, usePlace, useRun, useWorkspace } from '../store/use-workspace.ts';
import { callNumber } from '../ui/call-number.ts';
import { FAMILY_NAMES } from '../ui/palette.ts';
import { bytesText, countText, nanosText, thousands } from '../ui/quantities.ts';
import { OverviewWidget } from './overview-widget.tsx';
import './overview.css';

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
  const view = useStore(workspace.timeline, (state) => (state.run === run.id ? state.view : null));
  const { value, end } = useOverview(run, view, width);
  const axis = useMemo(() => timeAxis(view?.from ?? 0, view?.to ?? end, width), [view, end, width]);
  const shown = useStore(workspace.traceWindow, (state) => state.shown);
  const found = useStore(workspace.traceWindow, (state) => state.found);
  const onTrace = usePlace((place) => place.screen === 'trace');
  const selected = useSelectedTime(run.id);
  const marks = useMarks(run.id);
  const flags = useMemo(() => marks.map(({ time }) => time), [marks]);
  useEffect(() => void workspace.readMarks(run.id), [workspace, run.id]);
  const draw = useCallback(
    (painter: Painter) => {
      if (value === null) return;
      const live = run.state !== 'ended';
      drawOverview(painter, { overview: value, axis, shown: onTrace ? shown : null, selected, live, found, flags });
    },
    [value, axis, shown, selected, onTrace, found, flags, run.state],
  );
  return (
    <>
      <div className="overview-labels" aria-hidden="true">
        <span className="medium">Run {run.number}</span>
        <span className="overview-second">
          {view === null ? whatIsDrawn(value) : `${nanosText(view.to - view.from)} in view`}
        </span>
        <span className="overview-third">marks</span>
      </div>
      {value === null ? (
        <Surface height={OVERVIEW_HEIGHT} draw={drawNothing} onWidth={setWidth} />
      ) : (
        <>
          <OverviewWidget
            run={run}
            overview={value}
            axis={axis}
            width={width}
            selected={selected}
            label={`Run ${run.number}, ${sentenceOf(run, value)}`}
          >
            <Surface height={OVERVIEW_HEIGHT} draw={draw} onWidth={setWidth} />
          </OverviewWidget>
          <TableTwin run={run} overview={value} />
        </>
      )}
    </>
  );
}

function drawNothing(): void {}

interface ShownOverview {
  readonly value: OverviewData | null;
  /** Of the whole run. */
  readonly end: number;
}

/** The last answer stands, stretched, until the one for this window is here: zooming never shows a gap. */
function useOverview(run: RunSummary, view: TimeRange | null, width: number): ShownOverview {
  const { client } = useWorkspace();
  const settled = useSettled(view);
  const buckets = Math.max(1, Math.floor((width - GUTTER - RIGHT_PAD) / BAR));
  const again = run.state === 'ended' ? 'ended' : run.calls;
  const question = `${run.id} ${buckets} ${settled === null ? '' : `${settled.from} ${settled.to}`}`;
  const { value } = useAnswer(width === 0 ? null : question, again, () =>
    client.call('trace.overview', { run: run.id, buckets, ...(settled === null ? {} : { span: settled }) }),
  );
  const [kept, setKept] = useState<OverviewData | null>(null);
  if (value !== null && value !== kept) setKept(value);
  return { value: value ?? kept, end: (value ?? kept)?.end ?? 0 };
}

const SETTLE_MS = 60;

/** A wheel turns many times a second; the engine is asked when it rests. */
function useSettled(view: TimeRange | null): TimeRange | null {
  const [settled, setSettled] = useState(view);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(view), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [view]);
  return settled;
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

function whatIsDrawn(overview: OverviewData | null): string {
  return overview !== null && overview.fuel.length > 0 ? 'calls, mem, fuel' : 'calls, memory';
}

function sentenceOf(run: RunSummary, overview: OverviewData): string {
  const parts = FAMILY_NAMES.map((family, index) => [family, overview.totals[index] ?? 0] as const).filter(
    ([, count]) => count > 0,
  );
  const families = parts.map(([family, count]) => `${count} ${family}`).join(', ');
  const memory = overview.memory.reduce((most, pages) => Math.max(most, pages), 0) * PAGE_BYTES;
  const used = overview.fuel.reduce((most, each) => Math.max(most, each), 0);
  const fuel = used === 0 ? '' : `, ${thousands(String(used)).join(' ')} instructions`;
  const { from, to } = overview.span;
  return `${from === 0 ? '0' : nanosText(from)} to ${nanosText(to)}: ${countText(run.calls, 'call')}${families ? ` (${families})` : ''}, ${run.denials} denied, ${countText(run.errors, 'error')}, memory up to ${bytesText(memory)}${fuel}`;
}

function useSelectedTime(run: string): number | null {
  const workspace = useWorkspace();
  const row = usePlace(({ selection }) => (selection?.kind === 'call' && selection.run === run ? selection.row : null));
  const { value } = useAnswer(row === null ? null : `${run} ${row}`, 0, () => workspace.callDetails(run, row ?? 0));
  return row === null ? null : (value?.time ?? null);
}
