// The parts of the details pane: head, sections, pairs. Always in the same order: what, when, outcome, why, arguments, bytes, links.
import type { JSX, ReactNode } from 'react';
import { KeyHint } from './key-hint.tsx';
import './details.css';

export function DetailsHead({ children }: { readonly children: ReactNode }): JSX.Element {
  return <div className="details-head">{children}</div>;
}

export interface DetailsSectionProps {
  readonly title: string;
  readonly keys?: string;
  readonly id?: string;
  readonly children: ReactNode;
}

export function DetailsSection({ title, keys, id, children }: DetailsSectionProps): JSX.Element {
  return (
    <section className="details-section" id={id} tabIndex={id === undefined ? undefined : -1} aria-label={title}>
      <h3>
        <span className="cut">{title}</span>
        <span className="space" />
        {keys && <KeyHint keys={keys} />}
      </h3>
      {children}
    </section>
  );
}

export interface Pair {
  readonly name: string;
  readonly value: ReactNode;
  /** Guest text and figures. */
  readonly data?: boolean;
  readonly title?: string;
}

export function KeyValues({ pairs, wrap = false }: { readonly pairs: readonly Pair[]; readonly wrap?: boolean }): JSX.Element {
  return (
    <dl className={`key-values ${wrap ? 'wrap' : ''}`}>
      {pairs.map((pair, index) => (
        <div key={`${index} ${pair.name}`}>
          <dt className="cut" title={pair.name}>
            {pair.name}
          </dt>
          <dd className={pair.data ? 'data' : ''} title={pair.title}>
            {pair.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
