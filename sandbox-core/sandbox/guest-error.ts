// What a call rejects with when the guest ended it: a trap, a limit, a denial, an exit, a stop. Faults of ours are SandboxErrors.
import { endingSentence, type RuleWords } from '../run/ending-sentence.ts';
import type { Ending, RunTotals } from '../run/outcome.ts';

export class GuestError extends Error {
  override readonly name = 'GuestError';
  readonly ending: Ending;

  constructor(ending: Ending, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.ending = ending;
  }
}

export function guestError(ending: Ending, totals: RunTotals, rules: readonly RuleWords[], cause?: unknown): GuestError {
  const message = endingSentence({ ...ending, totals: { ...totals, denials: 0 } }, rules);
  return new GuestError(ending, message, cause === undefined ? undefined : { cause });
}
