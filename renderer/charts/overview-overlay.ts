// What lies over the overview and follows the pointer: the range with its edges, and the moment under the pointer.
import { nanosText } from '../ui/quantities.ts';
import { BASE, OVERVIEW_HEIGHT, TOP } from './overview-picture.ts';
import type { Painter } from './surface.tsx';
import { line, xOf, type TimeAxis, type TimeSpan } from './time-axis.ts';

export interface OverlayScene {
  readonly axis: TimeAxis;
  readonly range: TimeSpan | null;
  /** Nanoseconds; null where nothing is hovered. */
  readonly hover: number | null;
}

export function drawOverlay(painter: Painter, { axis, range, hover }: OverlayScene): void {
  if (range !== null) drawRange(painter, axis, range);
  if (hover !== null && hover >= axis.from && hover <= axis.to) drawHover(painter, axis, hover);
}

function drawRange({ context, colours, width }: Painter, axis: TimeAxis, range: TimeSpan): void {
  const from = Math.round(Math.min(width, Math.max(axis.left, xOf(axis, range.from))));
  const to = Math.round(Math.min(width, Math.max(from + 1, xOf(axis, range.to))));
  context.fillStyle = colours.chrome;
  context.globalAlpha = 0.72;
  context.fillRect(axis.left, TOP + 1, from - axis.left, OVERVIEW_HEIGHT - TOP - 1);
  context.fillRect(to, TOP + 1, width - to, OVERVIEW_HEIGHT - TOP - 1);
  context.globalAlpha = 1;
  context.strokeStyle = colours.ink;
  context.lineWidth = 1;
  for (const x of [from, to]) {
    line(context, x + 0.5, TOP, x + 0.5, BASE);
    context.fillStyle = colours.ink;
    context.beginPath();
    context.roundRect(x - 2, (TOP + BASE) / 2 - 7, 5, 14, 2);
    context.fill();
  }
}

function drawHover({ context, colours, width }: Painter, axis: TimeAxis, hover: number): void {
  const x = Math.round(xOf(axis, hover)) + 0.5;
  context.strokeStyle = colours.ink2;
  context.lineWidth = 1;
  line(context, x, TOP, x, BASE);
  const label = momentText(hover, axis);
  context.font = `11px ${colours.font}`;
  const room = context.measureText(label).width + 8;
  const left = Math.min(width - room, Math.max(axis.left, x - room / 2));
  context.fillStyle = colours.ground;
  context.fillRect(left, 1, room, TOP - 2);
  context.fillStyle = colours.ink;
  context.textBaseline = 'alphabetic';
  context.fillText(label, left + 4, TOP - 6);
}

/** As many digits as a pixel can tell apart. */
function momentText(time: number, axis: TimeAxis): string {
  const pixel = (axis.to - axis.from) / Math.max(1, axis.right - axis.left);
  if (axis.to < 1e6) return nanosText(time);
  const [unit, nanos] = axis.to >= 1e9 ? ['s', 1e9] : ['ms', 1e6];
  return `${(time / nanos).toFixed(Math.min(9, Math.max(0, Math.ceil(Math.log10(nanos / pixel)))))} ${unit}`;
}
