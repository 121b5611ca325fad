// The list of modules. A refused module stands in it with its reason and place, one with unknown imports with their names.
import { useId, useState, type JSX, type KeyboardEvent } from 'react';
import type { ModuleSummary } from '../../../app/contract/schemas.ts';
import { usePlace, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { Ending } from '../../ui/ending.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { addressText, shortNumber, whenText } from '../../ui/quantities.ts';
import { usePolicyNote } from './policy-note.ts';

export function ModuleList({ modules }: { readonly modules: readonly ModuleSummary[] }): JSX.Element {
  const workspace = useWorkspace();
  const id = useId();
  const chosen = usePlace((place) => place.module);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const at = modules.findIndex((module) => module.id === chosen);
  const fold = (module: string, to: boolean): void =>
    setFolded((before) => {
      const next = new Set(before);
      if (to) next.add(module);
      else next.delete(module);
      return next;
    });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.altKey || event.metaKey) return;
    const to = listTarget(event.key, at, modules.length);
    const module = modules[to ?? -1];
    if (module !== undefined) workspace.chooseModule(module.id);
    else if (event.key === 'Enter' && at >= 0) workspace.place.getState().go({ screen: 'module' });
    else if (event.key === ' ') peek(workspace);
    else if (event.key === 'ArrowLeft' && chosen !== null) fold(chosen, true);
    else if (event.key === 'ArrowRight' && chosen !== null) fold(chosen, false);
    else return;
    event.preventDefault();
    if (module !== undefined) document.getElementById(`${id}-${module.id}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div
      role="treegrid"
      className="module-list"
      aria-label="Modules"
      aria-rowcount={modules.length + 1}
      tabIndex={0}
      aria-activedescendant={at >= 0 ? `${id}-${chosen}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="row" className="module-row module-head" aria-rowindex={1}>
        <div role="columnheader">Name</div>
        <div role="columnheader" className="right">
          Size <span className="unit">KiB</span>
        </div>
        <div role="columnheader">Wants</div>
        <div role="columnheader">Last outcome</div>
        <div role="columnheader">Last run</div>
        <div role="columnheader">Policy</div>
      </div>
      {modules.map((module, index) => (
        <ModuleEntry
          key={module.id}
          id={`${id}-${module.id}`}
          module={module}
          index={index}
          selected={module.id === chosen}
          folded={folded.has(module.id)}
          onFold={(to) => fold(module.id, to)}
        />
      ))}
    </div>
  );
}

interface ModuleEntryProps {
  readonly id: string;
  readonly module: ModuleSummary;
  readonly index: number;
  readonly selected: boolean;
  readonly folded: boolean;
  readonly onFold: (folded: boolean) => void;
}

function ModuleEntry({ id, module, index, selected, folded, onFold }: ModuleEntryProps): JSX.Element {
  const workspace = useWorkspace();
  const more = module.kind === 'refused' || module.unknownImports.length > 0;
  return (
    <>
      <div
        id={id}
        role="row"
        aria-level={1}
        aria-rowindex={index + 2}
        aria-selected={selected}
        aria-expanded={more ? !folded : undefined}
        className={`module-row ${selected ? 'selected' : ''}`}
        onClick={() => workspace.chooseModule(module.id)}
        onDoubleClick={() => workspace.place.getState().go({ screen: 'module' })}
      >
        <div role="gridcell">
          {more && (
            <span
              className="twist"
              onClick={(event) => {
                event.stopPropagation();
                onFold(!folded);
              }}
            >
              <Icon name={folded ? 'chevron-right' : 'chevron-down'} size={12} />
            </span>
          )}
          <span className={selected ? 'strong' : ''} title={module.name}>
            {module.name}
          </span>
        </div>
        <div role="gridcell" className="right data ink-2">
          <Size bytes={module.size} />
        </div>
        <div role="gridcell">
          <Wants module={module} />
        </div>
        <div role="gridcell">
          <LastOutcome module={module} />
        </div>
        <div role="gridcell" className="ink-2">
          {module.lastRun === null ? '' : whenText(module.lastRun.startedAt, Date.now())}
        </div>
        <div role="gridcell">
          <PolicyNote module={module} />
        </div>
      </div>
      {more && !folded && <ModuleReason module={module} />}
    </>
  );
}

function Size({ bytes }: { readonly bytes: number }): JSX.Element {
  const kib = bytes / 1024;
  return <Figure value={kib >= 10 ? Math.round(kib) : shortNumber(kib, kib < 1 ? 2 : 1)} />;
}

function Wants({ module }: { readonly module: ModuleSummary }): JSX.Element {
  if (module.kind === 'refused') return <span className="ink-3">unknown</span>;
  if (module.wants.length === 0 && module.unknownImports.length === 0) return <span className="ink-3">nothing</span>;
  return (
    <span className="wants">
      {module.wants.map((family) => (
        <span key={family} title={family} role="img" aria-label={family}>
          <Icon name={family} size={14} className={`of-${family}`} />
        </span>
      ))}
      {module.unknownImports.length > 0 && <span className="ink-2">+ {module.unknownImports.length} unknown</span>}
    </span>
  );
}

function LastOutcome({ module }: { readonly module: ModuleSummary }): JSX.Element {
  if (module.lastRun !== null) return <Ending run={module.lastRun} />;
  if (module.kind !== 'refused') return <span className="ink-3">never run</span>;
  return (
    <span className="outcome">
      <Icon name="warning" size={14} />
      {module.diagnostics.some((each) => each.place.kind !== 'whole') ? 'does not parse' : 'refused'}
    </span>
  );
}

function PolicyNote({ module }: { readonly module: ModuleSummary }): JSX.Element {
  const note = usePolicyNote(module);
  return <span className={note.quiet ? 'ink-3' : ''}>{note.text}</span>;
}

/** The line below a module that wants a word: where it does not parse, or whom it calls in vain. */
function ModuleReason({ module }: { readonly module: ModuleSummary }): JSX.Element {
  const workspace = useWorkspace();
  const first = module.diagnostics[0];
  const showBytes = (): void => {
    const { change, dock, dockTab } = workspace.layout.getState();
    workspace.chooseModule(module.id);
    change({ dock: { ...dock, modules: true }, dockTab: { ...dockTab, modules: 'bytes' } });
  };
  return (
    <div role="row" aria-level={2} className="module-reason">
      <div role="gridcell" aria-colspan={6} className="line">
        {first === undefined ? (
          <>
            <span className="ink-2 no-shrink">Nobody offers</span>
            {module.unknownImports.slice(0, 6).map((name) => (
              <span key={name} className="data cut">
                {name}
              </span>
            ))}
            {module.unknownImports.length > 6 && <span className="ink-2">and {module.unknownImports.length - 6} more</span>}
          </>
        ) : (
          <>
            {first.place.kind === 'byte' && (
              <>
                <span className="ink-2">At byte</span>
                <span className="data">{addressText(first.place.offset)}</span>
              </>
            )}
            {first.place.kind === 'text' && (
              <span className="data">
                {first.place.line}:{first.place.column}
              </span>
            )}
            <span className="cut" title={first.message}>
              {first.message}
            </span>
            {module.diagnostics.length > 1 && <span className="ink-2">and {module.diagnostics.length - 1} more</span>}
          </>
        )}
        <span className="space" />
        {first?.place.kind === 'byte' && <Button onPress={showBytes}>Show the bytes</Button>}
      </div>
    </div>
  );
}

function peek(workspace: ReturnType<typeof useWorkspace>): void {
  const { change, details } = workspace.layout.getState();
  change({ details: { ...details, modules: true } });
}

function listTarget(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(count - 1, at + 1);
    case 'ArrowUp':
    case 'k':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
