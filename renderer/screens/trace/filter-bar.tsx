// The filter and its answer: how many calls match, or in words why the text is not understood.
import { useEffect, useState, type JSX, type KeyboardEvent, type RefObject } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { CallRows } from '../../store/rows.ts';
import { usePlace, useWorkspace } from '../../store/use-workspace.ts';
import { ToolButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { describeFailure } from '../../ui/view-boundary.tsx';

/** Typing is not asked about letter by letter. */
const PAUSE_MS = 120;

export interface FilterBarProps {
  readonly run: RunSummary;
  readonly rows: CallRows;
  readonly failure: unknown;
  readonly busy: boolean;
  readonly field: RefObject<HTMLInputElement | null>;
  /** Enter: the user goes on to the rows. */
  readonly onDone: () => void;
}

export function FilterBar({ run, rows, failure, busy, field, onDone }: FilterBarProps): JSX.Element {
  const workspace = useWorkspace();
  const where = usePlace((place) => place.filter);
  const [text, setText] = useState(where);
  useEffect(() => setText(where), [where]);
  useEffect(() => {
    if (text === where) return;
    const timer = setTimeout(() => workspace.place.getState().move({ filter: text }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, where, workspace]);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter') {
      workspace.place.getState().go({ filter: text });
      onDone();
    } else if (event.key === 'Escape') {
      setText('');
      workspace.place.getState().move({ filter: '' });
      onDone();
    } else return;
    event.preventDefault();
  };
  const failures = run.denials + run.errors;
  return (
    <div className="tool-bar">
      <Field
        search
        data
        label="Filter the calls"
        placeholder="Filter the calls: a word in any column"
        value={text}
        onChange={setText}
        inputRef={field}
        wrong={failure !== null}
        onKeyDown={onKeyDown}
        answer={<FilterAnswer rows={rows} failure={failure} busy={busy} />}
      />
      <div className="tools">
        <ToolButton
          icon="chevron-up"
          label="Previous denial or error"
          keys="["
          disabled={failures === 0}
          onPress={() => void workspace.nextFailure(true)}
        />
        <ToolButton
          icon="chevron-down"
          label="Next denial or error"
          keys="]"
          disabled={failures === 0}
          onPress={() => void workspace.nextFailure(false)}
        />
      </div>
    </div>
  );
}

function FilterAnswer({
  rows,
  failure,
  busy,
}: {
  readonly rows: CallRows;
  readonly failure: unknown;
  readonly busy: boolean;
}): JSX.Element {
  if (failure !== null) {
    return (
      <span className="answer" role="status">
        <Icon name="warning" size={12} />
        {describeFailure(failure).message}
      </span>
    );
  }
  if (rows.query.where === '') {
    return (
      <span className="answer">
        <span>
          <Figure value={rows.all} /> {rows.all === 1 ? 'call' : 'calls'}
        </span>
        <KeyHint keys="/" />
      </span>
    );
  }
  return (
    <span className="answer" role="status">
      {!busy && rows.matching > 0 && <Icon name="ok" size={12} />}
      <span>
        <Figure value={rows.matching} /> of <Figure value={rows.all} />
      </span>
    </span>
  );
}
