// Two kept runs held against each other, beginning at the first difference.
import { useMemo, type JSX } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { usePlace, useRun, useSession, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { whenText } from '../../ui/quantities.ts';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { ComparedRuns } from './compared-runs.tsx';
import { useComparison } from './use-comparison.ts';
import './compare-screen.css';

export function CompareMain(): JSX.Element {
  const { place } = useWorkspace();
  const runs = useSession((state) => state.runs);
  const b = useRun();
  const against = usePlace((each) => each.against);
  const a = runs.find(({ id }) => id === against) ?? null;
  const { move } = place.getState();
  const swap = (): void => {
    if (a !== null && b !== null) move({ run: a.id, module: a.module, against: b.id, selection: null });
  };
  const commands = useMemo((): readonly Command[] => {
    const sessions = (): void => place.getState().go({ screen: 'sessions' });
    return [{ id: 'compare.sessions', title: 'Choose other runs', group: 'Sessions', keys: ['C'], run: sessions }];
  }, [place]);
  useCommands(commands);
  if (runs.length < 2) return <TooFew />;
  return (
    <>
      <div className="tool-bar">
        <RunPicker letter="A" runs={runs} chosen={a?.id ?? ''} onChoose={(run) => move({ against: run.id })} />
        <RunPicker
          letter="B"
          runs={runs}
          chosen={b?.id ?? ''}
          onChoose={(run) => move({ run: run.id, module: run.module, selection: null })}
        />
        <span className="space" />
        <Button disabled={a === null || b === null} onPress={swap}>
          Swap
        </Button>
      </div>
      {a === null || b === null ? (
        <Empty icon="compare" title="Two runs are needed" why="Choose A and B above, or mark two in Sessions and press C." />
      ) : a.id === b.id ? (
        <Empty icon="compare" title="A and B are the same run" why="Choose another run for one of them." />
      ) : (
        <Comparing key={`${a.id} ${b.id}`} a={a} b={b} />
      )}
    </>
  );
}

function Comparing({ a, b }: { readonly a: RunSummary; readonly b: RunSummary }): JSX.Element {
  const { state, cancel, again } = useComparison(a.id, b.id);
  const escape = useMemo((): readonly Command[] => {
    const when = (): boolean => state.kind === 'busy';
    return [{ id: 'compare.cancel', title: 'Cancel comparing', group: 'Sessions', keys: ['Esc'], when, run: cancel }];
  }, [state.kind, cancel]);
  useCommands(escape);
  switch (state.kind) {
    case 'busy':
      return <Busy title={`Aligning run ${a.number} with run ${b.number}`} share={state.share} onCancel={cancel} />;
    case 'cancelled':
      return (
        <Empty icon="compare" title="Comparing was cancelled" why="Nothing of it is kept.">
          <Button onPress={again}>Compare</Button>
        </Empty>
      );
    case 'failed':
      return <Broken title="The runs cannot be compared" code="UNAVAILABLE" message={state.message} onRetry={again} />;
    case 'done':
      return <ComparedRuns a={a} b={b} summary={state.summary} />;
  }
}

function TooFew(): JSX.Element {
  const { place } = useWorkspace();
  return (
    <Empty
      icon="compare"
      title="Fewer than two runs are kept"
      why="Run a module twice: what changed between the runs appears here."
    >
      <Button kind="primary" keys="Ctrl+1" onPress={() => place.getState().go({ screen: 'modules' })}>
        Choose a module
      </Button>
    </Empty>
  );
}

interface RunPickerProps {
  readonly letter: 'A' | 'B';
  readonly runs: readonly RunSummary[];
  readonly chosen: string;
  readonly onChoose: (run: RunSummary) => void;
}

function RunPicker({ letter, runs, chosen, onChoose }: RunPickerProps): JSX.Element {
  return (
    <label className="run-picker">
      <span className="compare-side">{letter}</span>
      <select
        aria-label={`Run ${letter}`}
        value={chosen}
        onChange={(event) => {
          const run = runs.find(({ id }) => id === event.target.value);
          if (run !== undefined) onChoose(run);
        }}
      >
        {chosen === '' && <option value="">choose a run</option>}
        {runs.map((run) => (
          <option key={run.id} value={run.id}>
            run {run.number}, {run.moduleName}, {whenText(run.startedAt, Date.now())}
          </option>
        ))}
      </select>
    </label>
  );
}
