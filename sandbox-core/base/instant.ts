// Instants as text (RFC 3339, UTC, to the nanosecond) and as nanoseconds since 1970 in decimal. Reckoned here, since a
// Date knows milliseconds only, and reading one is an act that the engine leaves to its clock port.

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z$/;
/** Days in the months of a year that has no leap day. */
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
/** Largest signed 64-bit count of nanoseconds: April of 2262. Guests often keep WASI timestamps in signed numbers. */
const LAST = 2n ** 63n - 1n;

/** `2026-01-01T00:00:00.5Z` → `1767225600500000000`; `undefined` for other forms, days that are not, before 1970, after 2262-04-11. */
export function parseInstant(text: string): string | undefined {
  const match = INSTANT.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const seconds = daysBefore(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  const at = BigInt(seconds) * 1_000_000_000n + BigInt((match[7] ?? '').padEnd(9, '0'));
  return at > LAST ? undefined : String(at);
}

/** The inverse: nanoseconds since 1970 in decimal to the shortest text. */
export function formatInstant(at: string): string {
  const nanos = BigInt(at);
  const seconds = Number(nanos / 1_000_000_000n);
  const fraction = String(nanos % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const { year, month, day } = dateOf(Math.floor(seconds / 86_400));
  const rest = seconds % 86_400;
  const time = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60].map(two).join(':');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}${fraction === '' ? '' : `.${fraction}`}Z`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysIn(year: number, month: number): number {
  return (MONTH_DAYS[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0);
}

/** Days from 1970-01-01 to the first of January. */
function daysBeforeYear(year: number): number {
  const past = year - 1;
  return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 719_162;
}

function daysBefore(year: number, month: number, day: number): number {
  let days = daysBeforeYear(year) + day - 1;
  for (let earlier = 1; earlier < month; earlier++) days += daysIn(year, earlier);
  return days;
}

function dateOf(days: number): { year: number; month: number; day: number } {
  let year = 1970 + Math.floor(days / 366);
  while (daysBeforeYear(year + 1) <= days) year++;
  let month = 1;
  let left = days - daysBeforeYear(year);
  while (left >= daysIn(year, month)) {
    left -= daysIn(year, month);
    month++;
  }
  return { year, month, day: left + 1 };
}
