// A filter as data: what the text of one means, whatever table it is asked of. Made by parse.ts, written by print.ts,
// compiled by match.ts.

/** What a number of a filter counts; it says how the number is read and written. */
export type Quantity = 'integer' | 'duration' | 'bytes' | 'address';

export type Comparison = '=' | '<' | '<=' | '>' | '>=';

/** What is asked of one field's value. Durations are nanoseconds. */
export type FieldTest =
  /** The whole value, with case. */
  | { readonly kind: 'is'; readonly text: string }
  /** `*` stands for any signs, `?` for one. */
  | { readonly kind: 'glob'; readonly pattern: string }
  /** A regular expression of pattern.ts that occurs somewhere in the value, as it was written between the slashes. */
  | { readonly kind: 'pattern'; readonly source: string }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly value: number; readonly quantity: Quantity }
  /** Both ends are included; `from` is at most `to`. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number; readonly quantity: Quantity };

/** An `and` has no `and` among its parts, an `or` no `or`, both have two parts at least; `all` stands only alone. */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and'; readonly parts: readonly Query[] }
  | { readonly kind: 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  /** Some text of the row has it in it, whatever the case. Not empty. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly field: string; readonly test: FieldTest };

export const ALL: Query = { kind: 'all' };

/** Every part; parts of the same kind are taken apart. */
export function allOf(parts: readonly Query[]): Query {
  return joined('and', parts);
}

/** Some part; parts of the same kind are taken apart. */
export function anyOf(parts: readonly Query[]): Query {
  return joined('or', parts);
}

function joined(kind: 'and' | 'or', parts: readonly Query[]): Query {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  const [first = ALL] = flat;
  return flat.length < 2 ? first : { kind, parts: flat };
}
