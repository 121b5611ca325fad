// Zooming and moving a window over a span of time, and a brush within it. Pure, so that wheel and keys agree.
import type { TimeSpan } from './time-axis.ts';

/** Closer than this there is nothing more to see. */
const LEAST_SPAN = 1000;

/** The window `factor` times as wide, with `at` staying where it is; null once it holds everything. */
export function zoomed(view: TimeSpan, factor: number, at: number, end: number): TimeSpan | null {
  const span = Math.max(Math.min(LEAST_SPAN, end), (view.to - view.from) * factor);
  if (span >= end) return null;
  const share = (at - view.from) / Math.max(1, view.to - view.from);
  return within(at - share * span, span, end);
}

/** The window moved by a share of its own width, kept inside of the run. */
export function moved(view: TimeSpan, share: number, end: number): TimeSpan {
  const span = view.to - view.from;
  return within(view.from + share * span, span, end);
}

/** The window moved the least that brings a moment into it. */
export function showing(view: TimeSpan, time: number, end: number): TimeSpan {
  const span = view.to - view.from;
  return time >= view.from && time <= view.to ? view : within(time - span / 2, span, end);
}

function within(from: number, span: number, end: number): TimeSpan {
  const start = Math.max(0, Math.min(end - span, from));
  return { from: Math.floor(start), to: Math.ceil(Math.min(end, start + span)) };
}

export type BrushPart = 'from' | 'to' | 'none';

/** The edge of a brushed range under a pointer, by pixels. */
export function edgeAt(x: number, from: number, to: number): BrushPart {
  const [left, right] = [Math.abs(x - from), Math.abs(x - to)];
  if (Math.min(left, right) > 6) return 'none';
  return left < right ? 'from' : 'to';
}
