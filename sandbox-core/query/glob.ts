// Globs: `*` stands for any signs or none, `?` for one. Never more steps than text times pattern, since of all places for a
// star only the last is ever gone back to.

/** Whether the whole text is of this form. */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const sign = pattern[place];
    if (sign === '*') {
      star = place++;
      resume = at;
    } else if (sign !== undefined && (sign === '?' || sign === text[at])) {
      at++;
      place++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[place] === '*') place++;
  return place === pattern.length;
}
