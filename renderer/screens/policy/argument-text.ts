// Arguments on one line, as a shell would read them: blanks part, double quotes hold together, a backslash takes the next sign as it is.

export function splitArguments(text: string): string[] {
  const found: string[] = [];
  let word: string | null = null;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '\\' && at + 1 < text.length) {
      at += 1;
      word = (word ?? '') + (text[at] ?? '');
    } else if (sign === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (sign === ' ' && !quoted) {
      if (word !== null) found.push(word);
      word = null;
    } else word = (word ?? '') + sign;
  }
  if (word !== null) found.push(word);
  return found;
}

export function joinArguments(list: readonly string[]): string {
  return list.map((each) => (/^[^\s"\\]+$/.test(each) ? each : `"${each.replace(/["\\]/g, '\\$&')}"`)).join(' ');
}
