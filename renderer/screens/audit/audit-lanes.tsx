// The lanes over wall-clock time. One widget: arrows go from entry to entry, W and S zoom, A and D move; the list is its twin.
import { useCallback, useEffect, useMemo, useRef, useState, type JSX, type KeyboardEvent, type MouseEvent } from 'react';
import { useStore } from 'zustand';
import type { AuditList, AuditTimeline } from '../../../app/contract/audit-timeline-schemas.ts';
import {
  AUDIT_LANE_NAMES,
  AUDIT_LANES_HEIGHT,
  auditMarkAt,
  drawAudit,
  SLICE,
  type AuditScene,
} from '../../charts/audit-picture.ts';
import { Surface, type Painter } from '../../charts/surface.tsx';
import { GUTTER, RIGHT_PAD, timeAt, timeAxis } from '../../charts/time-axis.ts';
import { clockText } from '../../charts/wall-clock.ts';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import type { AuditRange } from '../../store/audit-view.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { countText } from '../../ui/quantities.ts';
import { moved, newestRange, showing, wholeRange, zoomed } from './shown-range.ts';

export interface AuditLanesProps {
  readonly list: AuditList;
  readonly where: string;
  /** Number of the selected entry. */
  readonly selected: number | null;
  readonly onSelect: (seq: number) => void;
}

export function AuditLanes({ list, where, selected, onSelect }: AuditLanesProps): JSX.Element {
  const { client, auditView } = useWorkspace();
  const chosen = useStore(auditView, (state) => state.range);
  const whole = useMemo(() => wholeRange(list), [list]);
  const newest = useMemo(() => newestRange(list), [list]);
  const range = chosen ?? newest;
  const [width, setWidth] = useState(0);
  const slices = Math.max(1, Math.floor((width - GUTTER - RIGHT_PAD) / SLICE));
  const { value } = useAnswer(width === 0 ? null : `${where} ${range.from} ${range.to} ${slices}`, list.all, () =>
    client.call('audit.timeline', { where, from: range.from, to: range.to, slices }),
  );
  const timeline = useLast(value);
  const mark = useSelectedMark(selected, list.all);
  const cut = useCut(list.all);
  useFollow(mark?.time ?? null, range, whole);
  useCommands(useRangeCommands(range, whole, mark?.time ?? null));
  const scene = useMemo(
    (): AuditScene => ({ timeline, from: range.from, to: range.to, selected: mark, cut }),
    [timeline, range, mark, cut],
  );
  const draw = useCallback((painter: Painter) => drawAudit(painter, scene), [scene]);
  return (
    <section className="audit-lanes" aria-label="Audit lanes" data-pane="Audit lanes">
      <LanesWidget scene={scene} list={list} width={width} whole={whole} selected={selected} onSelect={onSelect}>
        <Surface height={AUDIT_LANES_HEIGHT} draw={draw} onWidth={setWidth} />
      </LanesWidget>
      <LaneNames timeline={timeline} />
    </section>
  );
}

const NOTHING: AuditTimeline = { marks: [], runs: [] };

/** The last answer stays until the next one is there. */
function useLast(value: AuditTimeline | null): AuditTimeline {
  const [last, setLast] = useState(NOTHING);
  if (value !== null && value !== last) setLast(value);
  return value ?? last;
}

interface LanesWidgetProps {
  readonly scene: AuditScene;
  readonly list: AuditList;
  readonly width: number;
  readonly whole: AuditRange;
  readonly selected: number | null;
  readonly onSelect: (seq: number) => void;
  readonly children: JSX.Element;
}

function LanesWidget({ scene, list, width, whole, selected, onSelect, children }: LanesWidgetProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const marks = useMemo(() => scene.timeline.marks.toSorted((left, right) => left.seq - right.seq), [scene]);
  useWheel(box, scene, whole, width);
  const click = (event: MouseEvent): void => {
    const bounds = box.current?.getBoundingClientRect();
    const found = bounds && auditMarkAt(scene, width, event.clientX - bounds.left, event.clientY - bounds.top);
    if (found) onSelect(found.seq);
  };
  const step = (event: KeyboardEvent): void => {
    const at = selected ?? -1;
    const next =
      event.key === 'ArrowRight'
        ? (marks.find(({ seq }) => seq > at) ?? marks.at(-1))
        : event.key === 'ArrowLeft'
          ? (marks.findLast(({ seq }) => seq < at) ?? marks[0])
          : event.key === 'Home'
            ? marks[0]
            : event.key === 'End'
              ? marks.at(-1)
              : undefined;
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next.seq);
  };
  const sum = scene.timeline.marks.reduce((all, { count }) => all + count, 0);
  const cut = scene.cut === null ? '' : `, the chain is cut at ${clockText(scene.cut.time)}`;
  return (
    <div
      ref={box}
      role="slider"
      tabIndex={0}
      className="audit-lanes-widget"
      aria-label={`${countText(sum, 'entry', 'entries')} from ${clockText(scene.from)} to ${clockText(scene.to)}, one lane each for grants, denials, limits and people${cut}; the table below has the same`}
      aria-valuemin={1}
      aria-valuemax={Math.max(1, list.all)}
      aria-valuenow={selected ?? 1}
      aria-valuetext={
        selected === null ? 'none selected' : `entry ${selected}${scene.selected === null ? '' : `, ${scene.selected.lane}`}`
      }
      onClick={click}
      onKeyDown={step}
    >
      {children}
    </div>
  );
}

function LaneNames({ timeline }: { readonly timeline: AuditTimeline }): JSX.Element {
  return (
    <ul className="audit-lane-names">
      <li className="ink-3">wall clock</li>
      {AUDIT_LANE_NAMES.map((lane) => (
        <li key={lane}>
          <span>{lane}</span>
          <span className="ink-3 audit-lane-count">
            {shortCount(timeline.marks.reduce((sum, mark) => sum + (mark.lane === lane ? mark.count : 0), 0))}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** `100k`: the gutter has room for four signs. */
function shortCount(count: number): string {
  return count < 10_000 ? String(count) : `${Math.round(count / 1000)}k`;
}

/** Lane and time of the selected entry; runs stand among the grants. */
function useSelectedMark(selected: number | null, again: unknown): AuditScene['selected'] {
  const { client } = useWorkspace();
  const { value } = useAnswer(selected === null ? null : String(selected), again, () =>
    client.call('audit.entry', { seq: selected ?? 1 }),
  );
  const [lane, time] = [value?.line.lane, value?.line.time];
  return useMemo(
    () => (lane === undefined || time === undefined ? null : { lane: lane === 'runs' ? 'grants' : lane, time }),
    [lane, time],
  );
}

function useCut(again: unknown): AuditScene['cut'] {
  const { client, auditView } = useWorkspace();
  const seq = useStore(auditView, ({ report }) => report?.findings.find((finding) => finding.seq !== null)?.seq ?? null);
  const { value } = useAnswer(seq === null ? null : String(seq), again, () => client.call('audit.break', { seq: seq ?? 1 }));
  return seq === null ? null : value;
}

/** An entry selected elsewhere is brought into the time that is shown. */
function useFollow(time: number | null, range: AuditRange, whole: AuditRange): void {
  const { auditView } = useWorkspace();
  const latest = useRef({ range, whole });
  useEffect(() => {
    latest.current = { range, whole };
  }, [range, whole]);
  useEffect(() => {
    if (time === null) return;
    const next = showing(latest.current.range, latest.current.whole, time);
    if (next !== latest.current.range) auditView.setState({ range: next });
  }, [auditView, time]);
}

const STEP = 0.5;

function useRangeCommands(range: AuditRange, whole: AuditRange, selected: number | null): readonly Command[] {
  const { auditView } = useWorkspace();
  return useMemo(() => {
    const to = (next: AuditRange | null) => (): void => auditView.setState({ range: next });
    const isIn = selected !== null && selected >= range.from && selected <= range.to;
    const middle = isIn ? selected : (range.from + range.to) / 2;
    return [
      { id: 'audit.zoom-in', title: 'Zoom in', group: 'Audit', keys: ['W'], run: to(zoomed(range, whole, STEP, middle)) },
      { id: 'audit.zoom-out', title: 'Zoom out', group: 'Audit', keys: ['S'], run: to(zoomed(range, whole, 1 / STEP, middle)) },
      { id: 'audit.earlier', title: 'Earlier', group: 'Audit', keys: ['A'], run: to(moved(range, whole, -0.25)) },
      { id: 'audit.later', title: 'Later', group: 'Audit', keys: ['D'], run: to(moved(range, whole, 0.25)) },
      { id: 'audit.whole', title: 'Whole log', group: 'Audit', keys: ['0'], run: to(whole) },
      { id: 'audit.newest', title: 'Newest run', group: 'Audit', keys: ['R'], run: to(null) },
    ];
  }, [auditView, range, whole, selected]);
}

/** Ctrl with the wheel zooms; the plain wheel scrolls what it always does. */
function useWheel(box: { readonly current: HTMLDivElement | null }, scene: AuditScene, whole: AuditRange, width: number): void {
  const { auditView } = useWorkspace();
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const turned = (event: WheelEvent): void => {
      if (!event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      const at = timeAt(timeAxis(scene.from, scene.to, width), event.clientX - element.getBoundingClientRect().left);
      auditView.setState({ range: zoomed(scene, whole, event.deltaY < 0 ? 0.8 : 1.25, at) });
    };
    element.addEventListener('wheel', turned, { passive: false });
    return () => element.removeEventListener('wheel', turned);
  }, [box, scene, whole, width, auditView]);
}
