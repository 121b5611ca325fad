// What a policy of another tool may be at most, whatever its syntax. All of it is counted before a parser allocates by it,
// or where that cannot be, kept so small by the text's length that the parser cannot do harm.
export const FOREIGN_CAPS = {
  /** UTF-16 units of the text. */
  textLength: 1 << 17,
  lines: 8192,
  /** Quotes, anchors, aliases and tags of YAML: its parser takes its time over each. */
  marks: 8192,
  /** Keys and values. */
  values: 16_384,
  /** Of values in values. */
  depth: 16,
  /** Brackets in brackets in YAML or TOML, which are counted in its strings too. */
  brackets: 64,
  /** Columns by which a line of YAML may be indented, its dashes included. */
  indentation: 128,
  /** Words of a command line. */
  words: 4096,
} as const;
