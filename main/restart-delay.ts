// How long a crashed engine stays down before it is started again.

const FIRST_MILLISECONDS = 200;
const MOST_MILLISECONDS = 10_000;
/** An engine that has lived this long did not crash because of how it was started. */
export const HEALTHY_MILLISECONDS = 30_000;

/** Milliseconds before the next start, after `failures` short lives in a row: at once, then 0.2 s, doubling to 10 s. */
export function restartDelay(failures: number): number {
  if (failures <= 1) return 0;
  return Math.min(MOST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (failures - 2));
}
