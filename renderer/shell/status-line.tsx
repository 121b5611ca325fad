// One line on how the run in view stands, in words that a screen reader hears too.
import type { JSX } from 'react';
import type { RunSummary } from '../../app/contract/schemas.ts';
import { escapes, layersText } from '../store/isolation-words.ts';
import { useRun, useSession, useWorkspace } from '../store/use-workspace.ts';
import { endingWords } from '../ui/ending.tsx';
import { Figure } from '../ui/figure.tsx';
import { Icon } from '../ui/icon.tsx';
import { bytesText, nanosText, ofMost } from '../ui/quantities.ts';
import './status-line.css';

export function StatusLine(): JSX.Element {
  const run = useRun();
  const busy = useSession((state) => state.busy);
  const isolation = useSession((state) => state.isolation);
  const { place } = useWorkspace();
  return (
    <footer className="status">
      {run === null ? <span className="status-first">{busy ?? 'Ready'}</span> : <RunStatus run={run} busy={busy} />}
      <span className="space" />
      {isolation !== null && (
        <button
          type="button"
          className="status-link optional"
          title="Isolation  Alt+I"
          onClick={() => place.getState().go({ screen: 'isolation' })}
        >
          <Icon name={escapes(isolation).length > 0 && !isolation.holds ? 'warning' : 'isolation'} size={12} />
          {layersText(isolation)}
        </button>
      )}
      <span>
        <Icon name="lock" size={12} />
        no network
      </span>
    </footer>
  );
}

function RunStatus({ run, busy }: { readonly run: RunSummary; readonly busy: string | null }): JSX.Element {
  const { icon, text } = endingWords(run);
  const wall = run.limits.find((use) => use.limit === 'wall-time');
  const memory = run.limits.find((use) => use.limit === 'memory');
  return (
    <>
      <span className="status-first">
        <Icon name={icon} size={14} />
        {busy ?? `Run ${run.number}: ${text}`}
      </span>
      <span>
        <span>
          <Figure value={run.calls} /> {run.calls === 1 ? 'call' : 'calls'}
        </span>
      </span>
      <span>
        <Icon name="denied" size={12} />
        <span>
          <Figure value={run.denials} /> denied
        </span>
      </span>
      <span>
        <Icon name="error" size={12} />
        <span>
          <Figure value={run.errors} /> {run.errors === 1 ? 'error' : 'errors'}
        </span>
      </span>
      <span className="optional">
        time {wall === undefined ? nanosText(run.wall) : ofMost(nanosText(run.wall), nanosText(wall.most))}
      </span>
      <span className="optional">
        memory {memory === undefined ? bytesText(run.memory) : ofMost(bytesText(run.memory), bytesText(memory.most))}
      </span>
    </>
  );
}
