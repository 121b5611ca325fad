// The field for a filter: wrong text underlined at its column, and a list of what can come next, chosen by keyboard or pointer.
// A combobox over a listbox, after the ARIA pattern; the list opens by typing or by the arrow down, never by itself.
import { useEffect, useId, useRef, useState, type JSX, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import type { CommandOutput } from '../../app/contract/contract.ts';
import { Figure } from './figure.tsx';
import { Icon } from './icon.tsx';
import './filter-field.css';

export type Reading = CommandOutput<'trace.complete'>;
type Item = Reading['items'][number];

export interface FilterFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** How this very text reads; null while that is not known. */
  readonly reading: Reading | null;
  /** Where the cursor stands now, for the next reading. */
  readonly onCursor: (cursor: number) => void;
  readonly onEnter: (back: boolean) => void;
  /** When the list is closed already. */
  readonly onEscape: () => void;
  readonly answer: ReactNode;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

export function FilterField(props: FilterFieldProps): JSX.Element {
  const { value, reading, inputRef } = props;
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const items = open && reading !== null ? reading.items : [];
  const shown = items.length > 0;
  const chosen = Math.min(active, items.length - 1);
  const put = useCursor(inputRef, value);

  const take = (item: Item | undefined): void => {
    if (item === undefined || reading === null) return;
    // A whole value is done with; a field waits for one.
    const done = item.text.endsWith(':') ? item.text : `${item.text} `;
    const rest = value.slice(reading.to).trimStart();
    const next = `${value.slice(0, reading.from)}${done}${rest}`;
    put(reading.from + done.length);
    props.onChange(next);
    props.onCursor(reading.from + done.length);
    setActive(-1);
    setOpen(item.text.endsWith(':'));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && shown) setActive((chosen + step + items.length) % items.length);
    else if (event.key === 'ArrowDown') setOpen(true);
    else if (event.key === 'Tab' && shown && !event.shiftKey) take(items[Math.max(0, chosen)]);
    else if (event.key === 'Enter' && shown && chosen >= 0) take(items[chosen]);
    else if (event.key === 'Enter') {
      setOpen(false);
      props.onEnter(event.shiftKey);
    } else if (event.key === 'Escape') {
      setOpen(false);
      if (!shown) props.onEscape();
    } else return;
    event.preventDefault();
  };
  return (
    <div className="filter-field">
      <label className={`field ${reading?.fault ? 'wrong-at' : ''}`}>
        <Icon name="search" size={14} />
        <span className="filter-line">
          <input
            ref={inputRef}
            className="data"
            type="text"
            role="combobox"
            aria-label={props.label}
            aria-expanded={shown}
            aria-controls={shown ? id : undefined}
            aria-autocomplete="list"
            aria-activedescendant={shown && chosen >= 0 ? `${id}-${chosen}` : undefined}
            aria-invalid={reading?.fault ? true : undefined}
            value={value}
            maxLength={4096}
            placeholder={props.placeholder}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => {
              props.onChange(event.target.value);
              props.onCursor(event.target.selectionStart ?? event.target.value.length);
              setOpen(true);
              setActive(-1);
            }}
            onSelect={(event) => props.onCursor(event.currentTarget.selectionStart ?? 0)}
            onKeyDown={onKeyDown}
            onBlur={() => setOpen(false)}
          />
          {reading?.fault && <Underline text={value} from={reading.fault.from} to={reading.fault.to} inputRef={inputRef} />}
        </span>
        {props.answer}
      </label>
      {shown && <Completions id={id} items={items} chosen={chosen} onTake={take} />}
    </div>
  );
}

interface UnderlineProps {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

/** The same text once more, unseen but for the line under what is wrong; it scrolls with the input. */
function Underline({ text, from, to, inputRef }: UnderlineProps): JSX.Element {
  const line = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const input = inputRef.current;
    if (input === null) return;
    const follow = (): void => {
      if (line.current !== null) line.current.style.transform = `translateX(${-input.scrollLeft}px)`;
    };
    follow();
    input.addEventListener('scroll', follow);
    return () => input.removeEventListener('scroll', follow);
  }, [inputRef, text]);
  return (
    <span className="filter-wrong data" aria-hidden="true">
      <span ref={line}>
        {text.slice(0, from)}
        <u>{to > from ? text.slice(from, to) : '\u00a0'}</u>
      </span>
    </span>
  );
}

interface CompletionsProps {
  readonly id: string;
  readonly items: readonly Item[];
  readonly chosen: number;
  readonly onTake: (item: Item) => void;
}

function Completions({ id, items, chosen, onTake }: CompletionsProps): JSX.Element {
  return (
    <div id={id} role="listbox" aria-label="Completions" className="completions">
      {items.map((item, index) => (
        <div
          key={item.text}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          className={`completion ${index === chosen ? 'on' : ''}`}
          ref={index === chosen ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(item)}
        >
          <span className="data cut">{item.text}</span>
          <span className="ink-3 small cut">{item.help}</span>
          {item.count !== null && (
            <span className="ink-2 data completion-count">
              <Figure value={item.count} />
            </span>
          )}
        </div>
      ))}
    </div>
  );
}

/** Puts the cursor where it is wanted once the text that was given has been drawn. */
function useCursor(inputRef: RefObject<HTMLInputElement | null>, value: string): (at: number) => void {
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    inputRef.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = null;
  }, [inputRef, value]);
  return (at) => {
    wanted.current = at;
  };
}
