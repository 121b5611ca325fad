// A text of JSON with comments, cut into pieces to draw: keys quiet, values in ink, punctuation pale. It only colours; what
// does not parse keeps its letters.

export interface JsonToken {
  readonly kind: 'key' | 'value' | 'sign' | 'note' | 'plain';
  readonly text: string;
}

const PIECES =
  /(?<note>\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))|(?<text>"(?:[^"\\\n]|\\.)*"?)(?<colon>\s*:)?|(?<word>[\w.+-]+)|(?<sign>[{}[\],:])/g;

export function jsonTokens(text: string): readonly JsonToken[] {
  const tokens: JsonToken[] = [];
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    if (match.index > end) tokens.push({ kind: 'plain', text: text.slice(end, match.index) });
    tokens.push(...piecesOf(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) tokens.push({ kind: 'plain', text: text.slice(end) });
  return tokens;
}

function piecesOf(match: RegExpMatchArray): readonly JsonToken[] {
  const { note, text, colon, word } = match.groups ?? {};
  if (note !== undefined) return [{ kind: 'note', text: note }];
  if (text !== undefined && colon !== undefined) {
    return [
      { kind: 'key', text },
      { kind: 'sign', text: colon },
    ];
  }
  if (text !== undefined) return [{ kind: 'value', text }];
  return [{ kind: word === undefined ? 'sign' : 'value', text: match[0] }];
}
