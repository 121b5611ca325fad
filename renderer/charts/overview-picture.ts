// A run, or the part of it in view, in one strip: calls by family stacked, memory as a line over them, fuel as a dashed one, and below what failed.
import type { CommandOutput } from '../../app/contract/contract.ts';
import type { Painter } from './surface.tsx';
import { drawMark } from './marks.ts';
import { drawAxis, line, xOf, type TimeAxis } from './time-axis.ts';

export type Overview = CommandOutput<'trace.overview'>;
export type OverviewMark = Overview['marks'][number];

export const OVERVIEW_HEIGHT = 80;
export const TOP = 18;
export const BASE = 60;
const TALLEST = 37;
const MARK_Y = 69.5;
const FAMILIES = 7;
/** A bar and the gap after it. */
export const BAR = 4;

export interface OverviewScene {
  readonly overview: Overview;
  /** What is drawn; the overview may be of another window until the answer for this one is here. */
  readonly axis: TimeAxis;
  /** Nanoseconds: what the screen below shows, and where the selection is. */
  readonly shown: { readonly from: number; readonly to: number } | null;
  readonly selected: number | null;
  readonly live: boolean;
  /** Times of what was found. */
  readonly found: readonly number[];
  /** Times of what people marked. */
  readonly flags: readonly number[];
}

export function drawOverview(painter: Painter, scene: OverviewScene): void {
  const { context, width } = painter;
  const { axis } = scene;
  drawFrame(painter);
  drawAxis(painter, axis, TOP, TOP);
  context.save();
  context.beginPath();
  context.rect(axis.left, TOP, width - axis.left, OVERVIEW_HEIGHT - TOP);
  context.clip();
  drawBars(painter, scene.overview, axis);
  drawMemory(painter, scene.overview, axis);
  drawFuel(painter, scene.overview, axis);
  if (scene.shown !== null) drawShown(painter, scene.shown, axis);
  drawMoments(painter, scene);
  context.restore();
}

function drawMoments({ context, colours }: Painter, scene: OverviewScene): void {
  const { axis } = scene;
  const end = Math.round(xOf(axis, scene.overview.end)) + 0.5;
  context.strokeStyle = colours.ink;
  context.lineWidth = 1;
  if (scene.live) {
    context.setLineDash([2, 2]);
    line(context, end, TOP, end, OVERVIEW_HEIGHT);
    context.setLineDash([]);
  }
  if (scene.selected !== null) {
    const x = Math.round(xOf(axis, scene.selected)) + 0.5;
    line(context, x, TOP, x, BASE);
  }
  // Found: short strokes under the axis, where they hide neither bars nor marks.
  context.fillStyle = colours.ink;
  for (const time of scene.found) context.fillRect(Math.round(xOf(axis, time)), TOP + 1, 2, 5);
  const flags = scene.flags.filter((time) => time >= axis.from && time <= axis.to).map((time) => Math.round(xOf(axis, time)));
  for (const { mark, x } of marksInView(scene.overview.marks, axis)) {
    // A flag says more than the mark it would cover: somebody put it there.
    if (flags.some((flag) => Math.abs(flag - x) < 10)) continue;
    drawMark(context, mark.outcome, x, MARK_Y, mark.outcome === 'error' ? colours.ink2 : colours.ink);
    for (const x of flags) drawMark(context, 'flag', x + 0.5, MARK_Y, colours.ink);
  }
}

function drawFrame({ context, width, colours }: Painter): void {
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  line(context, 0, TOP + 0.5, width, TOP + 0.5);
  line(context, 96 - 0.5, TOP, 96 - 0.5, OVERVIEW_HEIGHT);
  line(context, 96, BASE + 0.5, width, BASE + 0.5);
}

function drawBars({ context, colours }: Painter, { calls, span }: Overview, axis: TimeAxis): void {
  const buckets = Math.floor(calls.length / FAMILIES);
  const left = xOf(axis, span.from);
  const step = (xOf(axis, span.to) - left) / Math.max(1, buckets);
  const sums = Array.from({ length: buckets }, (_, bucket) => sumOf(calls, bucket));
  const most = Math.max(1, ...sums);
  for (let bucket = 0; bucket < buckets; bucket++) {
    let y = BASE;
    for (let family = 0; family < FAMILIES; family++) {
      const count = calls[bucket * FAMILIES + family] ?? 0;
      if (count === 0) continue;
      const height = Math.max(1, (count / most) * TALLEST);
      context.fillStyle = colours.families[family] ?? colours.ink3;
      context.fillRect(left + bucket * step, y - height, Math.max(1, step - 1), height);
      y -= height;
    }
  }
}

function sumOf(calls: readonly number[], bucket: number): number {
  let sum = 0;
  for (let family = 0; family < FAMILIES; family++) sum += calls[bucket * FAMILIES + family] ?? 0;
  return sum;
}

function drawMemory({ context, colours }: Painter, { memory, span }: Overview, axis: TimeAxis): void {
  const most = memory.reduce((largest, pages) => Math.max(largest, pages), 0);
  if (most === 0) return;
  const left = xOf(axis, span.from);
  const step = (xOf(axis, span.to) - left) / memory.length;
  const path = new Path2D();
  memory.forEach((pages, index) => {
    const [x, y] = [left + (index + 0.5) * step, BASE - (pages / most) * (TALLEST - 6)];
    if (index === 0) path.moveTo(left, y);
    path.lineTo(x, y);
  });
  strokeOver(context, path, colours.ground, colours.ink);
}

/** Instructions so far, over those at the end of what is drawn: where the line is steep, the guest computes. */
function drawFuel({ context, colours }: Painter, { fuel, span }: Overview, axis: TimeAxis): void {
  const most = fuel.reduce((largest, used) => Math.max(largest, used), 0);
  if (most === 0) return;
  const left = xOf(axis, span.from);
  const step = (xOf(axis, span.to) - left) / fuel.length;
  const path = new Path2D();
  // What was used before the part in view.
  const least = span.from === 0 ? 0 : (fuel.find((used) => used > 0) ?? 0);
  path.moveTo(left, BASE);
  fuel.forEach((used, index) => {
    // Between two calls nothing is known but that it rose.
    if (used > 0) path.lineTo(left + (index + 0.5) * step, BASE - ((used - least) / Math.max(1, most - least)) * (TALLEST - 2));
  });
  context.setLineDash([4, 2]);
  strokeOver(context, path, colours.ground, colours.ink2);
  context.setLineDash([]);
}

/** On a seam of the ground's colour, so that it can be told from the bars. */
function strokeOver(context: CanvasRenderingContext2D, path: Path2D, ground: string, ink: string): void {
  context.lineJoin = 'round';
  context.strokeStyle = ground;
  context.lineWidth = 3;
  context.stroke(path);
  context.strokeStyle = ink;
  context.lineWidth = 1;
  context.stroke(path);
}

/** What the list below has in view: a bracket under the axis, so that it is not taken for the range. */
function drawShown({ context, colours }: Painter, shown: { from: number; to: number }, axis: TimeAxis): void {
  const from = Math.round(Math.max(axis.left - 8, xOf(axis, shown.from)));
  const to = Math.max(from + 3, Math.round(xOf(axis, shown.to)));
  context.fillStyle = colours.ink2;
  context.fillRect(from, TOP + 1, to - from, 2);
  context.fillRect(from, TOP + 1, 1, 6);
  context.fillRect(to - 1, TOP + 1, 1, 6);
}

/** Marks with their place in pixels; of those that would cover each other the gravest stands. */
export function marksInView(marks: readonly OverviewMark[], axis: TimeAxis): readonly { mark: OverviewMark; x: number }[] {
  const taken = new Set<number>();
  const kept: { mark: OverviewMark; x: number }[] = [];
  for (const outcome of ['denied', 'ended', 'error'] as const) {
    for (const mark of marks) {
      if (mark.outcome !== outcome || mark.time < axis.from || mark.time > axis.to) continue;
      const x = xOf(axis, mark.time);
      const slot = Math.floor(x / 5);
      if (taken.has(slot) || taken.has(slot - 1) || taken.has(slot + 1)) continue;
      taken.add(slot);
      kept.push({ mark, x });
    }
  }
  return kept.toSorted((left, right) => left.x - right.x);
}
