// The filter over the entries and its answer: how many match, or in words why the text is not understood.
import { useCallback, useEffect, useState, type JSX, type RefObject } from 'react';
import { useStore } from 'zustand';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Figure } from '../../ui/figure.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { useReading, type AskReading } from '../../ui/use-reading.ts';

export interface AuditFilterProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly matching: number;
  readonly all: number;
  readonly failure: string | null;
  /** The filter that `matching` is the answer to. */
  readonly answered: string;
  /** The user goes on to the rows. */
  readonly onDone: () => void;
}

export function AuditFilter({ field, matching, all, failure, answered, onDone }: AuditFilterProps): JSX.Element {
  const { client, auditView } = useWorkspace();
  const where = useStore(auditView, (state) => state.where);
  const [text, setText] = useState(where);
  const [cursor, setCursor] = useState(where.length);
  useEffect(() => setText(where), [where]);
  const apply = useCallback((good: string) => auditView.setState({ where: good }), [auditView]);
  const ask = useCallback<AskReading>((typed, at) => client.call('audit.complete', { text: typed, cursor: at }), [client]);
  const reading = useReading(ask, text, cursor, apply);
  const wrong = reading?.fault?.message ?? failure;
  return (
    <div className="tool-bar">
      <FilterField
        label="Filter the entries"
        placeholder="Filter the entries: a word, or lane:denials run:12 resource:/etc/*"
        value={text}
        onChange={setText}
        reading={reading}
        onCursor={setCursor}
        inputRef={field}
        onEnter={() => {
          if (reading?.fault != null) return;
          apply(text);
          onDone();
        }}
        onEscape={() => {
          setText('');
          apply('');
          onDone();
        }}
        answer={
          wrong === null ? (
            <span className="answer" role="status">
              {where !== '' && answered === where && matching > 0 && <Icon name="ok" size={12} />}
              <span>
                {where !== '' && <>{answered === where ? <Figure value={matching} /> : '…'} of </>}
                <Figure value={all} /> {all === 1 ? 'entry' : 'entries'}
              </span>
              {where === '' && <KeyHint keys="/" />}
            </span>
          ) : (
            <span className="answer" role="status" title={wrong}>
              <Icon name="warning" size={12} />
              <span className="cut">{wrong}</span>
            </span>
          )
        }
      />
    </div>
  );
}
