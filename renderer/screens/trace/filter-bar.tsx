// The filter and its answer: how many calls match, or in words why the text is not understood. Wrong text leaves the last
// good rows standing.
import { useCallback, useEffect, useState, type JSX, type RefObject } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { CallRows } from '../../store/rows.ts';
import { usePlace, useWorkspace } from '../../store/use-workspace.ts';
import { FilterField } from '../../ui/filter-field.tsx';
import { ToolButton } from '../../ui/button.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { describeFailure } from '../../ui/view-boundary.tsx';
import { TraceTools } from './trace-tools.tsx';
import { KeptFilters } from './kept-filters.tsx';
import { useCallReading } from './use-call-reading.ts';

export interface FilterBarProps {
  readonly run: RunSummary;
  readonly rows: CallRows;
  readonly failure: unknown;
  readonly busy: boolean;
  /** The filter whose rows are shown. */
  readonly settled: string;
  readonly field: RefObject<HTMLInputElement | null>;
  /** Enter: the user goes on to the rows. */
  readonly onDone: () => void;
}

export function FilterBar({ run, rows, failure, busy, settled, field, onDone }: FilterBarProps): JSX.Element {
  const { place } = useWorkspace();
  const workspace = useWorkspace();
  const where = usePlace((state) => state.filter);
  const [text, setText] = useState(where);
  const [cursor, setCursor] = useState(where.length);
  useEffect(() => setText(where), [where]);
  const apply = useCallback((good: string) => place.getState().move({ filter: good }), [place]);
  const reading = useCallReading(run.id, text, cursor, apply);
  const fault = reading?.fault ?? null;
  const isLate = useLate(busy);
  const cancel = isLate && settled !== where ? () => place.getState().move({ filter: settled }) : null;
  const failures = run.denials + run.errors;
  return (
    <div className="tool-bar">
      <FilterField
        label="Filter the calls"
        placeholder="Filter the calls: a word, or name:path_open dur:>1ms -outcome:ok"
        value={text}
        onChange={setText}
        reading={reading}
        onCursor={setCursor}
        inputRef={field}
        onEnter={() => {
          if (fault !== null) return;
          place.getState().go({ filter: text });
          onDone();
        }}
        onEscape={() => {
          if (cancel !== null) return cancel();
          if (workspace.timeline.getState().preview !== null) return workspace.preview(null);
          setText('');
          apply('');
          onDone();
        }}
        answer={
          cancel === null ? (
            <FilterAnswer rows={rows} wrong={fault?.message ?? failureText(failure)} busy={busy || reading === null} />
          ) : (
            <LateAnswer all={run.calls} onCancel={cancel} />
          )
        }
      />
      <KeptFilters text={text} good={fault === null && text.trim() !== ''} onChoose={setText} />
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
      <TraceTools run={run} rows={rows} onDone={onDone} />
    </div>
  );
}

/** Nothing is said of what takes no longer than this. */
const LATE_MS = 300;

function useLate(busy: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!busy) return;
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [busy]);
  return late;
}

function LateAnswer({ all, onCancel }: { readonly all: number; readonly onCancel: () => void }): JSX.Element {
  return (
    <span className="answer">
      <span role="status">
        Looking through <Figure value={all} />
      </span>
      <ToolButton icon="close" label="Cancel the filter" keys="Esc" onPress={onCancel} />
    </span>
  );
}

function failureText(failure: unknown): string | null {
  return failure === null ? null : describeFailure(failure).message;
}

interface FilterAnswerProps {
  readonly rows: CallRows;
  readonly wrong: string | null;
  readonly busy: boolean;
}

function FilterAnswer({ rows, wrong, busy }: FilterAnswerProps): JSX.Element {
  if (wrong !== null) {
    return (
      <span className="answer" role="status" title={wrong}>
        <Icon name="warning" size={12} />
        <span className="cut">{wrong}</span>
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
