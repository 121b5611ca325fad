// Finds typed letters in a title, in order, preferring the beginnings of words; says which letters matched, to draw them bold.

export interface Match {
  readonly score: number;
  /** Indexes of the matched letters, ascending. */
  readonly at: readonly number[];
}

/** Null where the letters do not all occur in order. Blanks in the query only part words. */
export function fuzzyMatch(query: string, text: string): Match | null {
  const wanted = query.toLowerCase().replaceAll(' ', '');
  if (wanted === '') return { score: 0, at: [] };
  const lower = text.toLowerCase();
  const whole = lower.indexOf(query.toLowerCase().trim());
  if (whole >= 0) {
    const length = query.trim().length;
    const start = isWordStart(lower, whole) ? 100 : 60;
    return { score: start - whole / 10, at: Array.from({ length }, (_, index) => whole + index) };
  }
  return scattered(wanted, lower);
}

function scattered(wanted: string, lower: string): Match | null {
  const at: number[] = [];
  let score = 0;
  let from = 0;
  for (const letter of wanted) {
    const word = nextWordStart(lower, letter, from);
    const next = word >= 0 ? word : lower.indexOf(letter, from);
    if (next < 0) return null;
    score += next === from ? 3 : word >= 0 ? 2 : 0;
    at.push(next);
    from = next + 1;
  }
  return { score, at };
}

function nextWordStart(text: string, letter: string, from: number): number {
  for (let at = text.indexOf(letter, from); at >= 0; at = text.indexOf(letter, at + 1)) {
    if (at === from || isWordStart(text, at)) return at;
  }
  return -1;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[^a-z0-9]/.test(text[at - 1] ?? '');
}
