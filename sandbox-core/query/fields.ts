// What a filter can ask of a table, as data: each table gives its own list, so that the language knows none of them.

export type FieldKind =
  /** Compared whole and with case, as a glob, or by a regular expression. */
  | 'text'
  /** One of `values`, whatever the case. */
  | 'choice'
  /** Whole numbers, also `0x` hexadecimal. */
  | 'integer'
  /** A length of time with its unit: `4us`, `1.5ms`. */
  | 'duration'
  /** A size: `4096`, `4KiB`. */
  | 'bytes'
  /** An instant, as time since the start with its unit. */
  | 'time'
  /** Guest memory: one address or a range of them. */
  | 'address'
  /** A property that a row has or has not: one of `values`. */
  | 'flag';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** One sentence without a full stop, for help and completion. */
  readonly help: string;
  /** What a `choice` or a `flag` can be. */
  readonly values?: readonly string[];
  /** Why this table does not have the field, as a clause: asking for it is a fault that says so. */
  readonly missing?: string;
}

export type FieldTable = readonly Field[];

/** The field of this name. */
export function fieldNamed(table: FieldTable, name: string): Field | undefined {
  return table.find((field) => field.name === name);
}
