// A time axis in pixels with round steps. All charts share the gutter, so that they stand exactly below one another.
import type { Painter } from './surface.tsx';

export const GUTTER = 96;
export const RIGHT_PAD = 24;

/** Nanoseconds since the run's start. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

export interface TimeAxis extends TimeSpan {
  readonly left: number;
  readonly right: number;
}

export function timeAxis(from: number, to: number, width: number): TimeAxis {
  return { from, to: Math.max(to, from + 1), left: GUTTER, right: Math.max(GUTTER + 1, width - RIGHT_PAD) };
}

export function xOf(axis: TimeAxis, time: number): number {
  return axis.left + ((time - axis.from) / (axis.to - axis.from)) * (axis.right - axis.left);
}

export function timeAt(axis: TimeAxis, x: number): number {
  const share = (x - axis.left) / (axis.right - axis.left);
  return axis.from + Math.min(1, Math.max(0, share)) * (axis.to - axis.from);
}

export interface TickUnit {
  readonly nanos: number;
  readonly name: string;
}

const UNITS: readonly TickUnit[] = [
  { nanos: 1e9, name: 's' },
  { nanos: 1e6, name: 'ms' },
  { nanos: 1e3, name: 'µs' },
  { nanos: 1, name: 'ns' },
];

export interface Ticks {
  /** Nanoseconds between two labelled lines. */
  readonly step: number;
  readonly unit: TickUnit;
  readonly digits: number;
}

/** Steps of 1, 2 or 5 that leave each label at least `room` pixels. */
export function ticksOf(axis: TimeAxis, room: number): Ticks {
  const least = ((axis.to - axis.from) * room) / (axis.right - axis.left);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= least) ?? 10 * power;
  const largest = Math.max(Math.abs(axis.from), axis.to);
  const unit = UNITS.find((each) => largest >= each.nanos) ?? UNITS[3] ?? { nanos: 1, name: 'ns' };
  const digits = Math.max(0, Math.round(-Math.log10(step / unit.nanos) + 0.301));
  return { step, unit, digits };
}

/** Labels and lines at the top; `bottom` is where the faint lines end. */
export function drawAxis({ context, width, colours }: Painter, axis: TimeAxis, height: number, bottom: number): void {
  const ticks = ticksOf(axis, 84);
  context.font = `11px ${colours.font}`;
  context.textBaseline = 'alphabetic';
  context.lineWidth = 1;
  for (let index = Math.ceil(axis.from / ticks.step); index * ticks.step <= axis.to; index++) {
    const time = index * ticks.step;
    const x = Math.round(xOf(axis, time)) + 0.5;
    context.strokeStyle = colours.line;
    line(context, x, 6, x, height);
    if (bottom > height) {
      context.globalAlpha = 0.55;
      line(context, x, height, x, bottom);
      context.globalAlpha = 1;
    }
    const label = `${(time / ticks.unit.nanos).toFixed(ticks.digits)} ${ticks.unit.name}`;
    if (x + 4 + context.measureText(label).width > width) continue;
    context.fillStyle = colours.ink3;
    context.fillText(label, x + 4, height - 6);
  }
}

export function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
