// One rule of a fault schedule, as data: which calls it means, which of those it hits, and what then happens. The same
// schedule hits the same calls in every run that makes the same calls.

export type FaultEffect =
  /** Not performed; the guest gets this errno. */
  | { readonly kind: 'fail'; readonly errno: number }
  /** At most so many bytes of a read or write; `half` of what was asked for, one byte at least. */
  | { readonly kind: 'cut'; readonly to: number | 'half' }
  | { readonly kind: 'deny' }
  /** The guest's clocks jump forward by so many nanoseconds. */
  | { readonly kind: 'clock'; readonly nanos: number };

export interface FaultRule {
  /** In the filter language (docs/filter-language.md), of the call before it is performed; empty for every call. */
  readonly where: string;
  /** The first call hit among those that match, from 1. */
  readonly nth: number;
  /** From then on each so-many-th; 0 for that one alone. */
  readonly every: number;
  /** Hits at most; null for no end. */
  readonly times: number | null;
  readonly effect: FaultEffect;
}
