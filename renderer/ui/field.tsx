// A line to type in, with its answer at the right end: a count, or the error in words.
import type { JSX, KeyboardEvent, ReactNode, Ref } from 'react';
import { Icon } from './icon.tsx';
import './field.css';

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly answer?: ReactNode;
  readonly wrong?: boolean;
  readonly data?: boolean;
  readonly search?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly onBlur?: () => void;
  readonly disabled?: boolean;
}

export function Field(props: FieldProps): JSX.Element {
  const { search = false, data = false } = props;
  return (
    <label className={`field ${props.wrong ? 'wrong' : ''}`}>
      {search && <Icon name="search" size={14} />}
      <input
        ref={props.inputRef}
        className={data ? 'data' : ''}
        type="text"
        aria-label={props.label}
        aria-invalid={props.wrong || undefined}
        value={props.value}
        placeholder={props.placeholder}
        disabled={props.disabled}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={props.onKeyDown}
        onBlur={props.onBlur}
      />
      {props.answer}
    </label>
  );
}

export interface CheckProps {
  readonly label: ReactNode;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly disabled?: boolean;
}

export function Check({ label, on, onChange, disabled }: CheckProps): JSX.Element {
  return (
    <label className={`check ${disabled ? 'off' : ''}`}>
      <input
        type="checkbox"
        className="unseen"
        checked={on}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className={`check-box ${on ? 'on' : ''}`}>{on && <Icon name="ok" size={12} />}</span>
      {label}
    </label>
  );
}

export interface ChoiceProps<Id extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: Id; readonly title: string }[];
  readonly chosen: Id | null;
  readonly onChoose: (id: Id) => void;
}

/** One of a few, all in sight. */
export function Choice<Id extends string>({ label, options, chosen, onChoose }: ChoiceProps<Id>): JSX.Element {
  return (
    <div className="choice" role="group" aria-label={label}>
      {options.map((option) => (
        <button key={option.id} type="button" aria-pressed={option.id === chosen} onClick={() => onChoose(option.id)}>
          {option.title}
        </button>
      ))}
    </div>
  );
}
