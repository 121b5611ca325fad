// What is in a module before it runs: its sections by size, what it asks for with types, what it offers, what is wrong with it.
import { useMemo, useRef, useState, type JSX } from 'react';
import type { ModuleDetails, ModuleSummary } from '../../../app/contract/schemas.ts';
import { useCommands } from '../../commands/registry.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { useModule, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { Pane, PaneHead } from '../../ui/pane.tsx';
import { countText, memoryText } from '../../ui/quantities.ts';
import { Rows, type RowColumn } from '../../ui/rows.tsx';
import { Split } from '../../ui/split.tsx';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { describeFailure } from '../../ui/view-boundary.tsx';
import { SectionMap } from './section-map.tsx';
import { SectionList } from './section-list.tsx';
import './module-screen.css';

export function ModuleMain(): JSX.Element {
  const { client, place } = useWorkspace();
  const module = useModule();
  const asked = module === null || module.kind === 'refused' ? null : module.id;
  const { value, failure } = useAnswer(asked, 0, () => client.call('modules.details', { module: module?.id ?? '' }));
  if (module === null) {
    return (
      <Empty icon="module" title="No module in view" why="Sections, imports and exports of a module appear here.">
        <Button kind="primary" large icon="modules" keys="Ctrl+1" onPress={() => place.getState().go({ screen: 'modules' })}>
          Choose one
        </Button>
      </Empty>
    );
  }
  if (module.kind === 'refused') return <Refused module={module} />;
  if (failure !== null) return <Broken title="This module cannot be inspected" {...describeFailure(failure)} />;
  if (value === null) return <Busy title={`Reading ${module.name}`} />;
  return <Inspector key={module.id} details={value} />;
}

function Inspector({ details }: { readonly details: ModuleDetails }): JSX.Element {
  const [chosen, setChosen] = useState(-1);
  const field = useRef<HTMLInputElement>(null);
  const commands = useMemo(
    () => [
      {
        id: 'module.filter',
        title: 'Filter imports and exports',
        group: 'Modules',
        icon: 'search',
        keys: ['/'],
        run: () => field.current?.focus(),
      } as const,
    ],
    [],
  );
  useCommands(commands);
  return (
    <>
      <SectionMap details={details} chosen={chosen} onChoose={setChosen} />
      <div className="inspector">
        <Split
          id="inspector"
          direction="row"
          panes={[
            {
              id: 'sections',
              title: 'Sections',
              size: 248,
              least: 180,
              content: <SectionList details={details} chosen={chosen} onChoose={setChosen} />,
            },
            { id: 'imports', title: 'Imports', least: 280, content: <Imports details={details} field={field} /> },
            { id: 'exports', title: 'Exports', size: 380, least: 220, content: <Exports details={details} /> },
          ]}
        />
      </div>
    </>
  );
}

const IMPORT_COLUMNS: readonly RowColumn[] = [
  { id: 'name', title: 'Name', width: 'minmax(180px, 1fr)' },
  { id: 'type', title: 'Type', width: 'minmax(140px, 1fr)' },
  { id: 'family', title: 'Family', width: '104px' },
];

function Imports({
  details,
  field,
}: {
  readonly details: ModuleDetails;
  readonly field: { current: HTMLInputElement | null };
}): JSX.Element {
  const [active, setActive] = useState(-1);
  const [filter, setFilter] = useState('');
  const shown = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    return details.imports.filter((each) =>
      `${each.module}.${each.name} ${each.family ?? 'unknown'}`.toLowerCase().includes(wanted),
    );
  }, [details, filter]);
  const unknown = new Set(details.summary.unknownImports);
  return (
    <Pane label="Imports">
      <PaneHead title="Imports" facts={<Figure value={details.imports.length} />}>
        {details.summary.unknownImports.length > 0 && (
          <span className="outcome">
            <Icon name="warning" size={12} />
            {details.summary.unknownImports.length} nobody offers
          </span>
        )}
      </PaneHead>
      {details.imports.length === 0 ? (
        <Empty icon="module" title="Imports nothing" why="It can compute and answer, and reach nothing outside." />
      ) : (
        <>
          <div className="tool-bar tight">
            <Field
              search
              label="Filter imports"
              placeholder="Filter imports"
              value={filter}
              onChange={setFilter}
              inputRef={field}
              answer={
                filter === '' ? (
                  <KeyHint keys="/" />
                ) : (
                  <span className="answer">{`${shown.length} of ${details.imports.length}`}</span>
                )
              }
            />
          </div>
          <Rows
            label="Imports"
            columns={IMPORT_COLUMNS}
            count={shown.length}
            active={active}
            onActivate={setActive}
            cells={(index) => {
              const each = shown[index];
              if (each === undefined) return null;
              return [
                <span className="data" title={`${each.module}.${each.name}`}>
                  <span className="ink-3">{each.module}.</span>
                  {each.name}
                </span>,
                <span className="data ink-2" title={each.type}>
                  {each.type}
                </span>,
                each.family === null ? (
                  <span className="outcome ink-2">
                    {unknown.has(`${each.module}.${each.name}`) && <Icon name="warning" size={12} />}unknown
                  </span>
                ) : (
                  <span className="family">
                    <Icon name={each.family} size={14} className={`of-${each.family}`} />
                    {each.family}
                  </span>
                ),
              ];
            }}
          />
        </>
      )}
    </Pane>
  );
}

const EXPORT_COLUMNS: readonly RowColumn[] = [
  { id: 'name', title: 'Name', width: 'minmax(100px, 1fr)' },
  { id: 'type', title: 'Type', width: 'minmax(100px, 1.2fr)' },
];

function Exports({ details }: { readonly details: ModuleDetails }): JSX.Element {
  const [active, setActive] = useState(-1);
  return (
    <Pane label="Exports">
      <PaneHead title="Exports" facts={<Figure value={details.exports.length} />} />
      {details.exports.length === 0 ? (
        <Empty icon="module" title="Exports nothing" why="Nothing in it can be called from outside." />
      ) : (
        <Rows
          label="Exports"
          fit
          columns={EXPORT_COLUMNS}
          count={details.exports.length}
          active={active}
          onActivate={setActive}
          cells={(index) => {
            const each = details.exports[index];
            if (each === undefined) return null;
            return [
              <span className="data" title={each.name}>
                {each.name}
              </span>,
              <span className="data ink-2" title={each.type}>
                {each.type}
              </span>,
            ];
          }}
        />
      )}
      <PaneHead below title="Memories" facts={details.memories.length} />
      <ul className="fact-list">
        {details.memories.map((memory, index) => (
          <li key={index}>
            <Icon name="mem" size={14} className="ink-3" />
            <span className="data cut">{memoryText(memory)}</span>
            <span className="space" />
            <span className="ink-3">{memory.imported ? 'imported' : 'its own'}</span>
          </li>
        ))}
        {details.memories.length === 0 && <li className="ink-3">none</li>}
      </ul>
      <PaneHead below title="Made by" facts={countText(details.producers.length, 'note')} />
      <ul className="fact-list producers">
        {details.producers.map((producer, index) => (
          <li key={index}>
            <span className="ink-2 cut producer-field">{producer.field}</span>
            <span className="data cut" title={producer.value}>
              {producer.value}
            </span>
          </li>
        ))}
        {details.producers.length === 0 && <li className="ink-3">It does not say.</li>}
      </ul>
    </Pane>
  );
}

function Refused({ module }: { readonly module: ModuleSummary }): JSX.Element {
  const { layout } = useWorkspace();
  const showBytes = (): void => {
    const { change, dock, dockTab } = layout.getState();
    change({ dock: { ...dock, module: true }, dockTab: { ...dockTab, module: 'bytes' } });
  };
  return (
    <Empty
      icon="warning"
      title={`${module.name} is refused`}
      why={module.diagnostics
        .slice(0, 3)
        .map((each) => each.message)
        .join(' ')}
    >
      {module.diagnostics.some((each) => each.place.kind === 'byte') && <Button onPress={showBytes}>Show the bytes</Button>}
    </Empty>
  );
}
