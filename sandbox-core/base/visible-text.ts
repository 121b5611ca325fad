// Guest text made safe to look at: what moves a cursor, reorders letters or hides becomes a visible escape
// (terminal escapes: THREATS 90; bidirectional and zero-width characters: 91; unpaired surrogates: 48).

/** Controls, line and paragraph separators, bidirectional marks, zero-width and invisible characters, surrogates, tags. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/gu;

const SHORT = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\0', '\\0'],
]);

/** `text` with every hidden character written as `\n`, `\t` or `\u{202e}`; a backslash stays as it is. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, escaped);
}

/** The same for text of many lines: line feeds and tabs stay, escape characters show as ␛. */
export function visibleLines(text: string): string {
  return text.replace(HIDDEN, (character) => {
    if (character === '\n' || character === '\t') return character;
    return character === '\u001b' ? '␛' : escaped(character);
  });
}

/** Whether `visibleText` would change anything: for a badge beside the name. */
export function hasHiddenCharacters(text: string): boolean {
  return text.search(HIDDEN) >= 0;
}

/** At most `most` characters, cut in the middle with `…`. */
export function cutMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}

function escaped(character: string): string {
  return SHORT.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
