// How the run stands, in one sentence with the why of it; while it runs, the way to stop it.
import { useEffect, useState, type JSX } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { useModule, useWorkspace } from '../../store/use-workspace.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { endingWords } from '../../ui/ending.tsx';

export function RunBanner({ run }: { readonly run: RunSummary }): JSX.Element {
  const workspace = useWorkspace();
  const module = useModule();
  const { icon, text } = endingWords(run);
  if (run.state !== 'ended') {
    return (
      <Banner
        icon={icon}
        label="Run"
        title={`Run ${run.number}: ${text}`}
        says={<Elapsed since={run.startedAt} name={run.moduleName} />}
      >
        <Button icon="stop" keys="Shift+F5" onPress={() => void workspace.stopRun()}>
          Stop
        </Button>
      </Banner>
    );
  }
  return (
    <Banner
      icon={icon}
      label="Run"
      title={`Run ${run.number}: ${text}`}
      says={<span title={run.sentence ?? ''}>{run.sentence}</span>}
    >
      <Button icon="policy" kind="quiet" onPress={() => workspace.place.getState().go({ screen: 'policy' })}>
        Policy
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
