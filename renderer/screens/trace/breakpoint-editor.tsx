// One breakpoint as it is made or changed: its condition in the filter language, before or after, and how often it lets pass.
import { useCallback, useEffect, useRef, useState, type JSX } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { MOST_SKIPPED, type NewBreakpoint } from '../../store/breakpoints.ts';
import { FilterField } from '../../ui/filter-field.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice, Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useCallReading } from './use-call-reading.ts';

export interface BreakpointEditorProps {
  readonly run: RunSummary;
  readonly first: NewBreakpoint;
  /** The user has asked for this one: its field takes the focus. */
  readonly asked: boolean;
  readonly isNew: boolean;
  readonly onDone: (breakpoint: NewBreakpoint) => void;
  readonly onCancel: () => void;
}

export function BreakpointEditor({ run, first, asked, isNew, onDone, onCancel }: BreakpointEditorProps): JSX.Element {
  const [where, setWhere] = useState(first.where);
  const [cursor, setCursor] = useState(first.where.length);
  const [phase, setPhase] = useState(first.phase);
  const [skip, setSkip] = useState(String(first.skip));
  const field = useRef<HTMLInputElement>(null);
  const ignore = useCallback(() => undefined, []);
  const reading = useCallReading(run.id, where, cursor, ignore);
  useEffect(() => {
    if (asked) field.current?.focus();
  }, [asked]);
  const passes = /^\d{1,12}$/.test(skip.trim()) && Number(skip) <= MOST_SKIPPED ? Number(skip) : null;
  const good = reading !== null && reading.fault === null && passes !== null;
  const done = (): void => {
    if (good) onDone({ where: where.trim(), phase, skip: passes, on: true });
  };
  return (
    <div className="breakpoint-editor">
      <FilterField
        label="Condition of the breakpoint"
        placeholder="Every call, or a filter: name:path_open path:/etc/**"
        value={where}
        onChange={setWhere}
        reading={reading}
        onCursor={setCursor}
        inputRef={field}
        onEnter={done}
        onEscape={onCancel}
        answer={null}
      />
      <ConditionAnswer wrong={reading?.fault?.message ?? null} />
      <div className="breakpoint-terms">
        <Choice label="Where it stops" options={PHASES} chosen={phase} onChoose={setPhase} />
        <span className="breakpoint-skip ink-2">
          after
          <Field
            label="Matching calls that are let pass first"
            value={skip}
            onChange={setSkip}
            wrong={passes === null}
            data
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              done();
            }}
          />
          matches
        </span>
        <span className="space" />
        {!isNew && <Button onPress={onCancel}>Cancel</Button>}
        <Button icon={isNew ? 'plus' : 'ok'} disabled={!good} onPress={done}>
          {isNew ? 'Add' : 'Change'}
        </Button>
      </div>
    </div>
  );
}

const PHASES = [
  { id: 'before', title: 'before the call' },
  { id: 'after', title: 'after the call' },
] as const;

function ConditionAnswer({ wrong }: { readonly wrong: string | null }): JSX.Element {
  return (
    <p className="breakpoint-answer small ink-2" role="status">
      {wrong !== null && (
        <>
          <Icon name="warning" size={12} />
          <span>{wrong}</span>
        </>
      )}
    </p>
  );
}
