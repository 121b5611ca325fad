// In words where a run stands still: for its banner, the status line and a screen reader.
import type { RunSummary } from '../../app/contract/schemas.ts';
import { callNumber } from './call-number.ts';

/** `stopped before call 42, path_open`; the call is counted from 1, as in the trace. */
export function standingText({ held }: Pick<RunSummary, 'held'>): string {
  return held === null ? 'paused' : `stopped ${held.phase} call ${callNumber(held.row)}, ${held.name}`;
}

export function askingText({ asking }: Pick<RunSummary, 'asking'>): string {
  return asking === null ? 'asking' : `asks about call ${callNumber(asking.row)}, ${asking.name}`;
}

export function askingSentence(run: Pick<RunSummary, 'asking' | 'number'>): string {
  return `Run ${run.number} ${askingText(run)}, and waits for an answer.`;
}

export function standingSentence(run: Pick<RunSummary, 'held' | 'number'>): string {
  return `Run ${run.number} ${standingText(run)}; its clocks stand still.`;
}
