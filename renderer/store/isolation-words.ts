// The isolation report in a few plain words, the same on its screen, in the dock, in the status line and aloud.
import type { IsolationStatus } from '../../app/contract/isolation-schema.ts';

export interface Verdict {
  readonly kind: 'held' | 'out' | 'unknown' | 'failed';
  readonly title: string;
  readonly says: string;
}

export function verdictOf(status: IsolationStatus): Verdict {
  if (status.state === 'failed') return { kind: 'failed', title: 'The test gave no answer', says: status.failure };
  if (status.attempts.length === 0)
    return {
      kind: 'unknown',
      title: 'Not tested yet',
      says: 'Soon after the start a child process tries to get out, as a hostile guest would.',
    };
  const out = escapes(status).length;
  const all = status.attempts.length;
  if (out === 0) return { kind: 'held', title: 'Nothing got out', says: `A guest process tried ${all} ways out; all were held.` };
  const ways = out === 1 ? '1 way' : `${out} ways`;
  return status.holds
    ? {
        kind: 'held',
        title: 'Held, as far as this system can',
        says: `${ways} out of ${all}, against which this system has no layer.`,
      }
    : { kind: 'out', title: `${ways} out`, says: `A guest process tried ${all} ways out; ${all - out} were held.` };
}

export function escapes({ attempts }: IsolationStatus): IsolationStatus['attempts'] {
  return attempts.filter(({ held }) => !held);
}

/** `4 of 6 layers hold`. */
export function layersText({ layers }: IsolationStatus): string {
  const holding = layers.filter(({ state }) => state === 'held').length;
  const untried = layers.filter(({ state }) => state === 'untried').length;
  return untried > 0 ? `${untried} of ${layers.length} layers, not tested yet` : `${holding} of ${layers.length} layers hold`;
}

/** One sentence, for the live region. */
export function isolationSentence(status: IsolationStatus | null): string {
  if (status === null) return 'Nothing is known of the isolation of guests.';
  const { title, says } = verdictOf(status);
  return `Isolation: ${title}. ${says}`;
}
