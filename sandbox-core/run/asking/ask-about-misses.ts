// The guest thread's side of a question: it stands still, with the run's clocks, until the engine has an answer.
import { SandboxError } from '../../base/errors.ts';
import type { FreezePoint } from '../../host/freeze-point.ts';
import type { AskAboutMiss } from '../../host/ask-about-miss.ts';
import { encodeChunk } from '../../recording/record/chunk-codec.ts';
import type { ThrownFrame } from '../../runtime/v8-trap.ts';
import { pendingChunk } from '../stepping/pending-call.ts';
import type { AnswerSlot } from './answer-slot.ts';
import type { AskedAt, ThreadAnswer } from './miss-question.ts';

export interface AskOptions {
  readonly slot: AnswerSlot;
  readonly freezePoint: FreezePoint;
  /** The run is to end. */
  stopAsked(): boolean;
  /** The guest's frames now, innermost first. */
  stack(): readonly ThrownFrame[];
  asked(at: AskedAt): void;
}

/** A stop that comes meanwhile is noticed this late. */
const LOOK_MILLISECONDS = 5;

export function askAboutMisses({ slot, freezePoint, stopAsked, stack, asked }: AskOptions): AskAboutMiss {
  let number = 0;
  let denyRest = false;
  return (call, misses) => {
    if (denyRest) return 'deny';
    const pending = pendingChunk(call);
    if (pending === undefined) throw new SandboxError('INTERNAL', 'a held call has no row');
    number += 1;
    let answer: ThreadAnswer | undefined;
    freezePoint.hold(() => {
      asked({ number, row: call.row, misses, pending: encodeChunk(pending), stack: stack() });
      for (;;) {
        answer = slot.take(number);
        if (answer !== undefined || stopAsked()) return;
        slot.wait(number, LOOK_MILLISECONDS);
      }
    });
    if (answer === undefined) return 'stopped';
    denyRest = answer === 'deny-rest';
    return answer === 'deny-rest' ? 'deny' : answer;
  };
}
