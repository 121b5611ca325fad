// How a guest ended, from the words of its process to those of the module as it was given.
import type { RuleId } from '../base/ids.ts';
import type { GuestFrames } from '../run/guest-frames.ts';
import type { GuestEnding } from '../run/guest-protocol.ts';
import type { Ending } from '../run/outcome.ts';

export function readEnding(ending: GuestEnding, frames: GuestFrames): Ending {
  switch (ending.kind) {
    case 'trapped':
      return { kind: 'trapped', trap: { ...ending.trap, stack: frames.stackOf(ending.trap.stack) } };
    case 'denied':
      return { ...ending, rule: ending.rule as RuleId };
    case 'refused':
      return { kind: 'refused', message: frames.placed(ending.message, ending.offset) };
    case 'crashed':
      return { kind: 'crashed', reason: ending.reason, signal: null };
    default:
      return ending;
  }
}
