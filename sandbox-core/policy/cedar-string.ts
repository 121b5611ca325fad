// Text as a string of Cedar. What is not plain ASCII is escaped: it looks the same to everybody, and no mark hides in it.

export function cedarString(text: string): string {
  let escaped = '';
  for (const character of text) escaped += escapedCharacter(character);
  return `"${escaped}"`;
}

function escapedCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  return /^[ -~]$/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
