// Where runs stand still: a list to switch, edit and delete in, presets for what is wanted most, and a field in the filter
// language for the rest.
import { useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { KeptBreakpoint, NewBreakpoint } from '../../store/breakpoints.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { usePlace, useWorkspace } from '../../store/use-workspace.ts';
import { Button, ToolButton } from '../../ui/button.tsx';
import { Check } from '../../ui/field.tsx';
import { countText } from '../../ui/quantities.ts';
import { BreakpointEditor } from './breakpoint-editor.tsx';
import './breakpoints.css';

export function Breakpoints({ run }: { readonly run: RunSummary }): JSX.Element {
  const { breakpoints: store } = useWorkspace();
  const { breakpoints, open, show } = useStore(store);
  const active = breakpoints.filter(({ on }) => on).length;
  const button = useRef<HTMLSpanElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    show(false);
    button.current?.querySelector('button')?.focus();
  };
  return (
    <div className="breakpoints" onKeyDown={onKeyDown}>
      <span ref={button}>
        <ToolButton
          icon="breakpoint"
          label={`Breakpoints, ${active} on`}
          keys="Shift+F9"
          pressed={open}
          text={<span>Breakpoints {active > 0 && <span className="data">{active}</span>}</span>}
          onPress={() => show(!open)}
        />
      </span>
      {open && <Panel run={run} breakpoints={breakpoints} />}
    </div>
  );
}

const EMPTY: NewBreakpoint = { where: '', phase: 'before', skip: 0, on: true };

interface PanelProps {
  readonly run: RunSummary;
  readonly breakpoints: readonly KeptBreakpoint[];
}

function Panel({ run, breakpoints }: PanelProps): JSX.Element {
  const { breakpoints: store } = useWorkspace();
  const { add, change, remove, show } = store.getState();
  const [edited, setEdited] = useState<KeptBreakpoint | null>(null);
  /** A preset that waits for its last figure. */
  const [draft, setDraft] = useState<NewBreakpoint>(EMPTY);
  const [drafts, setDrafts] = useState(0);
  const begin = (next: NewBreakpoint, kept: KeptBreakpoint | null): void => {
    setDraft(next);
    setEdited(kept);
    setDrafts(drafts + 1);
  };
  const done = (next: NewBreakpoint): void => {
    if (edited === null) add(next);
    else change(edited.id, next);
    begin(EMPTY, null);
  };
  return (
    <section className="breakpoint-panel" aria-label="Breakpoints">
      <header className="breakpoint-head">
        <h2>Runs stand still</h2>
        <span className="space" />
        <ToolButton icon="close" label="Close the breakpoints" keys="Esc" onPress={() => show(false)} />
      </header>
      {breakpoints.length === 0 ? (
        <p className="ink-3 breakpoint-none">nowhere so far</p>
      ) : (
        <ul className="breakpoint-list" aria-label="Breakpoints">
          {breakpoints.map((each) => (
            <BreakpointRow
              key={each.id}
              breakpoint={each}
              edited={edited?.id === each.id}
              onSwitch={(on) => change(each.id, { on })}
              onEdit={() => begin(each, each)}
              onRemove={() => {
                remove(each.id);
                if (edited?.id === each.id) begin(EMPTY, null);
              }}
            />
          ))}
        </ul>
      )}
      <Presets run={run} onAdd={add} onBegin={(next) => begin(next, null)} />
      <BreakpointEditor
        key={drafts}
        run={run}
        first={draft}
        asked={drafts > 0 && (edited !== null || draft !== EMPTY)}
        isNew={edited === null}
        onDone={done}
        onCancel={() => begin(EMPTY, null)}
      />
    </section>
  );
}

interface BreakpointRowProps {
  readonly breakpoint: KeptBreakpoint;
  readonly edited: boolean;
  readonly onSwitch: (on: boolean) => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function BreakpointRow({ breakpoint, edited, onSwitch, onEdit, onRemove }: BreakpointRowProps): JSX.Element {
  const { where, phase, skip, on } = breakpoint;
  const what = where.trim() === '' ? 'every call' : where;
  return (
    <li className={`breakpoint-row ${edited ? 'on' : ''}`}>
      <Check label={<span className="unseen">{`Stop ${phase} ${what}`}</span>} on={on} onChange={onSwitch} />
      <button type="button" className="breakpoint-what" title={`Edit: ${phase} ${what}`} onClick={onEdit}>
        <span className="ink-2">{phase}</span>
        <span className={where.trim() === '' ? 'ink-2' : 'data cut'}>{what}</span>
        {skip > 0 && <span className="ink-3">after {countText(skip, 'call')}</span>}
      </button>
      <ToolButton icon="close" label={`Delete the breakpoint ${phase} ${what}`} onPress={onRemove} />
    </li>
  );
}

interface PresetsProps {
  readonly run: RunSummary;
  readonly onAdd: (breakpoint: NewBreakpoint) => void;
  readonly onBegin: (breakpoint: NewBreakpoint) => void;
}

function Presets({ run, onAdd, onBegin }: PresetsProps): JSX.Element {
  const workspace = useWorkspace();
  const row = usePlace(({ selection }) => (selection?.kind === 'call' && selection.run === run.id ? selection.row : null));
  const { value } = useAnswer(row === null ? null : `${run.id} ${row}`, 0, () => workspace.callDetails(run.id, row ?? 0));
  const rule = value?.why.rule ?? 0;
  return (
    <div className="breakpoint-presets" role="group" aria-label="Presets">
      <Button icon="denied" onPress={() => onAdd({ ...EMPTY, where: 'outcome:denied' })}>
        On denial
      </Button>
      <Button icon="error" onPress={() => onAdd({ ...EMPTY, where: 'is:failed', phase: 'after' })}>
        On errno
      </Button>
      <Button icon="policy" onPress={() => onBegin({ ...EMPTY, where: `rule:${rule}` })}>
        On rule {rule}
      </Button>
      <Button icon="breakpoint" onPress={() => onBegin({ ...EMPTY, skip: 100 })}>
        After 100 calls
      </Button>
    </div>
  );
}
