// How the run stands, in one sentence with the why of it; while it runs, the way to stop it.
import type { JSX } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { useModule, useWorkspace } from '../../store/use-workspace.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { endingWords } from '../../ui/ending.tsx';
import { nanosText } from '../../ui/quantities.ts';

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
        says={`${run.moduleName}, ${nanosText(run.wall)} so far`}
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
