// The calls around what the table shows, one lane for each family, on one axis of time.
import { FAMILY_NAMES } from '../ui/palette.ts';
import type { FamilyName, OutcomeName } from '../ui/words.ts';
import { drawMark } from './marks.ts';
import type { Painter } from './surface.tsx';
import { drawAxis, line, timeAxis, xOf, type TimeAxis } from './time-axis.ts';

export const LANE_AXIS = 20;
export const LANE = 20;
export const LANES_HEIGHT = LANE_AXIS + LANE * 7;

/** A single call has no span; a tenth of a millisecond around it can be read. */
const LEAST_SPAN = 100_000;

export interface LaneCall {
  readonly row: number;
  readonly time: number;
  readonly duration: number;
  readonly family: FamilyName;
  readonly outcome: OutcomeName;
}

export interface LanesScene {
  readonly calls: readonly LaneCall[];
  /** The times of the first and the last row in view. */
  readonly shown: { readonly from: number; readonly to: number } | null;
  readonly selected: number | null;
}

export function lanesAxis(calls: readonly LaneCall[], width: number): TimeAxis {
  const [first, last] = [calls[0], calls.at(-1)];
  if (first === undefined || last === undefined) return timeAxis(0, 1, width);
  return timeAxis(
    first.time,
    Math.max(last.time + Math.max(last.duration, (last.time - first.time) / 100), first.time + LEAST_SPAN),
    width,
  );
}

export function drawLanes(painter: Painter, scene: LanesScene): void {
  const { context, width, colours } = painter;
  const axis = lanesAxis(scene.calls, width);
  if (scene.shown !== null) drawShown(painter, axis, scene.shown);
  drawAxis(painter, axis, LANE_AXIS, LANES_HEIGHT);
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  line(context, 96 - 0.5, 0, 96 - 0.5, LANES_HEIGHT);
  for (let lane = 0; lane <= 7; lane++) line(context, 0, LANE_AXIS + lane * LANE + 0.5, width, LANE_AXIS + lane * LANE + 0.5);
  for (const call of scene.calls) drawCall(painter, axis, call);
  for (const call of scene.calls) if (call.outcome !== 'ok' && call.row !== scene.selected) drawOutcome(painter, axis, call);
  const selected = scene.calls.find((call) => call.row === scene.selected);
  if (selected !== undefined) drawSelected(painter, axis, selected);
}

function drawShown({ context, colours, width }: Painter, axis: TimeAxis, shown: { from: number; to: number }): void {
  const from = Math.max(axis.left, Math.round(xOf(axis, shown.from)));
  const to = Math.min(width, Math.max(from + 2, Math.round(xOf(axis, shown.to))));
  context.fillStyle = colours.chrome;
  context.fillRect(axis.left, 0, from - axis.left, LANES_HEIGHT);
  context.fillRect(to, 0, width - to, LANES_HEIGHT);
}

function drawCall({ context, colours }: Painter, axis: TimeAxis, call: LaneCall): void {
  const lane = FAMILY_NAMES.indexOf(call.family);
  const x = xOf(axis, call.time);
  const length = Math.max(1.2, xOf(axis, call.time + call.duration) - x);
  context.fillStyle = colours.families[lane] ?? colours.ink3;
  context.fillRect(x, LANE_AXIS + lane * LANE + 4.5, length, 12);
}

function drawOutcome(painter: Painter, axis: TimeAxis, call: LaneCall): void {
  const { context, colours } = painter;
  const x = Math.round(xOf(axis, call.time));
  const y = LANE_AXIS + FAMILY_NAMES.indexOf(call.family) * LANE + 10.5;
  const half = call.outcome === 'error' ? 4 : 7;
  context.fillStyle = colours.ground;
  context.fillRect(x - half, y - 8, half * 2, 16);
  if (call.outcome !== 'ok') drawMark(context, call.outcome, x, y, call.outcome === 'error' ? colours.ink2 : colours.ink, 1.4);
}

function drawSelected(painter: Painter, axis: TimeAxis, call: LaneCall): void {
  const { context, colours } = painter;
  const x = Math.round(xOf(axis, call.time));
  const lane = FAMILY_NAMES.indexOf(call.family);
  const y = LANE_AXIS + lane * LANE;
  context.strokeStyle = colours.ink;
  context.lineWidth = 1;
  line(context, x + 0.5, LANE_AXIS, x + 0.5, LANES_HEIGHT);
  context.fillStyle = colours.ground;
  context.fillRect(x - 9, y + 1, 19, 19);
  context.strokeStyle = colours.ring;
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(x - 9, y + 1.5, 19, 18, 2);
  context.stroke();
  if (call.outcome === 'ok') {
    context.fillStyle = colours.families[lane] ?? colours.ink3;
    context.fillRect(x - 3, y + 5, 7, 11);
  } else drawMark(context, call.outcome, x + 0.5, y + 10.5, colours.ink, 1.4);
}

/** The call nearest to a point, in the lane under it. Null past 12 px. */
export function callAt(calls: readonly LaneCall[], width: number, x: number, y: number): LaneCall | null {
  const axis = lanesAxis(calls, width);
  const family = FAMILY_NAMES[Math.floor((y - LANE_AXIS) / LANE)];
  let best: LaneCall | null = null;
  let least = 12;
  for (const call of calls) {
    if (call.family !== family) continue;
    const [from, to] = [xOf(axis, call.time), xOf(axis, call.time + call.duration)];
    const distance = x < from ? from - x : x > to ? x - to : 0;
    if (distance <= least) [best, least] = [call, distance];
  }
  return best;
}
