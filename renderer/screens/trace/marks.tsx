// Marks in the details: the note of the selected call, and the list of all when nothing is selected.
import { useEffect, useState, type JSX } from 'react';
import type { Mark } from '../../store/session.ts';
import { useMarks, useWorkspace } from '../../store/use-workspace.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { Command } from '../../commands/command.ts';
import { callNumber } from '../../ui/call-number.ts';
import { Button, ToolButton } from '../../ui/button.tsx';
import { DetailsSection } from '../../ui/details.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { nanosText } from '../../ui/quantities.ts';

const NOTE = 'mark-note';

/** What is written goes to the engine when the field is left or Enter is pressed. */
export function MarkOfCall({ run, row }: { readonly run: string; readonly row: number }): JSX.Element | null {
  const workspace = useWorkspace();
  const mark = useMarks(run).find((each) => each.row === row);
  if (mark === undefined) {
    return (
      <DetailsSection title="Mark">
        <Button icon="flag" keys="M" onPress={() => void markCall(workspace, run, row)}>
          Mark this call
        </Button>
      </DetailsSection>
    );
  }
  return (
    <DetailsSection title="Mark">
      <div className="line">
        <NoteField key={`${run} ${row}`} mark={mark} onChange={(text) => void workspace.setMark(run, row, text)} />
        <ToolButton icon="close" label="Take the mark off" onPress={() => void workspace.setMark(run, row, null)} />
      </div>
    </DetailsSection>
  );
}

function NoteField({ mark, onChange }: { readonly mark: Mark; readonly onChange: (text: string) => void }): JSX.Element {
  const [text, setText] = useState(mark.text);
  useEffect(() => setText(mark.text), [mark.text]);
  const keep = (): void => {
    if (text !== mark.text) onChange(text);
  };
  return (
    <label className="field">
      <Icon name="flag" size={12} />
      <input
        id={NOTE}
        aria-label="Note on the marked call"
        placeholder="A note"
        value={text}
        maxLength={2000}
        onChange={(event) => setText(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          keep();
          document.querySelector<HTMLElement>('[role=grid]')?.focus();
        }}
      />
    </label>
  );
}

export function MarkList({ run }: { readonly run: string }): JSX.Element | null {
  const { place } = useWorkspace();
  const marks = useMarks(run);
  if (marks.length === 0) return null;
  return (
    <DetailsSection title="Marks">
      <ul className="mark-list">
        {marks.map(({ row, time, text }) => (
          <li key={row}>
            <button type="button" onClick={() => place.getState().go({ selection: { kind: 'call', run, row } })}>
              <Icon name="flag" size={12} />
              <span className="data">
                #<Figure value={callNumber(row)} />
              </span>
              <span className="cut" title={text}>
                {text === '' ? <span className="ink-3">no note</span> : text}
              </span>
              <span className="data ink-3">{nanosText(time)}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="actions">
        <Button onPress={() => place.getState().go({ filter: 'is:marked' })}>Show only these</Button>
      </div>
    </DetailsSection>
  );
}

async function markCall(workspace: Workspace, run: string, row: number): Promise<void> {
  const { change, details, dock, dockTab } = workspace.layout.getState();
  change({ details: { ...details, trace: true } });
  const isMarked =
    workspace.session
      .getState()
      .marks.get(run)
      ?.some((mark) => mark.row === row) === true;
  if (!isMarked) await workspace.setMark(run, row, '');
  // A narrow window has its details in the dock.
  if (document.querySelector('.details') === null)
    change({ dock: { ...dock, trace: true }, dockTab: { ...dockTab, trace: 'details' } });
  focusNote(FRAMES_TO_APPEAR);
}

/** The details may have to be opened and read first. */
const FRAMES_TO_APPEAR = 60;

function focusNote(frames: number): void {
  const field = document.getElementById(NOTE);
  if (field !== null) field.focus();
  else if (frames > 0) requestAnimationFrame(() => focusNote(frames - 1));
}

export function markCommands(workspace: Workspace): readonly Command[] {
  const { place } = workspace;
  return [
    {
      id: 'trace.mark',
      title: 'Mark the selected call with a note',
      group: 'Trace',
      icon: 'flag',
      keys: ['M'],
      when: () => place.getState().place.selection?.kind === 'call',
      run: () => {
        const { selection } = place.getState().place;
        if (selection?.kind === 'call') void markCall(workspace, selection.run, selection.row);
      },
    },
  ];
}
