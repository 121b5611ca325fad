// What must be replaced in one text to make it another: what they share at both ends stays.

export interface TextChange {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** Null where they are the same. */
export function leastChange(before: string, after: string): TextChange | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let end = 0;
  while (end < shorter - from && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}
