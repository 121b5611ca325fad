// Cedar's `like`: literal pieces with any text between them. Time is linear in text and pattern, whatever either holds:
// each piece is looked for once, from where the one before it was found, and no search steps back (THREATS 65).

/** `pieces` as in an Expression: the first is a prefix, the last a suffix, each of the others is somewhere between. */
export function compileLike(pieces: readonly string[]): (text: string) => boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return (text) => text === first;
  const searches = pieces.slice(1, -1).map(pieceSearch);
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let at = first.length;
    for (const search of searches) {
      at = search(text, at, end);
      if (at < 0) return false;
    }
    return true;
  };
}

/** Where the first occurrence of `piece` between `from` and `end` ends, or -1 (Knuth, Morris, Pratt). */
function pieceSearch(piece: string): (text: string, from: number, end: number) => number {
  const borders = bordersOf(piece);
  return (text, from, end) => {
    let matched = 0;
    for (let at = from; matched < piece.length; at++) {
      if (at >= end) return -1;
      while (matched > 0 && text.charCodeAt(at) !== piece.charCodeAt(matched)) matched = borders[matched - 1] ?? 0;
      if (text.charCodeAt(at) === piece.charCodeAt(matched)) matched++;
      if (matched === piece.length) return at + 1;
    }
    return from;
  };
}

/** For each prefix of `piece`, the length of its longest proper prefix that is its suffix too. */
function bordersOf(piece: string): number[] {
  const borders: number[] = piece === '' ? [] : [0];
  for (let at = 1, matched = 0; at < piece.length; at++) {
    while (matched > 0 && piece.charCodeAt(at) !== piece.charCodeAt(matched)) matched = borders[matched - 1] ?? 0;
    if (piece.charCodeAt(at) === piece.charCodeAt(matched)) matched++;
    borders.push(matched);
  }
  return borders;
}
