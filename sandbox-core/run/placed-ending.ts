// How a run ended, from the word of its guest process: with the places of a trap in the module as it was given.
import type { GuestFrames } from './guest-frames.ts';
import type { GuestEnding } from './guest-protocol.ts';
import type { Ending } from './outcome.ts';

export function placedEnding(ending: GuestEnding, frames: GuestFrames | undefined): Ending {
  switch (ending.kind) {
    case 'trapped':
      return { kind: 'trapped', trap: { ...ending.trap, stack: frames?.stackOf(ending.trap.stack) ?? [] } };
    case 'refused':
      return { kind: 'refused', message: frames?.placed(ending.message, ending.offset) ?? ending.message };
    case 'crashed':
      return { kind: 'crashed', reason: ending.reason, signal: null };
    case 'denied':
      return { ...ending, rule: ending.rule as Extract<Ending, { kind: 'denied' }>['rule'] };
    default:
      return ending;
  }
}
