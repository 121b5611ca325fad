// The audit log over wall-clock time in four lanes: runs and grants, denials, limits, what people did; and a cut through all of
// them where the chain breaks.
import type { AuditLane } from '../../app/contract/audit-schemas.ts';
import type { AuditMark, AuditTimeline } from '../../app/contract/audit-timeline-schemas.ts';
import { thousands } from '../ui/quantities.ts';
import { drawMark } from './marks.ts';
import type { Painter } from './surface.tsx';
import { line, timeAxis, xOf, type TimeAxis } from './time-axis.ts';
import { clockTicks } from './wall-clock.ts';

export const AUDIT_LANE_NAMES = ['grants', 'denials', 'limits', 'people'] as const satisfies readonly AuditLane[];
export type AuditLaneName = (typeof AUDIT_LANE_NAMES)[number];

const AXIS = 20;
const LANE = 28;
export const AUDIT_LANES_HEIGHT = AXIS + LANE * AUDIT_LANE_NAMES.length;
/** Width of a slice, in which entries of one lane are drawn as one mark. */
export const SLICE = 12;
/** Marks nearer than this are told of together. */
const TOGETHER = 30;
const PENCIL = 'm3 13 .7-3L10.5 3.2l2.3 2.3L6 12.3zM9 4.7 11.3 7';

export interface AuditScene {
  readonly timeline: AuditTimeline;
  readonly from: number;
  readonly to: number;
  readonly selected: { readonly lane: AuditLaneName; readonly time: number } | null;
  /** Where the chain breaks: the hash that should follow, and the one that is there. */
  readonly cut: { readonly time: number; readonly expected: string; readonly found: string } | null;
}

export function auditAxis({ from, to }: Pick<AuditScene, 'from' | 'to'>, width: number): TimeAxis {
  return timeAxis(from, to, width);
}

export function drawAudit(painter: Painter, scene: AuditScene): void {
  const { context, width } = painter;
  const axis = auditAxis(scene, width);
  drawClock(painter, axis);
  context.save();
  context.beginPath();
  context.rect(axis.left, 0, width - axis.left, AUDIT_LANES_HEIGHT);
  context.clip();
  for (const run of scene.timeline.runs) drawRun(painter, axis, run);
  for (const lane of AUDIT_LANE_NAMES) {
    for (const cluster of clustersOf(scene.timeline.marks, lane, axis)) drawCluster(painter, axis, lane, cluster);
  }
  if (scene.cut !== null) drawCut(painter, axis, scene.cut);
  if (scene.selected !== null) drawSelected(painter, axis, scene.selected);
  context.restore();
}

function drawClock({ context, width, colours }: Painter, axis: TimeAxis): void {
  context.font = `11px ${colours.font}`;
  context.textBaseline = 'alphabetic';
  context.lineWidth = 1;
  context.strokeStyle = colours.line;
  line(context, axis.left - 0.5, 0, axis.left - 0.5, AUDIT_LANES_HEIGHT);
  for (let lane = 0; lane < AUDIT_LANE_NAMES.length; lane++)
    line(context, 0, AXIS + lane * LANE + 0.5, width, AXIS + lane * LANE + 0.5);
  for (const { time, label } of clockTicks(axis.from, axis.to, Math.max(1, Math.floor((axis.right - axis.left) / 110)))) {
    const x = Math.round(xOf(axis, time)) + 0.5;
    context.strokeStyle = colours.line;
    line(context, x, 13, x, AXIS);
    context.globalAlpha = 0.55;
    line(context, x, AXIS, x, AUDIT_LANES_HEIGHT);
    context.globalAlpha = 1;
    if (x + 4 + context.measureText(label).width > width) continue;
    context.fillStyle = colours.ink3;
    context.fillText(label, x + 4, 14);
  }
}

type Span = AuditTimeline['runs'][number];

function drawRun({ context, colours, width }: Painter, axis: TimeAxis, run: Span): void {
  const from = Math.round(xOf(axis, Math.max(run.from, axis.from)));
  const to = Math.max(from + 3, Math.round(xOf(axis, Math.min(run.to, axis.to))));
  context.fillStyle = colours.line;
  context.strokeStyle = colours.ink2;
  context.lineWidth = 1;
  context.fillRect(from, AXIS + 5, to - from, 12);
  context.strokeRect(from + 0.5, AXIS + 5.5, to - from - 1, 11);
  const label = `${run.number === null ? 'run' : `run ${run.number}`}${run.version === 0 ? '' : ` under v${run.version}`}`;
  context.fillStyle = colours.ink;
  const room = to - from - 12;
  if (room >= context.measureText(label).width) context.fillText(label, from + 6, AXIS + 15);
  else if (room < 24 && to + 6 < width) drawFitting(context, label, to + 6, AXIS + 15, 90);
}

/** Marks of one lane that stand close to each other, from left to right. */
interface Cluster {
  readonly marks: readonly { readonly mark: AuditMark; readonly x: number }[];
  /** Where the next one begins. */
  readonly room: number;
}

function clustersOf(marks: readonly AuditMark[], lane: AuditLaneName, axis: TimeAxis): readonly Cluster[] {
  const placed = marks.filter((mark) => mark.lane === lane).map((mark) => ({ mark, x: xOf(axis, mark.time) }));
  const clusters: { mark: AuditMark; x: number }[][] = [];
  for (const each of placed.toSorted((left, right) => left.x - right.x)) {
    const last = clusters.at(-1);
    if (last !== undefined && each.x - (last.at(-1)?.x ?? 0) < TOGETHER) last.push(each);
    else clusters.push([each]);
  }
  return clusters.map((each, index) => ({ marks: each, room: (clusters[index + 1]?.[0]?.x ?? Number.POSITIVE_INFINITY) - 12 }));
}

function drawCluster(painter: Painter, axis: TimeAxis, lane: AuditLaneName, { marks, room }: Cluster): void {
  const { context, width, colours } = painter;
  const y = middleOf(lane);
  let last = Number.NEGATIVE_INFINITY;
  for (const { x } of marks) {
    // Grants are many, and their lane has the runs: they are strokes under them.
    if (lane === 'grants') {
      context.fillStyle = colours.ink2;
      context.fillRect(Math.round(x), AXIS + 19, 1.5, 6);
    } else if (x - last >= 13) {
      drawLaneMark(painter, lane, Math.round(x), y);
      last = x;
    }
  }
  const [end, sum] = [marks.at(-1)?.x ?? 0, marks.reduce((all, { mark }) => all + mark.count, 0)];
  if (lane === 'grants' || end < axis.left) return;
  const text =
    lane === 'denials' ? `${grouped(sum)} denied` : sum === 1 ? (marks[0]?.mark.what ?? '') : `${grouped(sum)} entries`;
  if (lane === 'denials' && end + 16 + context.measureText(text).width > room) return;
  context.fillStyle = colours.ink2;
  drawFitting(context, text, end + 16, y + 4, Math.min(room, width - 8) - end - 16);
}

function grouped(count: number): string {
  return thousands(String(count)).join('\u202f');
}

function middleOf(lane: AuditLaneName): number {
  return AXIS + AUDIT_LANE_NAMES.indexOf(lane) * LANE + LANE / 2;
}

function drawLaneMark({ context, colours }: Painter, lane: AuditLaneName, x: number, y: number): void {
  context.fillStyle = colours.ground;
  context.fillRect(x - 7, y - 7, 14, 14);
  context.strokeStyle = colours.ink;
  context.fillStyle = colours.ink;
  context.lineWidth = 1.4;
  if (lane === 'denials') return drawMark(context, 'denied', x, y, colours.ink, 1.4);
  context.beginPath();
  if (lane === 'limits') {
    context.arc(x, y, 4.8, 0, 2 * Math.PI);
    context.stroke();
    context.beginPath();
    context.arc(x, y, 4.8, -Math.PI / 2, Math.PI / 2);
    context.fill();
    return;
  }
  context.save();
  context.translate(x - 7, y - 7);
  context.scale(14 / 16, 14 / 16);
  context.stroke(new Path2D(PENCIL));
  context.restore();
}

function drawSelected({ context, colours }: Painter, axis: TimeAxis, { lane, time }: NonNullable<AuditScene['selected']>): void {
  const x = Math.round(xOf(axis, time));
  context.strokeStyle = colours.ink;
  context.lineWidth = 1;
  context.globalAlpha = 0.5;
  line(context, x + 0.5, AXIS, x + 0.5, AUDIT_LANES_HEIGHT);
  context.globalAlpha = 1;
  context.strokeStyle = colours.ring;
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(x - 10, middleOf(lane) - 10, 20, 20, 2);
  context.stroke();
}

/** A gap through all lanes with torn edges; what comes after it is paler, since nothing vouches for it. */
function drawCut(
  { context, width, colours }: Painter,
  axis: TimeAxis,
  { time, expected, found }: NonNullable<AuditScene['cut']>,
): void {
  // Before the mark of the first bad entry, which stands on the far side.
  const x = Math.round(xOf(axis, time)) - 16;
  context.globalAlpha = 0.6;
  context.fillStyle = colours.ground;
  context.fillRect(Math.max(axis.left, x + 5), AXIS, width, AUDIT_LANES_HEIGHT);
  context.globalAlpha = 1;
  const [left, right] = [tornEdge(x - 5), tornEdge(x + 5)];
  const gap = new Path2D();
  for (const [index, [px, py]] of [...left, ...right.toReversed()].entries())
    if (index === 0) gap.moveTo(px, py);
    else gap.lineTo(px, py);
  context.fillStyle = colours.ground;
  context.fill(gap);
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.4;
  for (const edge of [left, right]) {
    const path = new Path2D();
    for (const [px, py] of edge) path.lineTo(px, py);
    context.stroke(path);
  }
  drawHashes({ context, colours }, axis, x, expected, found);
}

function tornEdge(x: number): [x: number, y: number][] {
  return Array.from({ length: AUDIT_LANES_HEIGHT / 6 - 2 }, (_, index) => [x + (index % 2 === 0 ? -2 : 2), AXIS - 4 + index * 6]);
}

function drawHashes(
  { context, colours }: Pick<Painter, 'context' | 'colours'>,
  axis: TimeAxis,
  x: number,
  expected: string,
  found: string,
): void {
  const texts = [`should be ${shortened(expected)}`, `is ${shortened(found)}`];
  const wide = Math.max(...texts.map((text) => context.measureText(text).width));
  const isLeft = x - wide - 24 >= axis.left;
  for (const [index, text] of texts.entries()) {
    const y = middleOf('limits') + 4 + index * 16 - 8;
    const at = isLeft ? x - 14 - context.measureText(text).width : x + 14;
    context.fillStyle = colours.ground;
    context.fillRect(at - 3, y - 11, context.measureText(text).width + 6, 15);
    context.fillStyle = colours.ink;
    context.fillText(text, at, y);
  }
}

function shortened(hash: string): string {
  return hash === '' ? 'missing' : `${hash.slice(0, 8)}…`;
}

/** Cut at its end where it does not fit; nothing where hardly anything would be left. */
function drawFitting(context: CanvasRenderingContext2D, text: string, x: number, y: number, room: number): void {
  let shown = text;
  while (shown.length > 4 && context.measureText(shown === text ? text : `${shown}…`).width > room) shown = shown.slice(0, -2);
  if (text === '' || (shown.length <= 4 && shown !== text)) return;
  if (context.measureText(shown).width > room) return;
  context.fillText(shown === text ? text : `${shown}…`, x, y);
}

/** The mark nearest to a point in the lane under it; null past 14 px. */
export function auditMarkAt(
  scene: Pick<AuditScene, 'timeline' | 'from' | 'to'>,
  width: number,
  x: number,
  y: number,
): AuditMark | null {
  const axis = auditAxis(scene, width);
  const lane = AUDIT_LANE_NAMES[Math.floor((y - AXIS) / LANE)];
  let [best, least]: [AuditMark | null, number] = [null, 14];
  for (const mark of scene.timeline.marks) {
    const distance = Math.abs(xOf(axis, mark.time) - x);
    if (mark.lane === lane && distance <= least) [best, least] = [mark, distance];
  }
  return best;
}
