// Find, under the filter: fills what matches and goes from one to the next, and hides nothing.
import { useCallback, useEffect, useRef, useState, type JSX } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { FilterField } from '../../ui/filter-field.tsx';
import { ToolButton } from '../../ui/button.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { Found } from './use-find.ts';
import { useCallReading } from './use-call-reading.ts';

export interface FindBarProps {
  readonly run: RunSummary;
  readonly found: Found;
  /** What is looked for: the last text that was a filter. */
  readonly text: string;
  readonly onText: (good: string) => void;
  readonly onClose: () => void;
  /** Changes whenever find is asked for, so that the field takes the focus once more. */
  readonly asked: number;
}

export function FindBar({ run, found, text, onText, onClose, asked }: FindBarProps): JSX.Element {
  const [typed, setTyped] = useState(text);
  const [cursor, setCursor] = useState(text.length);
  const field = useRef<HTMLInputElement>(null);
  const good = useCallback((each: string) => onText(each), [onText]);
  const reading = useCallReading(run.id, typed, cursor, good);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [asked]);
  return (
    <div className="tool-bar" role="search" aria-label="Find in the calls">
      <FilterField
        label="Find in the calls"
        placeholder="Find: keeps all rows and marks those that match"
        value={typed}
        onChange={setTyped}
        reading={reading}
        onCursor={setCursor}
        inputRef={field}
        onEnter={found.step}
        onEscape={onClose}
        answer={<FindAnswer found={found} empty={text.trim() === ''} wrong={reading?.fault?.message ?? null} />}
      />
      <div className="tools">
        <ToolButton
          icon="chevron-up"
          label="Previous match"
          keys="Shift+N"
          disabled={found.matching === 0}
          onPress={() => found.step(true)}
        />
        <ToolButton
          icon="chevron-down"
          label="Next match"
          keys="N"
          disabled={found.matching === 0}
          onPress={() => found.step(false)}
        />
        <ToolButton icon="close" label="Close find" keys="Esc" onPress={onClose} />
      </div>
    </div>
  );
}

function FindAnswer({
  found,
  empty,
  wrong,
}: {
  readonly found: Found;
  readonly empty: boolean;
  readonly wrong: string | null;
}): JSX.Element {
  if (wrong !== null) {
    return (
      <span className="answer" role="status" title={wrong}>
        <Icon name="warning" size={12} />
        <span className="cut">{wrong}</span>
      </span>
    );
  }
  if (empty) return <span className="answer" />;
  return (
    <span className="answer" role="status">
      {found.place !== null && (
        <span>
          <Figure value={found.place + 1} /> of
        </span>
      )}
      <span>
        <Figure value={found.matching} /> {found.place === null ? 'found' : ''}
      </span>
    </span>
  );
}
