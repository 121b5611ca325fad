// Whether a replay ended as its recording says: kind, exit code, trap with its place, and fuel.
import type { Divergence } from '../host/replay/divergence.ts';
import type { GuestFrames } from './guest-frames.ts';
import type { GuestEnd } from './guest-protocol.ts';
import type { GuestFrame, Outcome } from './outcome.ts';

export interface EndingDifference extends Pick<Divergence, 'kind' | 'part' | 'expected' | 'found'> {
  readonly stack: readonly GuestFrame[];
}

export function differentEnding(outcome: Outcome, end: GuestEnd, frames: GuestFrames | undefined): EndingDifference | undefined {
  const { ending } = end;
  const stack = ending.kind === 'trapped' ? (frames?.stackOf(ending.trap.stack) ?? []) : [];
  const expected = recordedWords(outcome);
  const found = foundWords(ending, stack);
  if (expected !== found) return { kind: 'ending', part: 'the end', expected, found, stack };
  return differentFuel(outcome, end);
}

/** After a trap, what the last stretch without calls had executed is not counted; that stretch is the same in both. */
function differentFuel(outcome: Outcome, end: GuestEnd): EndingDifference | undefined {
  const recorded = outcome.totals.limits.find(({ limit }) => limit === 'fuel');
  if (recorded === undefined || recorded.used === end.used.fuel) return undefined;
  if (outcome.kind === 'limit' && outcome.limit === 'fuel') return undefined;
  return {
    kind: 'fuel',
    part: 'instructions executed',
    expected: String(recorded.used),
    found: String(end.used.fuel ?? 0),
    stack: [],
  };
}

function recordedWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'exited':
      return `exited with ${outcome.code}`;
    case 'trapped':
      return trapWords(outcome.trap.kind, outcome.trap.stack);
    case 'limit':
      return `the ${outcome.limit} limit`;
    default:
      return outcome.kind;
  }
}

function foundWords(ending: GuestEnd['ending'], stack: readonly GuestFrame[]): string {
  switch (ending.kind) {
    case 'exited':
      return `exited with ${ending.code}`;
    case 'trapped':
      return trapWords(ending.trap.kind, stack);
    case 'limit':
      return `the ${ending.limit} limit`;
    default:
      return ending.kind;
  }
}

function trapWords(kind: string, stack: readonly GuestFrame[]): string {
  const [frame] = stack;
  return frame === undefined ? kind : `${kind} in function ${frame.functionIndex} at 0x${frame.offset.toString(16)}`;
}
