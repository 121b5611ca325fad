// Nanoseconds as people read them: a length of time, or, when it is too long to be one, an instant in UTC.
import { formatDuration } from '../base/units.ts';

/** Some 19 years: nobody sleeps so long, and no clock of interest stood before 1989. */
const LONGEST_DURATION = 600_000_000n * 1_000_000_000n;

const SECOND = 1_000_000_000n;
const DAY = 86_400n;

export function instantText(nanos: bigint): string {
  if (nanos <= LONGEST_DURATION) return formatDuration(Number(nanos));
  const seconds = nanos / SECOND;
  const [year, month, day] = civilDate(Number(seconds / DAY));
  if (year > 9999) return `${nanos} ns`;
  const time = Number(seconds % DAY);
  const clock = [Math.floor(time / 3600), Math.floor(time / 60) % 60, time % 60].map((part) => String(part).padStart(2, '0'));
  const fraction = String(nanos % SECOND).padStart(9, '0');
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T${clock.join(':')}.${fraction}Z`;
}

/** Days since 1970-01-01 as year, month and day of the Gregorian calendar. */
function civilDate(days: number): [year: number, month: number, day: number] {
  // Counted from 0000-03-01 on, leap days come last in their year, and a month's first day is linear in its number.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}
