// A range of a run's time: brushed as a preview or kept in the place. Everything that shows calls shows only those in it.

/** Whole nanoseconds since the run's start, both included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export function sameRange(left: TimeRange | null, right: TimeRange | null): boolean {
  return left === right || (left !== null && right !== null && left.from === right.from && left.to === right.to);
}

/** The range between two moments, in whichever order they are given. */
export function rangeBetween(one: number, other: number): TimeRange {
  const from = Math.max(0, Math.floor(Math.min(one, other)));
  return { from, to: Math.max(from, Math.ceil(Math.max(one, other))) };
}

/** A filter as it holds within a range: the same language, so that it can be copied and typed. */
export function filterWithin(range: TimeRange | null, filter: string): string {
  if (range === null) return filter;
  const term = `t:${range.from}ns..${range.to}ns`;
  return filter.trim() === '' ? term : `${term} (${filter})`;
}

/** `1.8–1.904 s`, as a crumb says it. */
export function rangeText({ from, to }: TimeRange): string {
  const [unit, nanos] = to >= 1e9 ? ['s', 1e9] : to >= 1e6 ? ['ms', 1e6] : ['µs', 1e3];
  // As many digits as show a hundredth of its length.
  const digits = Math.min(9, Math.max(0, Math.ceil(Math.log10(nanos / Math.max(1, to - from))) + 2));
  const text = (time: number): string => String(Number((time / nanos).toFixed(digits)));
  return `${text(from)}–${text(to)} ${unit}`;
}

/** `FROM-TO` of an address, or null. */
export function readRange(text: string): TimeRange | null {
  const [, from, to] = /^(\d{1,16})-(\d{1,16})$/.exec(text) ?? [];
  return from === undefined || to === undefined || Number(from) > Number(to) ? null : { from: Number(from), to: Number(to) };
}
