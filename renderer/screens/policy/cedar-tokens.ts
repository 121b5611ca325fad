// A text in Cedar cut into pieces to colour and to find one's place in. It never fails: what is no Cedar is a piece too.

export type CedarTokenKind =
  | 'blank'
  | 'note'
  | 'text'
  | 'annotation'
  | 'keyword'
  | 'type'
  | 'name'
  | 'number'
  | 'operator'
  | 'sign';

export interface CedarToken {
  readonly kind: CedarTokenKind;
  readonly from: number;
  readonly to: number;
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'permit',
  'forbid',
  'when',
  'unless',
  'if',
  'then',
  'else',
  'in',
  'is',
  'has',
  'like',
  'true',
  'false',
]);

const PIECE =
  /(?<blank>\s+)|(?<note>\/\/[^\n]*)|(?<text>"(?:[^"\\\n]|\\.)*"?)|(?<annotation>@\w*)|(?<type>[A-Za-z_]\w*(?=\s*::))|(?<word>[A-Za-z_]\w*)|(?<number>\d+)|(?<operator>::|==|!=|<=|>=|&&|\|\||[!<>+\-*])|(?<sign>[^])/y;

/** The piece that begins at an offset of the text; undefined at its end. */
export function cedarTokenAt(text: string, from: number): CedarToken | undefined {
  PIECE.lastIndex = from;
  const match = PIECE.exec(text);
  if (match === null) return undefined;
  return { kind: kindOf(match), from, to: from + match[0].length };
}

export function cedarTokens(text: string): readonly CedarToken[] {
  const tokens: CedarToken[] = [];
  for (let token = cedarTokenAt(text, 0); token !== undefined; token = cedarTokenAt(text, token.to)) tokens.push(token);
  return tokens;
}

function kindOf({ 0: piece, groups = {} }: RegExpExecArray): CedarTokenKind {
  if (groups['word'] !== undefined) return KEYWORDS.has(piece) ? 'keyword' : 'name';
  for (const kind of ['blank', 'note', 'text', 'annotation', 'type', 'number', 'operator'] as const) {
    if (groups[kind] !== undefined) return kind;
  }
  return 'sign';
}
