// What a Cedar text may be at most. It is held to this by a scanner of our own before Cedar sees any of it: 200 nested
// parentheses in a row, or some hundred `if`s, put Cedar's instance out of use.
export const CEDAR_CAPS = {
  /** UTF-8 bytes of one text. */
  textBytes: 1 << 20,
  /** Of all texts of one policy together. */
  policies: 4096,
  /** Tokens of one policy. */
  tokens: 4096,
  /** Brackets of any kind inside one another. */
  nesting: 32,
  /** `if`s of one policy. */
  ifs: 32,
  /** Members of members, `a.b.c`, in a row. */
  members: 32,
  /** Characters of one identifier or string, in the text. */
  tokenLength: 8192,
  diagnostics: 100,
} as const;
