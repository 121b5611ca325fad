// Guest text made safe to look at: what moves a cursor, reorders letters or hides becomes a visible escape
// (terminal escapes: THREATS 90; bidirectional and zero-width characters: 91; unpaired surrogates: 48).

/**
 * Controls, format characters (bidirectional marks, tags), line and paragraph separators, unpaired surrogates, and all
 * that Unicode lets a font draw as nothing (Default_Ignorable_Code_Point: joiners, fillers, variation selectors).
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

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

/** At most `most` UTF-16 units, cut in the middle with `…`, never through a surrogate pair. */
export function cutMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = Math.max(0, most - 1);
  const head = Math.ceil(kept / 2);
  const tail = text.length - (kept - head);
  return `${text.slice(0, splitsPair(text, head) ? head - 1 : head)}…${text.slice(splitsPair(text, tail) ? tail + 1 : tail)}`;
}

function splitsPair(text: string, at: number): boolean {
  return at > 0 && /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1));
}

function escaped(character: string): string {
  return SHORT.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
