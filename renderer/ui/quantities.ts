// Figures as people read them: times, sizes, dates. Pure text; `figure.tsx` draws the gaps.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `12.4 MiB`; whole below ten thousand bytes stay exact in bytes. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${shortNumber(value)} ${UNITS[unit] ?? ''}`;
}

/** `1.904 s`, `212 ms`, `4 µs`, `38 ns`. */
export function nanosText(nanos: number): string {
  if (nanos >= 1e9) return `${shortNumber(nanos / 1e9, 3)} s`;
  if (nanos >= 1e6) return `${shortNumber(nanos / 1e6)} ms`;
  if (nanos >= 1e3) return `${shortNumber(nanos / 1e3)} µs`;
  return `${Math.round(nanos)} ns`;
}

/** Three figures are enough to compare; trailing zeros say nothing. */
export function shortNumber(value: number, digits = value >= 100 ? 0 : value >= 10 ? 1 : 2): string {
  return String(Number(value.toFixed(digits)));
}

/** `12.4 of 64 MiB`; the first unit stands only where it is another. */
export function ofMost(used: string, most: string): string {
  const unit = most.slice(most.lastIndexOf(' '));
  return `${used.endsWith(unit) ? used.slice(0, -unit.length) : used} of ${most}`;
}

/** `17 pages, at most 256`. */
export function memoryText(memory: { readonly minimum: number; readonly maximum: number | null }): string {
  return `${countText(memory.minimum, 'page')}, ${memory.maximum === null ? 'no maximum' : `at most ${memory.maximum}`}`;
}

/** Groups of three from the right; what is not a whole number comes back in one piece. */
export function thousands(value: string): readonly string[] {
  if (!/^\d+$/.test(value)) return [value];
  const groups: string[] = [];
  for (let end = value.length; end > 0; end -= 3) groups.unshift(value.slice(Math.max(0, end - 3), end));
  return groups;
}

/** Offset in the module or in memory: `0x1F3C`. */
export function addressText(offset: number): string {
  return `0x${offset.toString(16).toUpperCase()}`;
}

/** `today 14:02`, `Mon 16:58`, `12 Mar 2026`, in the user's own zone. */
export function whenText(milliseconds: number, now: number): string {
  const then = new Date(milliseconds);
  const clock = `${two(then.getHours())}:${two(then.getMinutes())}`;
  const days = Math.round((midnight(now) - midnight(milliseconds)) / 86_400_000);
  if (days === 0) return `today ${clock}`;
  if (days > 0 && days < 7) return `${then.toLocaleDateString('en', { weekday: 'short' })} ${clock}`;
  return then.toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** One more of something reads `1 call`, else `3 calls`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${thousands(String(count)).join('\u202f')} ${count === 1 ? one : many}`;
}

function midnight(milliseconds: number): number {
  return new Date(milliseconds).setHours(0, 0, 0, 0);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
