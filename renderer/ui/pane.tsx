// A pane and its head: title, count, facts to the right.
import type { JSX, ReactNode } from 'react';
import './pane.css';

export interface PaneProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A labelled region that F7 walks through. */
export function Pane({ label, className = '', children }: PaneProps): JSX.Element {
  return (
    <section className={`pane ${className}`} aria-label={label} data-pane={label} tabIndex={-1}>
      {children}
    </section>
  );
}

export interface PaneHeadProps {
  readonly title: ReactNode;
  readonly facts?: ReactNode;
  readonly children?: ReactNode;
  /** Has something above it. */
  readonly below?: boolean;
}

export function PaneHead({ title, facts, children, below = false }: PaneHeadProps): JSX.Element {
  return (
    <div className={`pane-head ${below ? 'below' : ''}`}>
      <h2 className="cut">{title}</h2>
      {facts !== undefined && <span className="cut">{facts}</span>}
      <span className="space" />
      {children}
    </div>
  );
}
