// How the run stands, in one sentence with the why of it; while it runs, the way to stop it.
import { useEffect, useState, type JSX } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { useModule, usePlace, useWorkspace } from '../../store/use-workspace.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Breakpoints } from './breakpoints.tsx';
import { endingWords } from '../../ui/ending.tsx';

export function RunBanner({ run }: { readonly run: RunSummary }): JSX.Element {
  const workspace = useWorkspace();
  const module = useModule();
  const { icon, text } = endingWords(run);
  const { stepping } = workspace;
  const canGoHere = usePlace(() => stepping.canGoHere);
  if (run.state !== 'ended') {
    return (
      <Banner
        icon={icon}
        label="Run"
        title={`Run ${run.number}: ${text}`}
        says={run.state === 'frozen' ? 'its clocks stand still' : <Elapsed since={run.startedAt} name={run.moduleName} />}
      />
    );
  }
  return (
    <Banner
      icon={icon}
      label="Run"
      title={`Run ${run.number}: ${text}`}
      says={<span title={run.sentence ?? ''}>{run.sentence}</span>}
    >
      <Breakpoints run={run} />
      {canGoHere && (
        <Button
          icon="tail"
          kind="quiet"
          title="Runs to the call with the number of the selected one"
          onPress={() => void stepping.goHere()}
        >
          Run to here
        </Button>
      )}
      <Button icon="policy" kind="quiet" onPress={() => workspace.place.getState().go({ screen: 'policy' })}>
        Policy
      </Button>
      <Button
        icon="step"
        keys="F10"
        title="Runs it again and stops before its first call"
        disabled={module === null || module.kind === 'refused'}
        onPress={() => void workspace.startRun({ kind: 'call', phase: 'before' })}
      >
        Step
      </Button>
      <Button
        icon="play"
        keys="F5"
        disabled={module === null || module.kind === 'refused'}
        onPress={() => void workspace.startRun()}
      >
        Run again
      </Button>
    </Banner>
  );
}

const TICK_MS = 200;

/** Counts on by itself: a guest that computes and calls nothing sends nothing. */
function Elapsed({ since, name }: { readonly since: number; readonly name: string }): JSX.Element {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      {name}, started {(Math.max(0, now - since) / 1000).toFixed(1)} s ago
    </>
  );
}
