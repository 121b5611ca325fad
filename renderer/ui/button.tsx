// Buttons: a labelled one with a key beside it, and the small square of a toolbar. One primary in a view.
import type { JSX, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { KeyHint } from './key-hint.tsx';
import './button.css';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly icon?: IconName;
  readonly keys?: string | undefined;
  readonly kind?: 'plain' | 'primary' | 'quiet';
  readonly large?: boolean;
  readonly disabled?: boolean;
  readonly title?: string;
  readonly wide?: boolean;
}

export function Button(props: ButtonProps): JSX.Element {
  const { kind = 'plain', large = false, wide = false } = props;
  return (
    <button
      type="button"
      className={`button ${kind} ${large ? 'large' : ''} ${wide ? 'wide' : ''}`}
      onClick={props.onPress}
      disabled={props.disabled}
      title={props.title}
      aria-keyshortcuts={ariaKeys(props.keys)}
    >
      {props.icon && <Icon name={props.icon} size={14} />}
      {props.children}
      {props.keys && <KeyHint keys={props.keys} />}
    </button>
  );
}

export interface ToolButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onPress: () => void;
  readonly keys?: string | undefined;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  /** Shown beside the icon; the label stays the accessible name. */
  readonly text?: ReactNode;
}

export function ToolButton(props: ToolButtonProps): JSX.Element {
  const { icon, label, keys, pressed } = props;
  return (
    <button
      type="button"
      className={`tool-button ${pressed ? 'on' : ''}`}
      onClick={props.onPress}
      disabled={props.disabled}
      aria-label={label}
      aria-pressed={pressed}
      aria-keyshortcuts={ariaKeys(keys)}
      title={keys ? `${label}  ${keys}` : label}
    >
      <Icon name={icon} size={props.text === undefined ? 16 : 14} />
      {props.text}
    </button>
  );
}

/** `Ctrl+K` in the words of ARIA. */
function ariaKeys(keys: string | undefined): string | undefined {
  return keys?.replace('Ctrl', 'Control');
}
