// Kept runs: what each did and how large its file is, two to be compared, and below the files that the one in view touched.
import { useEffect, useMemo, useRef, useState, type JSX } from 'react';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { usePlace, useSession, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { bytesText, countText } from '../../ui/quantities.ts';
import { Split } from '../../ui/split.tsx';
import { Busy, Empty } from '../../ui/states.tsx';
import { DeleteQuestion } from './delete-question.tsx';
import { FilesPane } from './files-pane.tsx';
import { keptRuns, matchingRuns, neighbourOf, pairOf, sizeInSum, sortedRuns, type Sorting } from './session-list.ts';
import { SessionTable } from './session-table.tsx';
import './sessions-screen.css';

export function SessionsMain(): JSX.Element {
  const workspace = useWorkspace();
  const runs = useSession((state) => state.runs);
  const sessions = useSession((state) => state.kept);
  const loaded = useSession((state) => state.loaded);
  const shown = usePlace((place) => place.run);
  const [filter, setFilter] = useState('');
  const [sorting, setSorting] = useState<Sorting>({ by: 'run', downwards: true });
  const [marked, setMarked] = useState<readonly string[]>([]);
  const [doomed, setDoomed] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const all = useMemo(() => keptRuns(runs, sessions), [runs, sessions]);
  const listed = useMemo(() => sortedRuns(matchingRuns(all, filter), sorting), [all, filter, sorting]);
  const ended = runs.map(({ id, state }) => `${id} ${state}`).join();
  useEffect(() => void workspace.readKept(), [workspace, ended]);
  const commands = useMemo((): readonly Command[] => {
    const pair = (): ReturnType<typeof pairOf> => pairOf(runs, marked, shown);
    const isEnded = (): boolean => workspace.run(shown)?.state === 'ended';
    const compare = (): void => {
      const two = pair();
      if (two !== null) workspace.place.getState().go({ screen: 'compare', against: two.a, run: two.b, selection: null });
    };
    const open = (): void => workspace.place.getState().go({ screen: 'trace', selection: null, filter: '' });
    return [
      { id: 'sessions.filter', title: 'Filter sessions', group: 'Sessions', keys: ['/'], run: () => field.current?.focus() },
      {
        id: 'sessions.compare',
        title: 'Compare two runs',
        group: 'Sessions',
        keys: ['C'],
        when: () => pair() !== null,
        run: compare,
      },
      { id: 'sessions.open', title: 'Open the run in Trace', group: 'Sessions', keys: [], when: () => shown !== null, run: open },
      {
        id: 'sessions.delete',
        title: 'Delete the run and its file…',
        group: 'Sessions',
        keys: ['Delete'],
        when: isEnded,
        run: () => setDoomed(shown),
      },
    ];
  }, [workspace, runs, marked, shown]);
  useCommands(commands);
  const mark = (run: string): void =>
    setMarked((before) => (before.includes(run) ? before.filter((each) => each !== run) : [...before, run].slice(-2)));
  const remove = (run: string): void => {
    setDoomed(null);
    setMarked((before) => before.filter((each) => each !== run));
    void workspace.removeRun(run, neighbourOf(listed, run));
  };
  if (!loaded) return <Busy title="Asking for the kept runs" />;
  if (runs.length === 0) return <NoSessions />;
  const doomedRun = all.find(({ run }) => run.id === doomed);
  const list = (
    <div className="sessions-list">
      <div className="tool-bar">
        <Field
          search
          label="Filter sessions"
          placeholder="Words in module, ending, tags or note"
          value={filter}
          onChange={setFilter}
          inputRef={field}
          answer={<KeyHint keys="/" />}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            setFilter('');
            event.currentTarget.blur();
          }}
        />
        <span className="ink-2 small">
          {filter === '' ? countText(runs.length, 'run') : `${listed.length} of ${countText(runs.length, 'run')}`},{' '}
          {bytesText(sizeInSum(listed))}
        </span>
        <Retention />
        <CompareButton marked={marked.length} possible={runs.length > 1} commands={commands} />
      </div>
      {doomedRun && <DeleteQuestion kept={doomedRun} onDelete={() => remove(doomedRun.run.id)} onKeep={() => setDoomed(null)} />}
      {listed.length === 0 ? (
        <Empty icon="search" title={`0 of ${countText(runs.length, 'run')}`} why="No run has all of these words.">
          <Button keys="Esc" onPress={() => setFilter('')}>
            Clear
          </Button>
        </Empty>
      ) : (
        <SessionTable kept={listed} sorting={sorting} onSort={setSorting} marked={marked} onMark={mark} />
      )}
    </div>
  );
  return (
    <Split
      id="sessions"
      direction="column"
      panes={[
        { id: 'list', content: list, least: 120 },
        { id: 'files', content: <FilesPane />, size: 300, least: 120 },
      ]}
    />
  );
}

function Retention(): JSX.Element | null {
  const most = useSession((state) => state.mostKept);
  return most === 0 ? null : (
    <span className="ink-2 small" title="When a run ends and there are more, the oldest is removed with its file.">
      the last {most} are kept
    </span>
  );
}

interface CompareButtonProps {
  readonly marked: number;
  readonly possible: boolean;
  readonly commands: readonly Command[];
}

function CompareButton({ marked, possible, commands }: CompareButtonProps): JSX.Element {
  const compare = commands.find(({ id }) => id === 'sessions.compare');
  return (
    <Button icon="compare" keys="C" disabled={!possible} onPress={() => compare?.run()}>
      {marked === 2 ? 'Compare these two' : 'Compare'}
    </Button>
  );
}

function NoSessions(): JSX.Element {
  const { place } = useWorkspace();
  return (
    <Empty
      icon="sessions"
      title="No run is kept yet"
      why="Each run is kept as a file, with its calls, its bytes and how it ended. Choose a module and run it with F5."
    >
      <Button kind="primary" keys="Ctrl+1" onPress={() => place.getState().go({ screen: 'modules' })}>
        Choose a module
      </Button>
    </Empty>
  );
}
