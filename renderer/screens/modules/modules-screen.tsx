// What modules there are: what each wants, how it ended last time, and what it may do.
import { useCallback, useMemo, useRef, useState, type JSX } from 'react';
import type { ModuleSummary } from '../../../app/contract/schemas.ts';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { KNOWN_ENDINGS } from '../../store/opened-file.ts';
import { useModule, useSession, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { FAMILY_NAMES } from '../../ui/palette.ts';
import { countText } from '../../ui/quantities.ts';
import { Empty } from '../../ui/states.tsx';
import { ModuleList } from './module-list.tsx';
import './modules-screen.css';

export function ModulesMain(): JSX.Element {
  const workspace = useWorkspace();
  const modules = useSession((state) => state.modules);
  const module = useModule();
  const [filter, setFilter] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const shown = useMemo(() => matching(modules, filter), [modules, filter]);
  const commands = useMemo(() => modulesCommands(field, workspace), [workspace]);
  useCommands(commands);
  const open = useCallback(() => document.querySelector<HTMLInputElement>('#open-module')?.click(), []);
  return (
    <>
      <section className="welcome">
        <div className="welcome-words">
          <h2>What does this module want, and what may it do?</h2>
          <p className="ink-2">Open a module, give it a policy, run it. Nothing is allowed that the policy does not allow.</p>
        </div>
        <span className="space" />
        <input
          id="open-module"
          type="file"
          hidden
          multiple
          accept={KNOWN_ENDINGS}
          onChange={(event) => {
            void workspace.openFiles([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <Button large icon="open" keys="Ctrl+O" onPress={open} kind={modules.length === 0 ? 'primary' : 'plain'}>
          Open…
        </Button>
        {module !== null && (
          <Button
            large
            kind="primary"
            icon="play"
            keys="F5"
            disabled={module.kind === 'refused'}
            onPress={() => void workspace.startRun()}
          >
            <span className="run-name cut">Run {module.name}</span>
          </Button>
        )}
      </section>
      {modules.length === 0 ? (
        <NoModules />
      ) : (
        <>
          <div className="tool-bar">
            <Field
              search
              label="Filter modules"
              placeholder="Filter modules"
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
              {filter === '' ? countText(modules.length, 'module') : `${shown.length} of ${countText(modules.length, 'module')}`}
            </span>
          </div>
          <div className="scroll">
            {shown.length === 0 ? (
              <Empty
                icon="search"
                title={`0 of ${countText(modules.length, 'module')}`}
                why="No name and no family contains that."
              >
                <Button keys="Esc" onPress={() => setFilter('')}>
                  Clear
                </Button>
              </Empty>
            ) : (
              <ModuleList modules={shown} />
            )}
            <Legend />
          </div>
        </>
      )}
    </>
  );
}

function NoModules(): JSX.Element {
  const workspace = useWorkspace();
  const sample = useSession((state) => state.info?.samples.find((each) => each.id === 'thief') ?? state.info?.samples[0] ?? null);
  return (
    <Empty
      icon="module"
      title="No module yet"
      why="Drop a .wasm or .wat anywhere, open one, or try a sample: it is read and listed, and runs when you say so."
    >
      {sample !== null && (
        <Button large icon="module" onPress={() => void workspace.openSample(sample.id)}>
          Try {sample.title}
        </Button>
      )}
    </Empty>
  );
}

function Legend(): JSX.Element {
  return (
    <div className="legend">
      <h3>Families</h3>
      <ul>
        {FAMILY_NAMES.map((family) => (
          <li key={family}>
            <Icon name={family} size={14} className={`of-${family}`} />
            {family}
          </li>
        ))}
      </ul>
    </div>
  );
}

function matching(modules: readonly ModuleSummary[], filter: string): readonly ModuleSummary[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return modules;
  return modules.filter(
    (module) => module.name.toLowerCase().includes(wanted) || module.wants.some((family) => family.includes(wanted)),
  );
}

function modulesCommands(
  field: { current: HTMLInputElement | null },
  workspace: ReturnType<typeof useWorkspace>,
): readonly Command[] {
  const chosen = (): string | null => workspace.place.getState().place.module;
  return [
    {
      id: 'modules.filter',
      title: 'Filter modules',
      group: 'Modules',
      icon: 'search',
      keys: ['/'],
      run: () => field.current?.focus(),
    },
    {
      id: 'modules.inspect',
      title: 'Inspect the module',
      group: 'Modules',
      icon: 'module',
      keys: [],
      when: () => chosen() !== null,
      run: () => workspace.place.getState().go({ screen: 'module' }),
    },
    {
      id: 'modules.remove',
      title: 'Remove the module from the list',
      group: 'Modules',
      icon: 'close',
      keys: ['Delete'],
      when: () => chosen() !== null,
      run: () => void workspace.removeModule(chosen() ?? ''),
    },
  ];
}
