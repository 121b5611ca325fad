// How a run stands or ended: a shape and a few words, the same wherever runs are listed.
import type { JSX } from 'react';
import type { RunSummary } from '../../app/contract/schemas.ts';
import { Icon, type IconName } from './icon.tsx';
import { askingText, standingText } from './standing.ts';
import { countText, nanosText } from './quantities.ts';

export interface EndingWords {
  readonly icon: IconName;
  readonly text: string;
}

export function endingWords(run: RunSummary): EndingWords {
  const { ending } = run;
  if (run.state === 'held' || run.state === 'frozen') return { icon: 'pause', text: standingText(run) };
  if (run.state === 'asking') return { icon: 'ask', text: askingText(run) };
  if (run.state !== 'ended' || ending === null) return { icon: 'play', text: run.state === 'starting' ? 'starting' : 'running' };
  switch (ending.kind) {
    case 'returned':
      return cleanEnd(run);
    case 'exited':
      return ending.code === 0
        ? cleanEnd(run)
        : { icon: run.denials > 0 ? 'denied' : 'error', text: `exit code ${ending.code}${deniedTail(run)}` };
    case 'trapped':
      return { icon: 'trap', text: `trap, ${ending.trap.kind}` };
    case 'denied':
      return { icon: 'denied', text: `stopped at a denial` };
    case 'limit':
      return { icon: 'limit', text: `limit, ${ending.limit}` };
    case 'stopped':
      return { icon: 'stop', text: 'stopped' };
    case 'refused':
      return { icon: 'warning', text: 'refused' };
    case 'crashed':
      return { icon: 'trap', text: `process ended${ending.signal === null ? '' : `, ${ending.signal}`}` };
  }
}

function cleanEnd(run: RunSummary): EndingWords {
  if (run.denials > 0) return { icon: 'denied', text: `ended, ${run.denials} denied` };
  if (run.errors > 0) return { icon: 'error', text: `ended, ${countText(run.errors, 'error')}` };
  return { icon: 'ok', text: `ended, ${nanosText(run.wall)}` };
}

function deniedTail(run: RunSummary): string {
  return run.denials > 0 ? `, ${run.denials} denied` : '';
}

export function Ending({ run, size = 14 }: { readonly run: RunSummary; readonly size?: 12 | 14 }): JSX.Element {
  const { icon, text } = endingWords(run);
  return (
    <span className="outcome">
      <Icon name={icon} size={size} />
      <span className="cut">{text}</span>
    </span>
  );
}
