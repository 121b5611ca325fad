// A small menu that a button or a key opens: arrows choose, Enter acts, Escape leaves and gives the focus back.
import { useEffect, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { Icon } from './icon.tsx';
import './menu.css';

export interface MenuEntry {
  readonly title: string;
  /** What it would do, in few letters. */
  readonly hint?: string;
  /** A switch, which leaves the menu open. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly act: () => void;
  /** Alt with an arrow moves the entry in its list. */
  readonly move?: (by: 1 | -1) => void;
  /** What other keys do while it is the active one: `f`, `Alt+ArrowLeft`. */
  readonly keys?: Readonly<Record<string, () => void>>;
}

export interface MenuProps {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  /** Said under the entries. */
  readonly note?: string;
  readonly onClose: () => void;
}

export function Menu({ label, entries, note, onClose }: MenuProps): JSX.Element {
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  useEffect(() => {
    const away = (event: globalThis.PointerEvent): void => {
      if (event.target instanceof Node && box.current?.parentElement?.contains(event.target) !== true) onClose();
    };
    window.addEventListener('pointerdown', away, true);
    return () => window.removeEventListener('pointerdown', away, true);
  }, [onClose]);
  const perform = (index: number): void => {
    const entry = entries[index];
    if (entry === undefined || entry.disabled === true) return;
    if (entry.checked === undefined) onClose();
    entry.act();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const other = entries[active]?.keys?.[event.altKey ? `Alt+${event.key}` : event.key];
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0 && event.altKey) {
      entries[active]?.move?.(by);
      if (entries[active]?.move) setActive(Math.min(entries.length - 1, Math.max(0, active + by)));
    } else if (by !== 0) setActive((active + by + entries.length) % entries.length);
    else if (other !== undefined) other();
    else if (event.key === 'Enter' || event.key === ' ') perform(active);
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="menu">
      <div ref={box} role="menu" tabIndex={-1} aria-label={label} aria-activedescendant={`menu-${active}`} onKeyDown={onKeyDown}>
        {entries.map((entry, index) => (
          <div
            key={entry.title}
            id={`menu-${index}`}
            role={entry.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
            aria-checked={entry.checked}
            aria-disabled={entry.disabled}
            tabIndex={-1}
            className={`menu-entry ${index === active ? 'on' : ''}`}
            onMouseMove={() => setActive(index)}
            onClick={() => perform(index)}
          >
            {entry.checked !== undefined && <span className="menu-check">{entry.checked && <Icon name="ok" size={12} />}</span>}
            <span>{entry.title}</span>
            {entry.hint !== undefined && <span className="data ink-2 small cut">{entry.hint}</span>}
          </div>
        ))}
      </div>
      {note !== undefined && <p className="menu-note small ink-3">{note}</p>}
    </div>
  );
}
