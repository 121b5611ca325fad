// The menu of a cell: only this, not this, on to the next like this. What it writes into the filter stands in it as text.
import { useEffect, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import type { CallRow } from '../../store/call-row.ts';
import { cellFilter } from './filter-text.ts';
import './call-menu.css';

export interface CallMenuProps {
  readonly call: CallRow;
  readonly column: string;
  /** Where it opens, in pixels of the window. */
  readonly x: number;
  readonly y: number;
  readonly onFilter: (term: string) => void;
  readonly onNext: (term: string) => void;
  /** Runs shall stand still before calls like this. */
  readonly onStop: (term: string) => void;
  readonly onClose: () => void;
}

/** In the order of the table; ← and → go from one to the next. */
const COLUMNS = [
  ['row', 'Number'],
  ['time', 'Time'],
  ['duration', 'Duration'],
  ['call', 'Call'],
  ['arguments', 'Arguments'],
  ['result', 'Result'],
  ['rule', 'Rule'],
] as const;

export function CallMenu({ call, column, x, y, onFilter, onNext, onStop, onClose }: CallMenuProps): JSX.Element {
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      COLUMNS.findIndex(([id]) => id === (column === 'delta' ? 'time' : column)),
    ),
  );
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const term = cellFilter(call, COLUMNS[at]?.[0] ?? 'row');
  const entries = [
    { title: 'Only this', text: term, act: () => onFilter(term) },
    { title: 'Not this', text: negated(term), act: () => onFilter(negated(term)) },
    { title: 'Next like this', text: '', act: () => onNext(term) },
    { title: 'Stop at calls like this', text: '', act: () => onStop(term) },
  ];
  useEffect(() => box.current?.focus(), []);
  useEffect(() => {
    const away = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) onClose();
    };
    window.addEventListener('pointerdown', away, true);
    return () => window.removeEventListener('pointerdown', away, true);
  }, [onClose]);
  const perform = (index: number): void => {
    onClose();
    entries[index]?.act();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'ArrowDown') setActive((active + 1) % entries.length);
    else if (event.key === 'ArrowUp') setActive((active + entries.length - 1) % entries.length);
    else if (event.key === 'ArrowRight') setAt((at + 1) % COLUMNS.length);
    else if (event.key === 'ArrowLeft') setAt((at + COLUMNS.length - 1) % COLUMNS.length);
    else if (event.key === 'Enter' || event.key === ' ') perform(active);
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
  };
  return (
    <div className="call-menu" style={{ left: `min(${x}px, 100vw - 372px)`, top: `min(${y}px, 100vh - 164px)` }}>
      <div className="call-menu-head small ink-3" aria-live="polite">
        <span>{COLUMNS[at]?.[1]}</span>
        <span className="space" />
        <span>← → other columns</span>
      </div>
      <div
        ref={box}
        role="menu"
        tabIndex={-1}
        aria-label={`${COLUMNS[at]?.[1]} of the call`}
        aria-activedescendant={`call-menu-${active}`}
        onKeyDown={onKeyDown}
      >
        {entries.map((entry, index) => (
          <div
            key={entry.title}
            id={`call-menu-${index}`}
            role="menuitem"
            tabIndex={-1}
            className={`call-menu-entry ${index === active ? 'on' : ''}`}
            onMouseMove={() => setActive(index)}
            onClick={() => perform(index)}
          >
            <span>{entry.title}</span>
            <span className="data ink-2 small cut">{entry.text}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** Taking back a "not" that is there already reads better than two. */
function negated(term: string): string {
  return term.startsWith('-') ? term.slice(1) : `-${term}`;
}
