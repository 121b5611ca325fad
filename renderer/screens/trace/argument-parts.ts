// Argument text in parts, to draw separators pale and flags quiet. The text itself is the engine's and is not changed.

export interface ArgumentPart {
  readonly kind: 'text' | 'flag' | 'comma';
  readonly text: string;
}

const PARTS = /"(?:[^"\\]|\\.)*"|, |\b[A-Z][A-Z0-9_]{2,}\b/g;
/** A row draws no more than this many parts; the rest is in one piece. */
const MOST_PARTS = 24;

export function argumentParts(text: string): readonly ArgumentPart[] {
  const parts: ArgumentPart[] = [];
  let end = 0;
  for (const match of text.matchAll(PARTS)) {
    if (parts.length >= MOST_PARTS) break;
    const [found] = match;
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    parts.push({ kind: found === ', ' ? 'comma' : found.startsWith('"') ? 'text' : 'flag', text: found });
    end = match.index + found.length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}
