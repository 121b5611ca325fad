// Steps and labels of an axis of wall-clock time, in the user's own zone.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds between two labelled lines, as clocks are read. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 30, 60, 120, 365].map((days) => days * DAY),
];

export interface ClockTick {
  readonly time: number;
  readonly label: string;
}

/** At most so many ticks between two times, the least step that does. `zone`: minutes that local time is behind UTC then. */
export function clockTicks(from: number, to: number, most: number, zone = zoneOf): readonly ClockTick[] {
  const step = STEPS.find((each) => (to - from) / each <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  const shift = zone(from) * MINUTE;
  const ticks: ClockTick[] = [];
  for (let local = Math.ceil((from - shift) / step) * step; local + shift <= to && ticks.length <= most + 1; local += step) {
    ticks.push({ time: local + shift, label: clockLabel(local, step) });
  }
  return ticks;
}

/** `local` is a time whose UTC parts read as local ones. */
function clockLabel(local: number, step: number): string {
  const date = new Date(local);
  const clock = date.toISOString();
  if (step >= DAY || (step >= HOUR && local % DAY === 0))
    return `${date.getUTCDate()} ${date.toLocaleDateString('en', { month: 'short', timeZone: 'UTC' })}`;
  if (step >= MINUTE) return clock.slice(11, 16);
  return step >= SECOND ? clock.slice(11, 19) : clock.slice(11, 23);
}

/** `14:02:07.111`, in the user's own zone. */
export function clockText(time: number, zone = zoneOf): string {
  return new Date(time - zone(time) * MINUTE).toISOString().slice(11, 23);
}

function zoneOf(time: number): number {
  return new Date(time).getTimezoneOffset();
}
