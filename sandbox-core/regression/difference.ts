// What a regression test found to be otherwise than expected: data, made into words by the reports.
import type { GuestFrame } from '../run/outcome.ts';

export interface TestDifference {
  readonly about: 'calls' | 'outcome' | 'stdout' | 'stderr' | 'verdicts' | 'fuel';
  /** What differs, in words: `call 3, fd_write: argument fd`. May hold guest text. */
  readonly what: string;
  /** May be guest text. */
  readonly expected: string;
  readonly found: string;
  /** Where the guest was, innermost first; empty where that says nothing. */
  readonly stack: readonly GuestFrame[];
}
