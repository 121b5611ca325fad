// The facts of a range that float beside it: length, calls, denials, bytes. Written into its elements while the pointer drags,
// so that no move goes through React; the engine is asked for the newest range only, one question at a time.
import type { CommandOutput } from '../../app/contract/contract.ts';
import { GUTTER, RIGHT_PAD, xOf, type TimeAxis } from '../charts/time-axis.ts';
import type { TimeRange } from '../store/time-range.ts';
import { sameRange } from '../store/time-range.ts';
import type { Workspace } from '../store/workspace.ts';
import { bytesText, countText, nanosText } from '../ui/quantities.ts';

type Totals = CommandOutput<'trace.range'>;

export interface TipParts {
  readonly box: HTMLElement;
  readonly length: HTMLElement;
  readonly facts: HTMLElement;
}

export class RangeTip {
  readonly #workspace: Workspace;
  readonly #run: string;
  #asked: TimeRange | null = null;
  #busy = false;
  #parts: TipParts | null = null;

  constructor(workspace: Workspace, run: string) {
    this.#workspace = workspace;
    this.#run = run;
  }

  /** Shows the range beside its place, or nothing for null. `width` is that of the overview in pixels. */
  show(parts: TipParts, range: TimeRange | null, axis: TimeAxis, width: number): void {
    this.#parts = parts;
    parts.box.hidden = range === null;
    if (range === null) return void (this.#asked = null);
    parts.length.textContent = nanosText(range.to - range.from);
    const room = parts.box.offsetWidth + 8;
    const [left, right] = [xOf(axis, range.from), xOf(axis, range.to)];
    const at = right + room < width ? right + 8 : left - room > GUTTER ? left - room : width - RIGHT_PAD - room;
    parts.box.style.transform = `translateX(${Math.round(Math.max(GUTTER, at))}px)`;
    if (sameRange(range, this.#asked)) return;
    this.#asked = range;
    void this.#ask();
  }

  /** In words, for who hears it. */
  static words(range: TimeRange, totals: Totals): string {
    return `Range of ${nanosText(range.to - range.from)}: ${factsText(totals)}`;
  }

  async #ask(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let range = this.#asked; range !== null; range = sameRange(range, this.#asked) ? null : this.#asked) {
      try {
        const totals = await this.#workspace.client.call('trace.range', { run: this.#run, span: range });
        if (this.#parts !== null) this.#parts.facts.textContent = factsText(totals);
      } catch {
        // The connection is gone, which the window says.
        break;
      }
    }
    this.#busy = false;
  }
}

function factsText({ calls, denials, errors, bytes }: Totals): string {
  const failed = [denials > 0 && `${denials} denied`, errors > 0 && countText(errors, 'error')].filter((part) => part !== false);
  return [countText(calls, 'call'), ...failed, bytesText(bytes)].join(' · ');
}
