// Above the calls while a run goes on or stands still: on, pause, to the next call, after this one, to a match, to here, stop.
import type { JSX } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { StepGoal } from '../../store/stepping.ts';
import { usePlace, useWorkspace } from '../../store/use-workspace.ts';
import { ToolButton } from '../../ui/button.tsx';
import { Breakpoints } from './breakpoints.tsx';
import './step-bar.css';

export function StepBar({ run }: { readonly run: RunSummary }): JSX.Element {
  const workspace = useWorkspace();
  const { stepping } = workspace;
  const filter = usePlace((place) => place.filter);
  // Drawn anew with the selection, for `canGoHere`.
  usePlace((place) => place.selection);
  const stands = run.state === 'held' || run.state === 'frozen';
  const go = (goal: StepGoal) => (): void => void stepping.go(goal);
  return (
    <div className="tool-bar step-bar" role="toolbar" aria-label="Step">
      {stands ? (
        <ToolButton
          icon="play"
          label="Continue: to the next breakpoint"
          keys="F5"
          text={<span>Continue</span>}
          onPress={go({ kind: 'run' })}
        />
      ) : (
        <ToolButton
          icon="pause"
          label="Pause: stand still at the next call"
          keys="F6"
          disabled={run.state !== 'running'}
          text={<span>Pause</span>}
          onPress={() => void stepping.pause()}
        />
      )}
      <ToolButton
        icon="step"
        label="Next call: step to before it"
        keys="F10"
        text={<span>Next call</span>}
        onPress={go({ kind: 'call', phase: 'before' })}
      />
      <ToolButton
        icon="step-after"
        label="After it: step to after this call"
        keys="F11"
        text={<span>After it</span>}
        onPress={go({ kind: 'call', phase: 'after' })}
      />
      <ToolButton
        icon="to-match"
        label={filter.trim() === '' ? 'To match: there is no filter' : `To match: run to the next call that matches ${filter}`}
        keys="Shift+F11"
        disabled={filter.trim() === ''}
        text={<span>To match</span>}
        onPress={go({ kind: 'until', where: filter })}
      />
      <ToolButton
        icon="tail"
        label="To here: run to the selected call"
        keys="Ctrl+F10"
        disabled={!stepping.canGoHere}
        text={<span>To here</span>}
        onPress={() => void stepping.goHere()}
      />
      <span className="space" />
      <Breakpoints run={run} />
      <span className="upright" />
      <ToolButton
        icon="stop"
        label="Stop the run"
        keys="Shift+F5"
        text={<span>Stop</span>}
        onPress={() => void workspace.stopRun()}
      />
    </div>
  );
}
