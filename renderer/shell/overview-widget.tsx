// The overview as one widget: a drag brushes a range, a click selects, the wheel moves and with Ctrl zooms. What follows the
// pointer is drawn on a canvas of its own, from refs, within the frame.
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, type JSX, type KeyboardEvent, type PointerEvent } from 'react';
import type { RunSummary } from '../../app/contract/schemas.ts';
import { drawOverlay } from '../charts/overview-overlay.ts';
import { marksInView, OVERVIEW_HEIGHT, type Overview } from '../charts/overview-picture.ts';
import { paintCanvas } from '../charts/surface.tsx';
import { GUTTER, timeAt, xOf, type TimeAxis } from '../charts/time-axis.ts';
import { edgeAt } from '../charts/time-window.ts';
import { useCommands } from '../commands/registry.ts';
import { rangeBetween, type TimeRange } from '../store/time-range.ts';
import { usePreview, useRange } from '../store/use-range.ts';
import { useWorkspace } from '../store/use-workspace.ts';
import { ToolButton } from '../ui/button.tsx';
import { nanosText } from '../ui/quantities.ts';
import { moveOverview, overviewCommands, zoomOverview, type OverviewHandle } from './overview-commands.ts';
import { RangeTip } from './range-tip.ts';

export interface OverviewWidgetProps {
  readonly run: RunSummary;
  readonly overview: Overview;
  readonly axis: TimeAxis;
  readonly width: number;
  /** Time of the selected call. */
  readonly selected: number | null;
  readonly label: string;
  readonly children: JSX.Element;
}

/** Moved less than this, a press is a click. */
const CLICK_PX = 4;
/** Of the time in view, by one arrow key while a range is made by keyboard. */
const KEY_SHARE = 1 / 100;
const WHEEL_ZOOM = 1.0015;

/** What the pointer or the keys are doing to the range. */
interface Brush {
  readonly anchor: number;
  to: number;
  readonly startX: number;
  readonly byKeys: boolean;
  moved: boolean;
}

export function OverviewWidget(props: OverviewWidgetProps): JSX.Element {
  const { run, overview, axis, width, selected } = props;
  const workspace = useWorkspace();
  const range = useRange(run.id);
  const preview = usePreview(run.id);
  const box = useRef<HTMLDivElement>(null);
  const over = useRef<HTMLCanvasElement>(null);
  const tipBox = useRef<HTMLDivElement>(null);
  const tipLength = useRef<HTMLSpanElement>(null);
  const tipFacts = useRef<HTMLSpanElement>(null);
  const brush = useRef<Brush | null>(null);
  const pointer = useRef<number | null>(null);
  const frame = useRef(0);
  const tip = useMemo(() => new RangeTip(workspace, run.id), [workspace, run.id]);
  const marks = useMemo(() => marksInView(overview.marks, axis), [overview.marks, axis]);

  const paint = useCallback(() => {
    const canvas = over.current;
    if (canvas === null) return;
    const now = brush.current;
    const drawn = now === null || !now.moved ? range : rangeBetween(now.anchor, now.to);
    paintCanvas(canvas, OVERVIEW_HEIGHT, (painter) =>
      drawOverlay(painter, { axis, range: drawn, hover: workspace.hover.now?.time ?? null }),
    );
    if (tipBox.current === null || tipLength.current === null || tipFacts.current === null) return;
    const parts = { box: tipBox.current, length: tipLength.current, facts: tipFacts.current };
    tip.show(parts, now?.moved === true ? drawn : preview, axis, width);
    parts.box.classList.toggle('live', now?.moved === true);
  }, [axis, range, preview, width, tip, workspace]);
  // A frame that was asked for before a drawing paints what is right after it.
  const latest = useRef(paint);
  const soon = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => latest.current());
  }, []);
  useLayoutEffect(() => {
    latest.current = paint;
    paint();
  }, [paint]);
  useEffect(() => workspace.hover.listen(soon), [workspace, soon]);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  useEffect(() => {
    const theme = new MutationObserver(soon);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => theme.disconnect();
  }, [soon]);

  const select = (row: number): void =>
    workspace.place.getState().go({ screen: 'trace', run: run.id, selection: { kind: 'call', run: run.id, row } });
  const finish = (): void => {
    const now = brush.current;
    brush.current = null;
    if (now === null) return;
    if (now.moved) commit(rangeBetween(now.anchor, now.to));
    else soon();
  };
  const commit = (made: TimeRange): void => {
    workspace.preview(made);
    void workspace.client.call('trace.range', { run: run.id, span: made }).then(
      (totals) => workspace.announcements.getState().say(RangeTip.words(made, totals)),
      () => undefined,
    );
  };
  const click = (x: number): void => {
    const near = marks.toSorted((left, right) => Math.abs(left.x - x) - Math.abs(right.x - x))[0];
    if (near !== undefined && Math.abs(near.x - x) <= 6) return select(near.mark.row);
    const at = `t:>=${Math.floor(timeAt(axis, x))}ns`;
    void workspace.client.call('trace.next-match', { run: run.id, where: at, from: -1, backwards: false }).then(
      ({ row }) => select(row ?? Math.max(0, run.calls - 1)),
      () => undefined,
    );
  };

  const placeOf = (event: { readonly clientX: number }): number =>
    event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
  const onPointerDown = (event: PointerEvent): void => {
    const x = placeOf(event);
    if (event.button !== 0 || x < GUTTER - 4) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const edge = range === null ? 'none' : edgeAt(x, xOf(axis, range.from), xOf(axis, range.to));
    const at = timeAt(axis, x);
    const anchor = range === null || edge === 'none' ? at : edge === 'from' ? range.to : range.from;
    brush.current = { anchor, to: at, startX: x, byKeys: false, moved: false };
  };
  const onPointerMove = (event: PointerEvent): void => {
    const x = placeOf(event);
    pointer.current = x < GUTTER ? null : timeAt(axis, x);
    workspace.hover.set(pointer.current === null ? null : { time: pointer.current, row: null });
    const now = brush.current;
    if (now === null || now.byKeys) return;
    now.moved ||= Math.abs(x - now.startX) >= CLICK_PX;
    now.to = timeAt(axis, x);
    if (now.moved) soon();
  };
  const onPointerUp = (event: PointerEvent): void => {
    const now = brush.current;
    if (now === null || now.byKeys) return;
    if (!now.moved && event.type === 'pointerup') click(now.startX);
    finish();
  };
  const onPointerLeave = (): void => {
    pointer.current = null;
    workspace.hover.set(null);
  };

  const beginRange = useCallback(() => {
    const at = range?.from ?? selected ?? (axis.from + axis.to) / 2;
    brush.current = { anchor: at, to: range?.to ?? at, startX: 0, byKeys: true, moved: true };
    box.current?.focus();
    workspace.announcements.getState().say('Arrows move the end of the range, Enter takes it, Escape leaves it.');
    soon();
  }, [range, selected, axis, workspace, soon]);
  const brushKey = (event: KeyboardEvent, now: Brush): void => {
    const step = (axis.to - axis.from) * KEY_SHARE * (event.shiftKey ? 10 : 1);
    if (event.key === 'ArrowRight') now.to = Math.min(overview.end, now.to + step);
    else if (event.key === 'ArrowLeft') now.to = Math.max(0, now.to - step);
    else if (event.key === 'Enter') finish();
    else if (event.key === 'Escape') brush.current = null;
    else return;
    event.preventDefault();
    soon();
  };
  const isZoomed = axis.from > 0 || axis.to < overview.end;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== box.current) return;
    if (brush.current?.byKeys === true) return brushKey(event, brush.current);
    const at = pointer.current ?? selected ?? (axis.from + axis.to) / 2;
    const isAcross = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
    if (event.key === '+' || event.key === '=') zoomOverview(workspace, 0.5, at, overview.end);
    else if (event.key === '-') zoomOverview(workspace, 2, at, overview.end);
    else if (isAcross && isZoomed) moveOverview(workspace, event.key === 'ArrowLeft' ? -0.25 : 0.25, overview.end);
    else if (isAcross || event.key === 'ArrowUp' || event.key === 'ArrowDown')
      toMark(event.key === 'ArrowRight' || event.key === 'ArrowUp');
    else if (event.key === 'Home') select(0);
    else if (event.key === 'End') select(Math.max(0, run.calls - 1));
    else return;
    event.preventDefault();
  };
  const toMark = (ahead: boolean): void => {
    const from = selected ?? -1;
    const { marks: all } = overview;
    const mark = ahead ? all.find(({ time }) => time > from) : all.findLast(({ time }) => time < from);
    if (mark !== undefined) select(mark.row);
  };

  // Native listener: React's own cannot be refused, and the page must not zoom.
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const turned = (event: WheelEvent): void => {
      event.preventDefault();
      const across = event.deltaX === 0 ? event.deltaY : event.deltaX;
      const at = timeAt(axis, event.clientX - element.getBoundingClientRect().left);
      if (event.ctrlKey) zoomOverview(workspace, WHEEL_ZOOM ** event.deltaY, at, overview.end);
      else moveOverview(workspace, across / Math.max(1, width), overview.end);
    };
    element.addEventListener('wheel', turned, { passive: false });
    return () => element.removeEventListener('wheel', turned);
  }, [axis, width, overview.end, workspace]);

  const handle = useRef<OverviewHandle>({ end: 0, focus: () => 0, beginRange });
  useEffect(() => {
    handle.current = { end: overview.end, focus: () => pointer.current ?? selected ?? (axis.from + axis.to) / 2, beginRange };
  }, [overview.end, selected, axis, beginRange]);
  const commands = useMemo(() => overviewCommands(workspace, () => handle.current), [workspace]);
  useCommands(commands);

  return (
    <>
      <div
        ref={box}
        role="slider"
        tabIndex={0}
        className="overview-widget"
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={Math.round(overview.end / 1e3)}
        aria-valuenow={Math.round((selected ?? 0) / 1e3)}
        aria-valuetext={valueText(selected, range, overview)}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
        onPointerLeave={onPointerLeave}
        onKeyDown={onKeyDown}
        onBlur={() => {
          if (brush.current?.byKeys === true) brush.current = null;
          soon();
        }}
      >
        {props.children}
        <canvas ref={over} className="overview-over" aria-hidden="true" style={{ width: '100%', height: OVERVIEW_HEIGHT }} />
      </div>
      <div ref={tipBox} className="range-tip" role="group" aria-label="Range" hidden>
        <div>
          <div>
            <span ref={tipLength} className="data strong" />
          </div>
          <span ref={tipFacts} className="ink-2" />
        </div>
        <ToolButton icon="zoom" label="Keep the range" keys="Z" onPress={() => workspace.keepRange()} />
        <ToolButton icon="close" label="Leave the range" keys="Esc" onPress={() => workspace.preview(null)} />
      </div>
    </>
  );
}

function valueText(selected: number | null, range: TimeRange | null, { marks }: Overview): string {
  const within = range === null ? '' : `, range ${nanosText(range.from)} to ${nanosText(range.to)}`;
  if (selected === null) return `nothing selected${within}`;
  const mark = marks.find(({ time }) => time === selected);
  return `${nanosText(selected)}${mark ? `, ${mark.outcome}` : ''}${within}`;
}
