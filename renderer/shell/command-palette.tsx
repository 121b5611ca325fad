// Find or do anything: commands, modules and runs by a few typed letters. A combobox over a listbox, after the ARIA pattern.
import { useMemo, useState, type JSX, type KeyboardEvent } from 'react';
import { isPossible } from '../commands/command.ts';
import { fuzzyMatch } from '../commands/fuzzy.ts';
import { useAllCommands } from '../commands/registry.ts';
import type { Workspace } from '../store/workspace.ts';
import { useSession, useWorkspace } from '../store/use-workspace.ts';
import { endingWords } from '../ui/ending.tsx';
import { Choice } from '../ui/field.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { KeyHint } from '../ui/key-hint.tsx';
import { Overlay } from './overlay.tsx';
import './command-palette.css';

interface Entry {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly says?: string | undefined;
  readonly icon: IconName;
  readonly keys?: string | undefined;
  readonly data?: boolean;
  readonly run: () => void;
}

interface Found extends Entry {
  readonly letters: readonly number[];
}

type Kind = 'all' | 'do' | 'go';

const KINDS = [
  { id: 'all', title: 'All' },
  { id: 'do', title: 'Do' },
  { id: 'go', title: 'Go to' },
] as const;

/** More than this nobody reads; typing one more letter is quicker. */
const MOST_SHOWN = 60;

export function CommandPalette({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [query, setQuery] = useState('');
  const [kind, setKind] = useState<Kind>('all');
  const [active, setActive] = useState(0);
  const entries = useEntries();
  const found = useMemo(() => findEntries(entries, query, kind), [entries, query, kind]);
  const chosen = Math.min(active, found.length - 1);
  const perform = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    // After the window is live again, so that a command may move the focus.
    requestAnimationFrame(() => requestAnimationFrame(entry.run));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length > 0) setActive((chosen + step + found.length) % found.length);
    else if (event.key === 'Enter') perform(found[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <Overlay label="Find or do anything" className="palette" onClose={onClose}>
      <div className="palette-query">
        <Icon name="search" />
        <input
          autoFocus
          aria-label="Find or do"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={found[chosen] === undefined ? undefined : `palette-${chosen}`}
          placeholder="Find or do…"
          value={query}
          spellCheck={false}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <Choice label="Kind" options={KINDS} chosen={kind} onChoose={setKind} />
      </div>
      <Results found={found} chosen={chosen} onPoint={setActive} onPerform={perform} />
      <div className="palette-foot">
        <span className="line">
          <KeyHint keys="↑" />
          <KeyHint keys="↓" /> choose
        </span>
        <span className="line">
          <KeyHint keys="Enter" /> do
        </span>
        <span className="space" />
        <span>
          {found.length} of {entries.length}
        </span>
        <KeyHint keys="Esc" />
      </div>
    </Overlay>
  );
}

interface ResultsProps {
  readonly found: readonly Found[];
  readonly chosen: number;
  readonly onPoint: (index: number) => void;
  readonly onPerform: (entry: Entry) => void;
}

function Results({ found, chosen, onPoint, onPerform }: ResultsProps): JSX.Element {
  const groups = [...new Set(found.map((entry) => entry.group))];
  if (found.length === 0) {
    return (
      <div id="palette-list" role="listbox" aria-label="Results" className="palette-list">
        <div role="option" aria-selected="false" aria-disabled="true" className="palette-none">
          Nothing is called that.
        </div>
      </div>
    );
  }
  return (
    <div id="palette-list" role="listbox" aria-label="Results" className="palette-list">
      {groups.map((group) => (
        <div key={group} role="group" aria-labelledby={`palette-group-${group}`}>
          <div className="palette-group" role="presentation" id={`palette-group-${group}`}>
            {group}
          </div>
          {found.map((entry, index) =>
            entry.group === group ? (
              <div
                key={entry.id}
                id={`palette-${index}`}
                role="option"
                aria-selected={index === chosen}
                className={`palette-entry ${index === chosen ? 'on' : ''}`}
                ref={index === chosen ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
                onMouseMove={() => onPoint(index)}
                onClick={() => onPerform(entry)}
              >
                <Icon name={entry.icon} />
                <span className={`palette-title ${entry.data ? 'data' : ''}`}>
                  <Lettered text={entry.title} at={entry.letters} />
                </span>
                <span className="ink-2 small cut">{entry.says}</span>
                <span className="space" />
                {entry.keys && <KeyHint keys={entry.keys} />}
              </div>
            ) : null,
          )}
        </div>
      ))}
    </div>
  );
}

function Lettered({ text, at }: { readonly text: string; readonly at: readonly number[] }): JSX.Element {
  const matched = new Set(at);
  const runs: { bold: boolean; text: string }[] = [];
  for (const [index, letter] of [...text].entries()) {
    const bold = matched.has(index);
    const last = runs.at(-1);
    if (last?.bold === bold) last.text += letter;
    else runs.push({ bold, text: letter });
  }
  return <>{runs.map((run, index) => (run.bold ? <b key={index}>{run.text}</b> : run.text))}</>;
}

function useEntries(): readonly Entry[] {
  const commands = useAllCommands();
  const workspace = useWorkspace();
  const modules = useSession((state) => state.modules);
  const runs = useSession((state) => state.runs);
  return useMemo(() => {
    const doing = commands.filter((command) => command.id !== 'palette' && isPossible(command));
    return [
      ...doing.map((command) => ({
        id: command.id,
        group: command.group === 'Go to' ? 'Go to' : 'Do',
        title: command.title,
        says: command.says,
        icon: command.icon ?? 'go',
        keys: command.keys[0],
        run: command.run,
      })),
      ...modules.map((module) => ({
        id: `module ${module.id}`,
        group: 'Modules',
        title: module.name,
        says: module.lastRun === null ? 'never run' : endingWords(module.lastRun).text,
        icon: 'module' as const,
        run: () => workspace.chooseModule(module.id),
      })),
      ...runs.slice(0, 100).map((run) => runEntry(workspace, run)),
    ];
  }, [commands, modules, runs, workspace]);
}

function runEntry(workspace: Workspace, run: Parameters<typeof endingWords>[0]): Entry {
  const { icon, text } = endingWords(run);
  const open = (): void =>
    workspace.place.getState().go({ screen: 'trace', run: run.id, module: run.module, selection: null, filter: '' });
  return { id: `run ${run.id}`, group: 'Runs', title: `run ${run.number}  ${run.moduleName}`, says: text, icon, run: open };
}

function findEntries(entries: readonly Entry[], query: string, kind: Kind): readonly Found[] {
  const kept = entries.filter((entry) => kind === 'all' || (kind === 'do') === (entry.group === 'Do'));
  const matched = kept.flatMap((entry) => {
    const match = fuzzyMatch(query, entry.title);
    return match === null ? [] : [{ ...entry, letters: match.at, score: match.score }];
  });
  // Groups stay together, in the order of their best entry.
  const best = new Map<string, number>();
  for (const entry of matched) best.set(entry.group, Math.max(best.get(entry.group) ?? -1, entry.score));
  return matched
    .toSorted((left, right) => (best.get(right.group) ?? 0) - (best.get(left.group) ?? 0) || right.score - left.score)
    .slice(0, MOST_SHOWN);
}
