// What the engine counts of a run while its chunks come in.
import type { Rule } from '../policy/decision.ts';
import { ON_MISS_POINTER } from '../policy/rules.ts';
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { Chunk } from '../recording/record/chunk.ts';

const OK = CALL_OUTCOMES.indexOf('ok');
const DENIED = CALL_OUTCOMES.indexOf('denied');
const ERROR = CALL_OUTCOMES.indexOf('error');

export class RunCounts {
  readonly #letThroughBy: number;
  /** Calls that no rule permits and that were let through all the same. */
  letThrough = 0;
  calls = 0;
  denials = 0;
  errors = 0;
  /** Of output. */
  bytes = 0;
  /** Most pages of memory. */
  pages = 0;
  /** When the last recorded call had ended, by the guest process's word: nanoseconds since the run's start. */
  lastCall = 0;

  constructor(rules: readonly Rule[]) {
    this.#letThroughBy = rules.find(({ pointer, effect }) => pointer === ON_MISS_POINTER && effect === 'permit')?.id ?? -1;
  }

  take(chunk: Chunk): void {
    this.calls += chunk.rows;
    for (let row = 0; row < chunk.rows; row += 1) {
      if (chunk.outcome[row] === DENIED) this.denials += 1;
      else if (chunk.outcome[row] === ERROR) this.errors += 1;
      if (chunk.rule[row] === this.#letThroughBy && chunk.outcome[row] === OK) this.letThrough += 1;
      this.pages = Math.max(this.pages, chunk.memoryPages[row] ?? 0);
    }
    const last = chunk.rows - 1;
    this.lastCall = Math.max(this.lastCall, (chunk.start[last] ?? 0) + (chunk.duration[last] ?? 0));
  }
}
