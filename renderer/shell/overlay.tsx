// A dialog over the window: Esc and a click beside it close it, or say why they do not; the focus stays inside.
import { useRef, type JSX, type KeyboardEvent, type ReactNode } from 'react';
import './overlay.css';

export interface OverlayProps {
  readonly label: string;
  readonly className: string;
  /** `alertdialog`: it wants an answer. */
  readonly role?: 'dialog' | 'alertdialog';
  /** Id of what describes it. */
  readonly describedBy?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Overlay({ label, className, role = 'dialog', describedBy, onClose, children }: OverlayProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === 'Tab') keepInside(event, box.current);
  };
  return (
    <div className="scrim" onMouseDown={(event) => event.target === event.currentTarget && onClose()}>
      <div
        ref={box}
        className={`pop ${className}`}
        role={role}
        aria-modal="true"
        aria-label={label}
        aria-describedby={describedBy}
        onKeyDown={onKeyDown}
      >
        {children}
      </div>
    </div>
  );
}

function keepInside(event: KeyboardEvent, box: HTMLElement | null): void {
  const stops = [...(box?.querySelectorAll<HTMLElement>('input, button:not(:disabled), [tabindex="0"]') ?? [])];
  const [first, last] = [stops[0], stops.at(-1)];
  const leaving = event.shiftKey ? first : last;
  if (document.activeElement !== leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}
