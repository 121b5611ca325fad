// Where a diagnostic stands, as the span of letters that an editor underlines: from its place to the end of the word there.
import type { Place } from '../../sandbox-core/index.ts';

export interface Span {
  /** UTF-16 units from 0. */
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly column: number;
}

const WORD = /"(?:[^"\\\n]|\\.)*"?|[\w.]+|[^\s\w]/y;

/** Null for what concerns the whole text. */
export function spanOf(text: string, place: Place): Span | null {
  if (place.kind !== 'text') return null;
  const { line, column } = place;
  const from = Math.min(text.length, lineStart(text, line) + column - 1);
  WORD.lastIndex = from;
  return { from, to: WORD.exec(text) === null ? from : WORD.lastIndex, line, column };
}

function lineStart(text: string, line: number): number {
  let at = 0;
  for (let index = 1; index < line; index++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return at;
}
